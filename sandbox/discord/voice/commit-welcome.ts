import { MlsReader, referenceHash, uint16, vector } from './mls-wire.ts'

const WIRE_PUBLIC_MESSAGE = 1
const SENDER_MEMBER = 1
const CONTENT_COMMIT = 3
const BY_REFERENCE = 2
const LEAF_FROM_KEY_PACKAGE = 1
const LEAF_FROM_COMMIT = 3

/** What a delivery service has to know of a commit. */
export interface Commit {
  readonly epoch: bigint
  /** References of the proposals it covers, hex, in its own order; empty when one is given by value. */
  readonly references: readonly string[]
  readonly bytes: Buffer
}

/** A Welcome with the secrets still of all receivers. */
export interface Welcome {
  /** Only this receiver's part, as the server hands it on; undefined when the Welcome is not for this key package. */
  for(keyPackage: Buffer): Buffer | undefined
}

/**
 * Reads the payload of opcode 28: a commit (MLSMessage) and, if it adds members, a bare Welcome.
 * Throws a RangeError when it is neither.
 */
export function readCommitWelcome(payload: Buffer): { commit: Commit; welcome: Welcome | undefined } {
  const reader = new MlsReader(payload)
  const commit = readCommit(reader, payload)
  return { commit, welcome: reader.atEnd ? undefined : readWelcome(reader) }
}

function readCommit(reader: MlsReader, payload: Buffer): Commit {
  reader.uint16()
  expect(reader.uint16() === WIRE_PUBLIC_MESSAGE, 'a public message')
  reader.vector()
  const epoch = reader.uint64()
  expect(reader.uint8() === SENDER_MEMBER, 'a member as sender')
  reader.uint32()
  reader.vector()
  expect(reader.uint8() === CONTENT_COMMIT, 'a commit')
  const references = readReferences(new MlsReader(reader.vector()))
  if (reader.uint8() === 1) skipUpdatePath(reader)
  // Signature, confirmation tag, membership tag.
  reader.skipVectors(3)
  return { epoch, references, bytes: payload.subarray(0, reader.offset) }
}

function readReferences(proposals: MlsReader): string[] {
  const references: string[] = []
  while (!proposals.atEnd) {
    if (proposals.uint8() !== BY_REFERENCE) return []
    references.push(proposals.vector().toString('hex'))
  }
  return references
}

/** RFC 9420, 7.2 and 7.6: the committer's new leaf, then the nodes of its direct path. */
function skipUpdatePath(reader: MlsReader): void {
  // Encryption key and signature key; then the credential's type and identity; then the five capability lists.
  reader.skipVectors(2)
  reader.uint16()
  reader.skipVectors(1 + 5)
  const source = reader.uint8()
  if (source === LEAF_FROM_KEY_PACKAGE) reader.take(16)
  if (source === LEAF_FROM_COMMIT) reader.vector()
  // Extensions and signature of the leaf; then the path.
  reader.skipVectors(3)
}

function readWelcome(reader: MlsReader): Welcome {
  const suite = uint16(reader.uint16())
  const secrets = readSecrets(reader.vector())
  const groupInfo = vector(reader.vector())
  return {
    for(keyPackage) {
      const own = secrets.get(referenceHash('MLS 1.0 KeyPackage Reference', keyPackage))
      return own && Buffer.concat([suite, vector(own), groupInfo])
    },
  }
}

/** EncryptedGroupSecrets (RFC 9420, 12.4.3.1) by the reference of the key package they are for. */
function readSecrets(bytes: Buffer): Map<string, Buffer> {
  const reader = new MlsReader(bytes)
  const secrets = new Map<string, Buffer>()
  while (!reader.atEnd) {
    const start = reader.offset
    const reference = reader.vector().toString('hex')
    reader.skipVectors(2)
    secrets.set(reference, bytes.subarray(start, reader.offset))
  }
  return secrets
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new RangeError(`expected ${what}`)
}

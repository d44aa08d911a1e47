import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { referenceHash, uint16, uint32, uint64, vector } from './mls-wire.ts'

const MLS_10 = uint16(1)
const PUBLIC_MESSAGE = uint16(1)
const BASIC_CREDENTIAL = uint16(1)
const SENDER_EXTERNAL = 2
const CONTENT_PROPOSAL = 2
const PROPOSAL_ADD = 1
const PROPOSAL_REMOVE = 3
const NO_BYTES = vector()

/** What the server wants changed in a group. */
export type Change = Add | Remove

export interface Add {
  readonly kind: 'add'
  readonly userId: string
  readonly keyPackage: Buffer
}

export interface Remove {
  readonly kind: 'remove'
  readonly leaf: number
}

export interface SignedProposal<Kind extends Change = Change> {
  readonly change: Kind
  /** The proposal's MLS reference, hex: how a commit names it. */
  readonly reference: string
  /** A complete MLSMessage. */
  readonly message: Buffer
}

/**
 * The voice server's part in a DAVE group: it is no member, but the one external sender whose proposals
 * (RFC 9420, 12.1.8) decide who is in. It never holds a key that opens media.
 */
export class ExternalSender {
  readonly #privateKey: KeyObject
  /** The payload of opcode 25: public key, credential type, identity (one zero byte, as Discord's). */
  readonly announcement: Buffer

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#privateKey = privateKey
    this.announcement = Buffer.concat([
      vector(uncompressedPoint(publicKey)),
      BASIC_CREDENTIAL,
      vector(Buffer.from([0])),
    ])
  }

  propose<Kind extends Change>(
    group: { readonly id: Buffer; readonly epoch: bigint },
    change: Kind,
  ): SignedProposal<Kind> {
    const content = Buffer.concat([
      vector(group.id),
      uint64(group.epoch),
      Buffer.from([SENDER_EXTERNAL]),
      uint32(0),
      NO_BYTES,
      Buffer.from([CONTENT_PROPOSAL]),
      proposalBody(change),
    ])
    const signed = Buffer.concat([
      vector(Buffer.from('MLS 1.0 FramedContentTBS')),
      vector(MLS_10, PUBLIC_MESSAGE, content),
    ])
    const signature = vector(sign('sha256', signed, this.#privateKey))
    const authenticated = Buffer.concat([PUBLIC_MESSAGE, content, signature])
    return {
      change,
      reference: referenceHash('MLS 1.0 Proposal Reference', authenticated),
      message: Buffer.concat([MLS_10, authenticated]),
    }
  }
}

function proposalBody(change: Change): Buffer {
  return change.kind === 'add'
    ? Buffer.concat([uint16(PROPOSAL_ADD), change.keyPackage])
    : Buffer.concat([uint16(PROPOSAL_REMOVE), uint32(change.leaf)])
}

/** The 65 bytes 04 | x | y; they are the tail of the key's SPKI form, whose point is not compressed. */
function uncompressedPoint(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-65)
}

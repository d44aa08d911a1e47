import { describe, expect, test } from '@jest/globals'
import { DAVESession } from '@snazzah/davey'
import { readCommitWelcome } from '../../../../sandbox/discord/voice/commit-welcome.ts'
import { ExternalSender } from '../../../../sandbox/discord/voice/external-sender.ts'
import { leavesAfter } from '../../../../sandbox/discord/voice/leaves.ts'
import { MlsReader, uint64, vector } from '../../../../sandbox/discord/voice/mls-wire.ts'

const channelId = '200000000000000001'

describe('an MLS vector', () => {
  test.each([
    { length: 0, prefix: '00' },
    { length: 63, prefix: '3f' },
    { length: 64, prefix: '4040' },
    { length: 16_383, prefix: '7fff' },
    { length: 16_384, prefix: '80004000' },
  ])('of $length bytes begins with $prefix and reads back', ({ length, prefix }) => {
    const bytes = Buffer.alloc(length, 7)
    const written = vector(bytes)
    expect(written.toString('hex', 0, prefix.length / 2)).toBe(prefix)
    const reader = new MlsReader(written)
    expect(reader.vector()).toEqual(bytes)
    expect(reader.atEnd).toBe(true)
  })

  test.each(['05aa', 'c0', '41'])('that is cut short or malformed (%s) is refused', (hex) => {
    expect(() => new MlsReader(Buffer.from(hex, 'hex')).vector()).toThrow(RangeError)
  })
})

describe('the leaves of the tree', () => {
  const add = (userId: string) => ({ kind: 'add', userId, keyPackage: Buffer.alloc(0) }) as const
  const remove = (leaf: number) => ({ kind: 'remove', leaf }) as const
  test.each([
    { title: 'grow to the right', from: ['a'], changes: [add('b'), add('c')], to: ['a', 'b', 'c'] },
    { title: 'are blanked', from: ['a', 'b', 'c'], changes: [remove(1)], to: ['a', undefined, 'c'] },
    {
      title: 'are filled from the left',
      from: ['a', undefined, 'c', undefined],
      changes: [add('d'), add('e'), add('f')],
      to: ['a', 'd', 'c', 'e', 'f'],
    },
    {
      title: 'are freed before they are filled, whatever the order',
      from: ['a', 'b'],
      changes: [add('c'), remove(0)],
      to: ['c', 'b'],
    },
  ])('$title', ({ from, changes, to }) => {
    expect(leavesAfter(from, changes)).toEqual(to)
  })
})

describe('a commit with its Welcome', () => {
  const sender = new ExternalSender()
  const commitOf = (...addedIds: string[]) => {
    const founder = new DAVESession(1, '1', channelId)
    founder.setExternalSender(sender.announcement)
    const added = addedIds.map((userId) => {
      const session = new DAVESession(1, userId, channelId)
      session.setExternalSender(sender.announcement)
      const keyPackage = session.getSerializedKeyPackage()
      const group = { id: uint64(BigInt(channelId)), epoch: 0n }
      return { session, keyPackage, proposal: sender.propose(group, { kind: 'add', userId, keyPackage }) }
    })
    const messages = vector(...added.map(({ proposal }) => proposal.message))
    const { commit, welcome } = founder.processProposals(0, messages, ['1', ...addedIds])
    if (!commit || !welcome) throw new Error('davey made no commit')
    return { founder, added, commit, welcome }
  }

  test('is told apart, and names the proposals by the references the server knows', () => {
    const { added, commit, welcome } = commitOf('2', '3')
    const read = readCommitWelcome(Buffer.concat([commit, welcome]))
    expect(read.commit.bytes).toEqual(commit)
    expect(read.commit.epoch).toBe(0n)
    expect(new Set(read.commit.references)).toEqual(new Set(added.map(({ proposal }) => proposal.reference)))
  })

  test('lets each newcomer in with only its own secrets', () => {
    const { founder, added, commit, welcome } = commitOf('2', '3', '4')
    const read = readCommitWelcome(Buffer.concat([commit, welcome]))
    founder.processCommit(commit)
    for (const { session, keyPackage } of added) {
      const own = read.welcome?.for(keyPackage)
      if (!own) throw new Error('no Welcome for a newcomer')
      expect(own.length).toBeLessThan(welcome.length)
      session.processWelcome(own)
      expect(session.voicePrivacyCode).toBe(founder.voicePrivacyCode)
    }
    expect(read.welcome?.for(Buffer.from('another key package'))).toBeUndefined()
  })

  test('is refused when it is something else', () => {
    const { commit } = commitOf('2')
    expect(() => readCommitWelcome(commit.subarray(0, 100))).toThrow(RangeError)
    expect(() => readCommitWelcome(Buffer.alloc(64))).toThrow(RangeError)
  })
})

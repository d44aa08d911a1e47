import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/base/errors.ts'
import { guildId, roomId, speakerId } from '../../src/base/ids.ts'
import type { Starters } from '../../src/session/settings/begin-settings.ts'
import { checkStart, checkStop } from '../../src/session/starters.ts'

const [ROOM, ELSEWHERE] = ['500', '501']
const ann = speakerId('1')
const room: Starters = { kind: 'room' }
const role: Starters = { kind: 'role', role: '70' }
const manage: Starters = { kind: 'manage' }

interface Person {
  readonly in?: string
  readonly roles?: readonly string[]
  readonly manages?: boolean
}

const personOf = ({ in: place, roles = [], manages = false }: Person) => ({
  caller: { id: ann, name: 'Ann' },
  callerRoom: place === undefined ? null : { id: place, kind: 'voice' as const, name: 'Table' },
  roles: new Set(roles),
  manages,
})

const refusal = (check: () => void): string | null => {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
}

const session = { ref: { guild: guildId('9'), room: roomId(ROOM) }, starter: speakerId('2') }

describe('who may start and stop', () => {
  test.each<[string, Starters, Person, boolean]>([
    ['whoever is in the voice channel', room, { in: ROOM }, true],
    ['nobody who is elsewhere', room, { in: ELSEWHERE }, false],
    ['nobody who is in none', room, {}, false],
    ['who manages the server, from anywhere', room, { manages: true }, true],
    ['nobody by a role where presence counts', room, { roles: ['70'] }, false],
    ['who has the role, from anywhere', role, { roles: ['69', '70'] }, true],
    [
      'nobody else who is in the voice channel, where it takes a role',
      role,
      { in: ROOM, roles: ['69'] },
      false,
    ],
    ['who manages the server, where it takes a role', role, { manages: true }, true],
    ['nobody else who is in the voice channel, where it takes Manage Server', manage, { in: ROOM }, false],
    ['who manages the server, where it takes that', manage, { manages: true }, true],
  ])('%s', (_, starters, who, may) => {
    const person = personOf(who)
    expect(refusal(() => checkStart(starters, person, ROOM)) === null).toBe(may)
    expect(refusal(() => checkStop(starters, person, session)) === null).toBe(may)
  })

  test('whoever began it may stop it, whatever the setting', () => {
    for (const starters of [room, role, manage])
      expect(refusal(() => checkStop(starters, personOf({}), { ...session, starter: ann }))).toBeNull()
  })

  test.each<[Starters, RegExp, RegExp]>([
    [
      room,
      /^Join <#500> first: /,
      /^Only whoever started it, those who are in <#500> and members with Manage/,
    ],
    [role, /<@&70> or Manage Server .* Ask one/, /^Only whoever started it, members with <@&70> and members/],
    [manage, /Manage Server .* Ask one/, /^Only whoever started it and members with Manage Server can/],
  ])('is told to those who may not, with what they can do ($kind)', (starters, starting, stopping) => {
    expect(refusal(() => checkStart(starters, personOf({}), ROOM))).toMatch(starting)
    const refused = refusal(() => checkStop(starters, personOf({}), session))
    expect(refused).toMatch(stopping)
    expect(refused).toContain('/transcribe privacy')
  })
})

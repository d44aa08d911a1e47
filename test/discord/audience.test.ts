import { describe, expect, test } from '@jest/globals'
import {
  type Household,
  outsiders,
  type RoleSight,
  type Ruling,
  type Sight,
} from '../../src/discord/audience.ts'
import { seeded } from '../support/seeded.ts'

/** Roles by their letter: S staff, M members, A administrators, V who gives View Channel in the server, N nothing. */
const ROLES: Readonly<Record<string, RoleSight>> = Object.fromEntries(
  [
    { id: 'S', views: false, administers: false },
    { id: 'M', views: false, administers: false },
    { id: 'V', views: true, administers: false },
    { id: 'A', views: false, administers: true },
  ].map((role) => [role.id, role]),
)

/** Overwrites in short: `-` denies @everyone, `+S` allows the role S, `-bob` denies the member Bob. */
function sight(...entries: readonly string[]): Sight {
  const rulings = entries.map((entry): [string, Ruling] => [
    entry.slice(1),
    entry.startsWith('+') ? 'allow' : 'deny',
  ])
  return {
    everyone: rulings.find(([id]) => id === '')?.[1] ?? null,
    roles: new Map(rulings.filter(([id]) => id in ROLES)),
    members: new Map(rulings.filter(([id]) => id !== '' && !(id in ROLES))),
  }
}

interface Row {
  readonly room: readonly string[]
  readonly target: readonly string[]
  /** Left out: @everyone has View Channel in the server. */
  readonly hidden?: true
  readonly members?: Readonly<Record<string, readonly string[] | 'any'>>
  /** `everyone`, roles joined with `+`, and members. */
  readonly found: readonly string[]
}

const rolesOf = (ids: readonly string[]): RoleSight[] => ids.flatMap((id) => ROLES[id] ?? [])

function found({ room, target, hidden, members = {} }: Row): string[] {
  const household: Household = {
    everyoneViews: hidden === undefined,
    roles: Object.values(ROLES),
    members: new Map(
      Object.entries(members).map(([id, roles]) => [id, roles === 'any' ? 'any' : rolesOf(roles)]),
    ),
  }
  return outsiders(household, sight(...room), sight(...target)).map((who) =>
    who.kind === 'member' ? who.id : who.roles.join('+') || 'everyone',
  )
}

describe('who reads the one and does not see the other', () => {
  test.each<[string, Row]>([
    ['nobody, where both are open', { room: [], target: [], found: [] }],
    ['everyone, where the room alone is closed', { room: ['-', '+S'], target: [], found: ['everyone'] }],
    ['nobody, where the target alone is closed', { room: [], target: ['-', '+S'], found: [] }],
    ['nobody, where the same role opens both', { room: ['-', '+S'], target: ['-', '+S'], found: [] }],
    ['a role that opens the target alone', { room: ['-', '+S'], target: ['-', '+S', '+M'], found: ['M'] }],
    [
      'a role that opens the target, and another the room',
      { room: ['-', '+S'], target: ['-', '+M'], found: ['M'] },
    ],
    ['nobody, where the room lets more in', { room: ['-', '+S', '+M'], target: ['-', '+S'], found: [] }],
    ['a role that is denied the room alone', { room: ['-M'], target: [], found: ['M'] }],
    ['nobody, where a role is denied both', { room: ['-M'], target: ['-M'], found: [] }],
    ['nobody, where a role is denied the target alone', { room: [], target: ['-M'], found: [] }],
    [
      'whoever has a role that is allowed in the target beside one that is denied the room',
      { room: ['-M'], target: ['-', '+S'], found: ['S+M'] },
    ],
    [
      'nobody by an allowance in the target that the room has too, beside a denial',
      { room: ['-M', '+S'], target: ['-', '+S'], found: [] },
    ],
    [
      'everyone, where @everyone is allowed in the target',
      { room: ['-'], target: ['+'], found: ['everyone'] },
    ],
    [
      'nobody, where the server hides both from who has no role',
      { hidden: true, room: [], target: [], found: [] },
    ],
    [
      'everyone, where the target is open in a server that hides',
      { hidden: true, room: [], target: ['+'], found: ['everyone'] },
    ],
    [
      'a role that is allowed in the target, where another one shows the room',
      { hidden: true, room: [], target: ['+M'], found: ['M'] },
    ],
    [
      'a role that shows all of the server, where the room is closed',
      { hidden: true, room: ['-'], target: [], found: ['V'] },
    ],
    [
      'a role that shows all of the server beside one that is denied the room',
      { hidden: true, room: ['-M'], target: [], found: ['M+V'] },
    ],
    ['nobody but administrators', { room: ['-'], target: ['-', '+A'], found: [] }],
    [
      'nobody: administrators see all, whatever denies them',
      { room: ['-', '-A'], target: ['-', '+A'], found: [] },
    ],
    [
      'a member who is allowed in the target alone',
      { room: ['-', '+S'], target: ['-', '+S', '+bob'], members: { bob: [] }, found: ['bob'] },
    ],
    [
      'nobody, where that member sees the room by a role',
      { room: ['-', '+S'], target: ['-', '+S', '+bob'], members: { bob: ['S'] }, found: [] },
    ],
    [
      'that member, where their roles are not known',
      { room: ['-', '+S'], target: ['-', '+S', '+bob'], members: { bob: 'any' }, found: ['bob'] },
    ],
    [
      'nobody, where that member is allowed in the room too',
      { room: ['-', '+bob'], target: ['-', '+bob'], members: { bob: 'any' }, found: [] },
    ],
    [
      'a member who is denied the room alone',
      { room: ['-bob'], target: [], members: { bob: [] }, found: ['bob'] },
    ],
    [
      'a member who is denied the room in spite of a role that opens both',
      { room: ['-', '+S', '-bob'], target: ['-', '+S'], members: { bob: ['S'] }, found: ['bob'] },
    ],
    [
      'nobody, where a member is denied both',
      { room: ['-bob'], target: ['-bob'], members: { bob: 'any' }, found: [] },
    ],
    [
      'nobody: that member is an administrator',
      { room: ['-'], target: ['-', '+bob'], members: { bob: ['A'] }, found: [] },
    ],
    [
      'nobody: that member is in the server no more',
      { room: ['-'], target: ['-', '+bob'], members: {}, found: [] },
    ],
  ])('%s', (_, row) => {
    expect(found(row)).toEqual(row.found)
  })

  test('is nobody where the channel is the room itself', () => {
    const random = seeded(7)
    for (let round = 0; round < 200; round += 1) {
      const { household, room } = anything(random)
      expect(outsiders(household, room, room)).toEqual([])
    }
  })
})

/** Discord's algorithm once more, as its documentation writes it, with bits. */
const VIEW = 1n << 10n
const ADMINISTRATOR = 1n << 3n
const ALL = VIEW | ADMINISTRATOR

function documented(
  household: Household,
  channel: Sight,
  roles: readonly RoleSight[],
  id: string | null,
): boolean {
  const bitsOf = (ruling: Ruling | null | undefined, wanted: Ruling): bigint =>
    ruling === wanted ? VIEW : 0n
  let base = household.everyoneViews ? VIEW : 0n
  for (const role of roles) base |= (role.views ? VIEW : 0n) | (role.administers ? ADMINISTRATOR : 0n)
  if ((base & ADMINISTRATOR) === ADMINISTRATOR) return (ALL & VIEW) !== 0n
  let permissions = base
  permissions &= ~bitsOf(channel.everyone, 'deny')
  permissions |= bitsOf(channel.everyone, 'allow')
  let [allow, deny] = [0n, 0n]
  for (const role of roles) {
    allow |= bitsOf(channel.roles.get(role.id), 'allow')
    deny |= bitsOf(channel.roles.get(role.id), 'deny')
  }
  permissions &= ~deny
  permissions |= allow
  if (id !== null) {
    permissions &= ~bitsOf(channel.members.get(id), 'deny')
    permissions |= bitsOf(channel.members.get(id), 'allow')
  }
  return (permissions & VIEW) === VIEW
}

const pick = <T>(random: () => number, values: readonly T[]): T | undefined =>
  values[Math.floor(random() * values.length)]

/** A small server with two channels, all by chance. */
function anything(random: () => number) {
  const ruling = (): Ruling | undefined => pick(random, ['allow', 'deny', undefined, undefined])
  const roles = Array.from({ length: Math.floor(random() * 6) }, (_, at) => ({
    id: `${at}`,
    views: random() < 0.4,
    administers: random() < 0.1,
  }))
  const people = ['ann', 'bob'].slice(0, Math.floor(random() * 3))
  const channel = (): Sight => {
    const rulings = (ids: readonly string[]) =>
      new Map(
        ids.flatMap((id): [string, Ruling][] => {
          const says = ruling()
          return says === undefined ? [] : [[id, says]]
        }),
      )
    return { everyone: ruling() ?? null, roles: rulings(roles.map(({ id }) => id)), members: rulings(people) }
  }
  const members = new Map(
    people.map((id): [string, readonly RoleSight[] | 'any'] => [
      id,
      random() < 0.5 ? 'any' : roles.filter(() => random() < 0.5),
    ]),
  )
  const household: Household = { everyoneViews: random() < 0.5, roles, members }
  return { household, room: channel(), target: channel() }
}

function subsets<T>(values: readonly T[]): T[][] {
  const sets: T[][] = [[]]
  for (const value of values) sets.push(...sets.map((set) => [...set, value]))
  return sets
}

test('is found as by trying every set of roles that anybody could have', () => {
  const random = seeded(42)
  const seen = { somebody: 0, nobody: 0 }
  for (let round = 0; round < 4_000; round += 1) {
    const { household, room, target } = anything(random)
    const isOutsider = (roles: readonly RoleSight[], id: string | null) =>
      documented(household, target, roles, id) && !documented(household, room, roles, id)
    const every = subsets(household.roles)
    const answer = outsiders(household, room, target)
    const byRoles = answer.flatMap((who) => (who.kind === 'roles' ? [who.roles] : []))
    expect(byRoles.length > 0).toBe(every.some((roles) => isOutsider(roles, null)))
    for (const ids of byRoles) {
      const roles = household.roles.filter(({ id }) => ids.includes(id))
      expect(isOutsider(roles, null)).toBe(true)
      for (const fewer of subsets(roles).slice(0, -1)) expect(isOutsider(fewer, null)).toBe(false)
    }
    if (!byRoles.some((ids) => ids.length === 0)) {
      const single = household.roles.filter((role) => isOutsider([role], null)).map(({ id }) => id)
      expect(byRoles.filter((ids) => ids.length === 1).flat()).toEqual(single)
    }
    const members = [...household.members]
      .filter(([id, known]) => (known === 'any' ? every : [known]).some((roles) => isOutsider(roles, id)))
      .map(([id]) => id)
    expect(answer.flatMap((who) => (who.kind === 'member' ? [who.id] : []))).toEqual(members)
    seen[answer.length > 0 ? 'somebody' : 'nobody'] += 1
  }
  expect(Math.min(seen.somebody, seen.nobody)).toBeGreaterThan(500)
})

/**
 * Who could read in one channel what is said in another. Decided by roles and overwrites alone: without the
 * privileged intent for members a bot is not told who has which role, so whatever set of roles somebody could have
 * counts as somebody. Only who sees a channel is asked for (Discord's documentation, "Permission Overwrites");
 * whoever sees a text channel is taken for a reader of it.
 */

/** What a channel's overwrite says of View Channel, where it says anything. */
export type Ruling = 'allow' | 'deny'

/** A channel, as far as seeing it goes; a thread is as its channel. */
export interface Sight {
  /** Of @everyone. */
  readonly everyone: Ruling | null
  readonly roles: ReadonlyMap<string, Ruling>
  readonly members: ReadonlyMap<string, Ruling>
}

/** A role that people can have, @everyone aside. */
export interface RoleSight {
  readonly id: string
  /** Whether it gives View Channel in the whole server. */
  readonly views: boolean
  /** Administrators see every channel, whatever an overwrite says. */
  readonly administers: boolean
}

export interface Household {
  /** Whether @everyone has View Channel in the whole server. */
  readonly everyoneViews: boolean
  readonly roles: readonly RoleSight[]
  /**
   * Of those who have an overwrite of their own in either channel, the roles; `any`: nobody knows. Who is left out
   * is nobody: no member any more, a bot, or the owner, who sees everything.
   */
  readonly members: ReadonlyMap<string, readonly RoleSight[] | 'any'>
}

/** Somebody who sees the one channel and not the other. */
export type Outsider =
  /** Whoever has these roles, and none that opens the other channel; no role at all: anybody who has none of them. */
  | { readonly kind: 'roles'; readonly roles: readonly string[] }
  | { readonly kind: 'member'; readonly id: string }

interface Person {
  readonly roles: readonly RoleSight[]
  /** Where somebody has an overwrite of their own. */
  readonly id?: string
}

/**
 * Who sees `target` and does not see `room`, by as few roles as it takes; nobody, if the answer is empty. Each single
 * role is named; of pairs, one for each that rests on the same overwrites.
 */
export function outsiders(household: Household, room: Sight, target: Sight): readonly Outsider[] {
  const isOutsider = (person: Person): boolean =>
    sees(household, target, person) && !sees(household, room, person)
  const kind = ({ id, views, administers }: RoleSight): string =>
    [room.roles.get(id), target.roles.get(id), views, administers].join()
  const byRoles: Outsider[] = smallest(household.roles, kind, (roles) => isOutsider({ roles })).map(
    (roles) => ({ kind: 'roles', roles: roles.map(({ id }) => id) }),
  )
  const byThemselves = [...household.members]
    .filter(([id, known]) =>
      known === 'any'
        ? smallest(household.roles, kind, (roles) => isOutsider({ roles, id })).length > 0
        : isOutsider({ roles: known, id }),
    )
    .map(([id]): Outsider => ({ kind: 'member', id }))
  return [...byRoles, ...byThemselves]
}

/**
 * The smallest sets of roles for which this holds. Two roles are always enough to be an outsider: of any greater set
 * keep one that shows the target (it is allowed there, or has View Channel in the server) and one that is denied the
 * room. With fewer roles nobody is allowed the room, or denied the target, who was not before. Two roles of a kind
 * do what one does, so a server's 250 roles come down to a few.
 */
function smallest(
  roles: readonly RoleSight[],
  kind: (role: RoleSight) => string,
  holds: (roles: readonly RoleSight[]) => boolean,
): readonly (readonly RoleSight[])[] {
  if (holds([])) return [[]]
  const single = roles.filter((role) => holds([role]))
  const others = new Map(roles.filter((role) => !single.includes(role)).map((role) => [kind(role), role]))
  const few = [...others.values()]
  const pairs = few.flatMap((one, at) =>
    few
      .slice(at + 1)
      .map((other) => [one, other])
      .filter(holds),
  )
  return [...single.map((role) => [role]), ...pairs]
}

/** Discord's own order: the server's roles, then the overwrites of @everyone, of all roles together, of the member. */
function sees({ everyoneViews }: Household, { everyone, roles, members }: Sight, person: Person): boolean {
  if (person.roles.some(({ administers }) => administers)) return true
  const own = person.id === undefined ? undefined : members.get(person.id)
  if (own !== undefined) return own === 'allow'
  const rulings = person.roles.map(({ id }) => roles.get(id))
  if (rulings.includes('allow')) return true
  if (rulings.includes('deny')) return false
  if (everyone !== null) return everyone === 'allow'
  return everyoneViews || person.roles.some(({ views }) => views)
}

import { UserError } from '../base/errors.ts'
import type { SpeakerId } from '../base/ids.ts'
import type { CommandRequest } from './command.ts'
import type { RoomRef } from './ports.ts'
import type { Starters } from './settings/begin-settings.ts'

type Person = Pick<CommandRequest, 'caller' | 'manages' | 'roles' | 'callerRoom'>

/** Throws a UserError that says who may, unless this person may have that voice channel listened to. */
export function checkStart(starters: Starters, person: Person, room: string): void {
  if (!may(starters, person, room))
    throw new UserError(({ session }) => whoMay(session.starters, starters, room))
}

/** Throws a UserError that says who may, unless this person may end that session; whoever began it always may. */
export function checkStop(
  starters: Starters,
  person: Person,
  session: { readonly ref: RoomRef; readonly starter: SpeakerId },
): void {
  const { room } = session.ref
  if (person.caller.id === session.starter || may(starters, person, room)) return
  throw new UserError(({ session }) => whoMay(session.stoppers, starters, room))
}

function may(starters: Starters, { manages, roles, callerRoom }: Person, room: string): boolean {
  if (manages) return true
  switch (starters.kind) {
    case 'room':
      return callerRoom?.id === room
    case 'role':
      return roles.has(starters.role)
    case 'manage':
      return false
  }
}

/** Who may, by how the guild has it. */
interface ByStarters {
  readonly room: (room: string) => string
  readonly role: (role: string) => string
  readonly manage: string
}

function whoMay(words: ByStarters, starters: Starters, room: string): string {
  switch (starters.kind) {
    case 'room':
      return words.room(`<#${room}>`)
    case 'role':
      return words.role(`<@&${starters.role}>`)
    case 'manage':
      return words.manage
  }
}

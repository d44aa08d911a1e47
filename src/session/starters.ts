import { UserError } from '../base/errors.ts'
import type { SpeakerId } from '../base/ids.ts'
import type { CommandRequest } from './command.ts'
import type { RoomRef } from './ports.ts'
import type { Starters } from './settings/begin-settings.ts'

type Person = Pick<CommandRequest, 'caller' | 'manages' | 'roles' | 'callerRoom'>

/** Throws a UserError that says who may, unless this person may have that voice channel listened to. */
export function checkStart(starters: Starters, person: Person, room: string): void {
  if (!may(starters, person, room)) throw new UserError(startRefusal(starters, room))
}

/** Throws a UserError that says who may, unless this person may end that session; whoever began it always may. */
export function checkStop(
  starters: Starters,
  person: Person,
  session: { readonly ref: RoomRef; readonly starter: SpeakerId },
): void {
  const { room } = session.ref
  if (person.caller.id === session.starter || may(starters, person, room)) return
  throw new UserError(
    `Only whoever started it${others(starters, room)} and members with Manage Server can stop it. If you do not want to be heard, say so with /transcribe privacy.`,
  )
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

function startRefusal(starters: Starters, room: string): string {
  switch (starters.kind) {
    case 'room':
      return `Join <#${room}> first: only those who are in a voice channel can have me listen there.`
    case 'role':
      return `Only members with <@&${starters.role}> or Manage Server can have me listen in this server. Ask one of them to start me.`
    case 'manage':
      return 'Only members with Manage Server can have me listen in this server. Ask one of them to start me.'
  }
}

function others(starters: Starters, room: string): string {
  switch (starters.kind) {
    case 'room':
      return `, those who are in <#${room}>`
    case 'role':
      return `, members with <@&${starters.role}>`
    case 'manage':
      return ''
  }
}

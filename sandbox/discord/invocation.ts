import { SandboxChannel, CHANNEL_TYPES as TYPES } from './channel.ts'
import type { CommandBook, RegisteredCommand } from './command-book.ts'
import { CHAT_INPUT, OPTION } from './command-form.ts'
import type { Place, SandboxGuild } from './guild.ts'
import { isRecord, type Json, listOf } from './json.ts'
import { type CommandOptions, type OptionValue, SandboxMember } from './member.ts'
import { channelPayload, memberFields, rolePayload, userPayload } from './payloads.ts'

/** What a person typed, as far as Discord's client would let them. */
export interface Typed {
  readonly path: readonly string[]
  readonly options: CommandOptions
  /** The option that is being typed and asks for suggestions; then required ones may still be missing. */
  readonly focused?: string
}

/** The `data` of a slash command's interaction. @throws {Error} what a person could not have typed or sent */
export function invoke(book: CommandBook, place: Place, typed: Typed): Json {
  const [name = '', ...rest] = typed.path
  const command = findCommand(book, place, { type: CHAT_INPUT, name })
  const { specs, wrap } = descend(command, rest)
  const resolved = new Resolved(place)
  const options = fill(specs, typed, resolved)
  return {
    ...commandFields(command),
    options: wrap(options),
    ...(!resolved.isEmpty && { resolved: resolved.payload }),
  }
}

export const commandFields = (command: RegisteredCommand): Json => ({
  id: command.id,
  name: command.name,
  type: command.type,
  ...(command.guildId !== null && { guild_id: command.guildId }),
})

/** The command, if it is registered and this person is shown it here. @throws {Error} */
export function findCommand(
  book: CommandBook,
  place: Place,
  wanted: { readonly type: number; readonly name: string },
): RegisteredCommand {
  const command = book.find(place.guild.id, wanted.type, wanted.name)
  if (command === undefined) throw new Error(`the bot has registered no command "${wanted.name}"`)
  const { guild, channel, member } = place
  if (!guild.can(member, 'ViewChannel', channel)) throw new Error(`${member.id} cannot see the channel`)
  const needed = command.payload['default_member_permissions']
  const mask = typeof needed === 'string' ? BigInt(needed) : null
  // "0" is for administrators only.
  const isShown =
    mask === null ||
    guild.can(member, 'Administrator') ||
    (mask !== 0n && (guild.permissionsOf(member, channel) & mask) === mask)
  if (!isShown || !guild.can(member, 'UseApplicationCommands', channel)) {
    throw new Error(`${member.id} may not use the command "${wanted.name}"`)
  }
  return command
}

/** Follows the names of group and subcommand to the options a person fills in. */
function descend(
  command: RegisteredCommand,
  names: readonly string[],
): { readonly specs: readonly Json[]; readonly wrap: (options: readonly Json[]) => readonly Json[] } {
  let specs = listOf(command.payload['options']).filter(isRecord)
  const levels: { readonly type: unknown; readonly name: string }[] = []
  for (const name of names) {
    const level = specs.find((spec) => spec['name'] === name && isNest(spec))
    if (level === undefined) throw new Error(`the command "${command.name}" has no subcommand "${name}"`)
    levels.push({ type: level['type'], name })
    specs = listOf(level['options']).filter(isRecord)
  }
  if (specs.some(isNest)) throw new Error(`the command "${command.name}" wants a subcommand`)
  const wrap = (options: readonly Json[]): readonly Json[] =>
    levels.reduceRight<readonly Json[]>((inner, level) => [{ ...level, options: inner }], options)
  return { specs, wrap }
}

const isNest = (spec: Json): boolean => spec['type'] === OPTION.subcommand || spec['type'] === OPTION.group

function fill(specs: readonly Json[], typed: Typed, resolved: Resolved): readonly Json[] {
  for (const name of Object.keys(typed.options)) {
    if (!specs.some((spec) => spec['name'] === name)) throw new Error(`the command has no option "${name}"`)
  }
  return specs.flatMap((spec): readonly Json[] => {
    const name = String(spec['name'])
    const value = typed.options[name]
    const isFocused = typed.focused === name
    if (value === undefined) {
      if (spec['required'] === true && typed.focused === undefined) {
        throw new Error(`the option "${name}" is required`)
      }
      return isFocused ? [{ name, type: spec['type'], value: '', focused: true }] : []
    }
    if (isFocused) return [{ name, type: spec['type'], value, focused: true }]
    return [{ name, type: spec['type'], value: toValue(spec, value, resolved) }]
  })
}

/** The value as the interaction carries it. @throws {Error} when it is not of the option's type */
function toValue(spec: Json, value: OptionValue, resolved: Resolved): string | number | boolean {
  const refuse = (why: string): Error => new Error(`the option "${String(spec['name'])}" ${why}`)
  const type = spec['type']
  if (type === OPTION.channel) {
    if (!(value instanceof SandboxChannel)) throw refuse('wants a channel')
    const types = listOf(spec['channel_types'])
    if (types.length > 0 && !types.includes(TYPES[value.kind])) throw refuse(`takes no ${value.kind} channel`)
    return resolved.addChannel(value)
  }
  if (type === OPTION.user || (type === OPTION.mentionable && value instanceof SandboxMember)) {
    if (!(value instanceof SandboxMember)) throw refuse('wants a member')
    return resolved.addMember(value)
  }
  if (value instanceof SandboxChannel || value instanceof SandboxMember) throw refuse('wants a plain value')
  if (type === OPTION.role || type === OPTION.mentionable) return resolved.addRole(String(value))
  checkPlain(spec, value, refuse)
  return value
}

function checkPlain(spec: Json, value: string | number | boolean, refuse: (why: string) => Error): void {
  const type = spec['type']
  const isNumber = type === OPTION.integer || type === OPTION.number
  if (type === OPTION.string && typeof value !== 'string') throw refuse('wants text')
  if (type === OPTION.boolean && typeof value !== 'boolean') throw refuse('wants true or false')
  if (isNumber && typeof value !== 'number') throw refuse('wants a number')
  if (type === OPTION.integer && !Number.isInteger(value)) throw refuse('wants a whole number')
  const choices = listOf(spec['choices']).filter(isRecord)
  if (choices.length > 0 && !choices.some((choice) => choice['value'] === value)) {
    throw refuse('is not one of the choices')
  }
  const size = typeof value === 'string' ? value.length : Number(value)
  const [min, max] = isNumber
    ? [spec['min_value'], spec['max_value']]
    : [spec['min_length'], spec['max_length']]
  if (typeof min === 'number' && size < min) throw refuse(`is less than ${min}`)
  if (typeof max === 'number' && size > max) throw refuse(`is more than ${max}`)
}

/** The objects that option values refer to ("Resolved Data Structure"). */
export class Resolved {
  readonly #guild: SandboxGuild
  readonly #viewer: SandboxMember
  readonly #parts: Record<string, Record<string, unknown>> = {}

  constructor(place: Place) {
    this.#guild = place.guild
    this.#viewer = place.member
  }

  get isEmpty(): boolean {
    return Object.keys(this.#parts).length === 0
  }

  get payload(): Json {
    return this.#parts
  }

  addChannel(channel: SandboxChannel): string {
    const permissions = this.#guild.permissionsOf(this.#viewer, channel).toString()
    return this.#add('channels', channel.id, { ...channelPayload(channel), permissions })
  }

  addMember(member: SandboxMember): string {
    const permissions = this.#guild.permissionsOf(member).toString()
    this.#add('members', member.id, { ...memberFields(member), permissions })
    return this.#add('users', member.id, userPayload(member))
  }

  addRole(id: string): string {
    const role = this.#guild.roles.find(id)
    if (role === undefined) throw new Error(`the guild has no role ${id}`)
    return this.#add('roles', id, rolePayload(role))
  }

  addMessage(id: string, payload: Json): string {
    return this.#add('messages', id, payload)
  }

  #add(kind: string, id: string, payload: unknown): string {
    this.#parts[kind] = { ...this.#parts[kind], [id]: payload }
    return id
  }
}

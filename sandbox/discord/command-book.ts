import { invalidForm, tooManyCommands, tooManyCommandsToday, unknownCommand } from './api-error.ts'
import { CHAT_INPUT, readCommand } from './command-form.ts'
import { Form } from './form.ts'
import { isRecord, type Json } from './json.ts'
import type { SnowflakeMint } from './snowflake.ts'

/** "200 application command creates per day, per guild" */
const CREATES_PER_DAY = 200
/** "100 global CHAT_INPUT commands", and as many per guild. */
const CHAT_COMMANDS_MAX = 100

/** A command as the application registered it. */
export interface RegisteredCommand {
  readonly id: string
  /** Null: in every guild. */
  readonly guildId: string | null
  readonly type: number
  readonly name: string
  /** Everything, as the API gives it back with localizations. */
  readonly payload: Json
}

/** The application's commands, global and per guild ("Application Commands"). */
export class CommandBook {
  readonly #mint: SnowflakeMint
  readonly #applicationId: string
  #commands: readonly RegisteredCommand[] = []
  readonly #creates = new Map<string | null, number>()

  constructor(mint: SnowflakeMint, applicationId: string) {
    this.#mint = mint
    this.#applicationId = applicationId
  }

  list(guildId: string | null): readonly RegisteredCommand[] {
    return this.#commands.filter((command) => command.guildId === guildId)
  }

  get(guildId: string | null, id: string): RegisteredCommand {
    const command = this.list(guildId).find((each) => each.id === id)
    if (command === undefined) throw unknownCommand()
    return command
  }

  /** What a person in this guild would be offered under this name: the guild's own before the global one. */
  find(guildId: string, type: number, name: string): RegisteredCommand | undefined {
    const fits = (command: RegisteredCommand): boolean => command.type === type && command.name === name
    return this.list(guildId).find(fits) ?? this.list(null).find(fits)
  }

  /** "Bulk Overwrite": commands of the same name and type keep their id. */
  overwrite(guildId: string | null, body: unknown): readonly RegisteredCommand[] {
    const forms = Form.readList(body)
    const seen = new Set<string>()
    const payloads = forms.map((form) => {
      const payload = readCommand(form)
      const key = `${payload['type']} ${payload['name']}`
      if (seen.has(key)) {
        const message = 'Application command names must be unique'
        form.refuse('name', 'APPLICATION_COMMANDS_DUPLICATE_NAME', message)
      }
      seen.add(key)
      return payload
    })
    forms[0]?.check()
    if (payloads.filter((each) => each['type'] === CHAT_INPUT).length > CHAT_COMMANDS_MAX)
      throw tooManyCommands()
    const before = this.list(guildId)
    const after = payloads.map((payload) => this.#registered(guildId, payload, twinOf(before, payload)))
    this.#commands = [...this.#commands.filter((command) => command.guildId !== guildId), ...after]
    return after
  }

  /** "Create": one of the same name and type is overwritten. */
  create(
    guildId: string | null,
    body: unknown,
  ): { readonly command: RegisteredCommand; readonly isNew: boolean } {
    const form = Form.read(body)
    const payload = readCommand(form)
    form.check()
    const twin = twinOf(this.list(guildId), payload)
    const command = this.#registered(guildId, payload, twin)
    this.#replace(twin, command)
    return { command, isNew: twin === undefined }
  }

  edit(guildId: string | null, id: string, body: unknown): RegisteredCommand {
    const command = this.get(guildId, id)
    const form = Form.read({ ...command.payload, ...(isRecord(body) ? body : {}), type: command.type })
    const payload = readCommand(form)
    form.check()
    const twin = twinOf(this.list(guildId), payload)
    if (twin !== undefined && twin.id !== id) {
      const message = 'Application command names must be unique'
      throw invalidForm(['name'], 'APPLICATION_COMMANDS_DUPLICATE_NAME', message)
    }
    const changed = this.#registered(guildId, payload, command)
    this.#replace(command, changed)
    return changed
  }

  remove(guildId: string | null, id: string): void {
    const command = this.get(guildId, id)
    this.#commands = this.#commands.filter((each) => each !== command)
  }

  #replace(before: RegisteredCommand | undefined, after: RegisteredCommand): void {
    this.#commands =
      before === undefined
        ? [...this.#commands, after]
        : this.#commands.map((each) => (each === before ? after : each))
  }

  #registered(guildId: string | null, payload: Json, twin: RegisteredCommand | undefined): RegisteredCommand {
    if (twin === undefined) this.#countCreate(guildId)
    const id = twin?.id ?? this.#mint.next()
    const ids = { id, application_id: this.#applicationId, version: this.#mint.next() }
    return {
      id,
      guildId,
      type: Number(payload['type']),
      name: String(payload['name']),
      payload:
        guildId === null ? { ...ids, ...payload } : { ...ids, guild_id: guildId, ...guildFields(payload) },
    }
  }

  #countCreate(guildId: string | null): void {
    const count = (this.#creates.get(guildId) ?? 0) + 1
    if (count > CREATES_PER_DAY) throw tooManyCommandsToday()
    this.#creates.set(guildId, count)
  }
}

/** Where a command shows outside guilds is "only for globally-scoped commands". */
function guildFields(payload: Json): Json {
  const { contexts: _, integration_types: __, dm_permission: ___, ...rest } = payload
  return rest
}

const twinOf = (commands: readonly RegisteredCommand[], payload: Json): RegisteredCommand | undefined =>
  commands.find((command) => command.type === payload['type'] && command.name === payload['name'])

/** A command as lists show it unless `with_localizations` is asked for: without the dictionaries, at any depth. */
export function withoutLocalizations(payload: Json): Json {
  return Object.fromEntries(
    Object.entries(payload)
      .filter(([name]) => !name.endsWith('_localizations'))
      .map(([name, value]) => {
        const isList = (name === 'options' || name === 'choices') && Array.isArray(value)
        return [name, isList ? value.filter(isRecord).map(withoutLocalizations) : value]
      }),
  )
}

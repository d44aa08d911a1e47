import { type Form, lengthOf, type TextRule } from './form.ts'
import { isRecord, type Json } from './json.ts'
import { LOCALES } from './locales.ts'

/** "Application Command Types" and "Application Command Option Types". */
export const CHAT_INPUT = 1
export const OPTION = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const

const OPTIONS_MAX = 25
const TOTAL_MAX = 8000

/** Lower case where the script has one ("Application Command Naming"). */
const nameRule: TextRule = {
  min: 1,
  max: 32,
  pattern: {
    test: /^(?!.*\p{Lu})[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]+$/u,
    code: 'APPLICATION_COMMAND_INVALID_NAME',
    message: 'Command name is invalid',
  },
}
const descriptionRule: TextRule = { min: 1, max: 100 }

/** Reads one application command, noting what is wrong in the form; answers it as Discord keeps it. */
export function readCommand(form: Form): Json {
  const type = form.integer('type') ?? CHAT_INPUT
  const isChatInput = type === CHAT_INPUT
  const rule = isChatInput ? nameRule : { min: 1, max: 32 }
  const name = form.text('name', { required: true, ...rule })
  const description = isChatInput ? form.text('description', { required: true, ...descriptionRule }) : ''
  const options = isChatInput ? readOptions(form, 0) : []
  const size =
    lengthOf(name ?? '') + lengthOf(description ?? '') + options.reduce((sum, o) => sum + sizeOf(o), 0)
  if (size > TOTAL_MAX) {
    form.refuse([], 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${TOTAL_MAX})`)
  }
  return {
    type,
    name,
    name_localizations: readLocalizations(form, 'name_localizations', rule),
    description,
    description_localizations: readLocalizations(form, 'description_localizations', descriptionRule),
    default_member_permissions: form.text('default_member_permissions') ?? null,
    dm_permission: form.flag('dm_permission') ?? true,
    contexts: form.fields['contexts'] ?? null,
    integration_types: form.fields['integration_types'] ?? [0],
    nsfw: form.flag('nsfw') ?? false,
    ...(options.length > 0 && { options }),
  }
}

/** Options as Discord gives them back: without `required: false` and without what is null or empty. */
function readOptions(form: Form, depth: number): readonly Json[] {
  const options = form.forms('options', OPTIONS_MAX) ?? []
  const names = new Set<string>()
  let isOptionalSeen = false
  return options.map((option) => {
    const read = readOption(option, depth)
    const name = String(read['name'])
    if (names.has(name)) {
      option.refuse('name', 'APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED', 'Option name must be unique')
    }
    names.add(name)
    if (read['required'] === true && isOptionalSeen) {
      const message = 'Required options must be placed before non-required options'
      option.refuse([], 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message)
    }
    if (read['required'] !== true) isOptionalSeen = true
    return read
  })
}

function readOption(form: Form, depth: number): Json {
  const type = form.integer('type', { required: true }) ?? 0
  const isNest = type === OPTION.subcommand || type === OPTION.group
  if (type < 1 || type > 11) {
    form.refuse('type', 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.')
  }
  // A group stands in the command only, a subcommand in the command or a group, and nothing nests deeper.
  if ((type === OPTION.group && depth > 0) || (type === OPTION.subcommand && depth > 1)) {
    const message = 'Sub-command option type is invalid at this depth'
    form.refuse('type', 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message)
  }
  const choices = readChoices(form, type)
  const nested = isNest ? readOptions(form, depth + (type === OPTION.group ? 1 : 2)) : []
  const isComplete = form.flag('autocomplete')
  if (isComplete === true && choices.length > 0) {
    const message = 'Autocomplete cannot be set when choices are present'
    form.refuse([], 'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES', message)
  }
  const name_localizations = readLocalizations(form, 'name_localizations', nameRule)
  const description_localizations = readLocalizations(form, 'description_localizations', descriptionRule)
  return {
    type,
    name: form.text('name', { required: true, ...nameRule }),
    description: form.text('description', { required: true, ...descriptionRule }),
    ...(name_localizations !== null && { name_localizations }),
    ...(description_localizations !== null && { description_localizations }),
    ...(form.flag('required') === true && { required: true }),
    ...(isComplete === true && { autocomplete: true }),
    ...(choices.length > 0 && { choices }),
    ...(nested.length > 0 && { options: nested }),
    ...passed(form.fields, ['channel_types', 'min_value', 'max_value', 'min_length', 'max_length']),
  }
}

function readChoices(form: Form, type: number): readonly Json[] {
  return (form.forms('choices', OPTIONS_MAX) ?? []).map((choice) => {
    const name = choice.text('name', descriptionRule)
    const value = choice.fields['value']
    if (type === OPTION.string) choice.text('value', { required: true, max: 100 })
    else if (typeof value !== 'number') {
      choice.refuse('value', 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not a number.`)
    }
    const name_localizations = readLocalizations(choice, 'name_localizations', descriptionRule)
    return { name, value, ...(name_localizations !== null && { name_localizations }) }
  })
}

const passed = (fields: Json, names: readonly string[]): Json =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name]
      const isBlank = value === undefined || value === null || (Array.isArray(value) && value.length === 0)
      return isBlank ? [] : [[name, value]]
    }),
  )

function readLocalizations(form: Form, name: string, rule: TextRule): Json | null {
  const texts = form.form(name)
  if (texts === undefined || Object.keys(texts.fields).length === 0) return null
  for (const locale of Object.keys(texts.fields)) {
    if (LOCALES.has(locale)) texts.text(locale, rule)
    else texts.refuse(locale, 'APPLICATION_COMMAND_INVALID_LOCALE', 'Locale is invalid')
  }
  return texts.fields
}

/** "name, description, and value properties for each command, its options … and choices" */
function sizeOf(option: Json): number {
  const own = lengthOf(String(option['name'])) + lengthOf(String(option['description'] ?? ''))
  const value = 'value' in option ? lengthOf(String(option['value'])) : 0
  const nested = [option['options'], option['choices']].flat().filter(isRecord)
  return nested.reduce((sum, each) => sum + sizeOf(each), own + value)
}

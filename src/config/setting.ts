/** One setting as data: what it is called, what it means, and how its text becomes a value. */
export interface Setting<Value> {
  readonly name: string
  /** Older or foreign names for the same setting. Two names with different values are a problem. */
  readonly aliases: readonly string[]
  readonly help: string
  /** As `.env.example` shows it; null where there is no default. */
  readonly fallback: string | null
  /** Its value must never be written down anywhere. */
  readonly secret: boolean
  /** The value, or a problem as a phrase that follows the setting's name: "must be a whole number". */
  readonly parse: (text: string) => Parsed<Value>
}

export type Parsed<Value> = { readonly value: Value } | { readonly problem: string }

interface About {
  readonly name: string
  readonly help: string
  readonly aliases?: readonly string[]
  readonly secret?: boolean
}

type Optional<Value> = Value | null

function setting<Value>(
  about: About,
  fallback: string | null,
  parse: (text: string) => Parsed<Value>,
): Setting<Value> {
  return {
    name: about.name,
    aliases: about.aliases ?? [],
    help: about.help,
    secret: about.secret ?? false,
    fallback,
    parse,
  }
}

/** Text that may be absent. */
export const optionalText = (about: About): Setting<Optional<string>> =>
  setting(about, null, (text) => ({ value: text === '' ? null : text }))

export const text = (about: About, fallback: string): Setting<string> =>
  setting(about, fallback, (value) => (value === '' ? { problem: 'must not be empty' } : { value }))

/** Text without which nothing works. */
export const requiredText = (about: About): Setting<string> =>
  setting(about, null, (value) => (value === '' ? { problem: 'is missing' } : { value }))

export const optionalSnowflake = (about: About): Setting<Optional<string>> =>
  setting(about, null, (value) =>
    value === '' || /^\d{15,20}$/.test(value)
      ? { value: value === '' ? null : value }
      : { problem: 'must be an id of Discord: 15 to 20 digits' },
  )

interface Range {
  readonly min: number
  readonly max: number
  readonly whole?: boolean
}

export function number(about: About, fallback: number, range: Range): Setting<number> {
  const kind = range.whole ? 'a whole number' : 'a number'
  return setting(about, String(fallback), (value) => {
    const parsed = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
    const fits = parsed >= range.min && parsed <= range.max && (!range.whole || Number.isInteger(parsed))
    return fits ? { value: parsed } : { problem: `must be ${kind} from ${range.min} to ${range.max}` }
  })
}

export function optionalNumber(about: About, range: Range): Setting<Optional<number>> {
  const inner = number(about, range.min, range)
  return setting<Optional<number>>(about, null, (value) =>
    value === '' ? { value: null } : inner.parse(value),
  )
}

export const flag = (about: About, fallback: boolean): Setting<boolean> =>
  setting(about, String(fallback), (value) =>
    value === 'true' || value === 'false'
      ? { value: value === 'true' }
      : { problem: 'must be true or false' },
  )

export function choice<Name extends string>(
  about: About,
  fallback: Name,
  names: readonly Name[],
): Setting<Name> {
  return setting(about, fallback, (value) => {
    const found = names.find((name) => name === value)
    return found === undefined ? { problem: `must be one of ${names.join(', ')}` } : { value: found }
  })
}

export function optionalChoice<Name extends string>(
  about: About,
  names: readonly Name[],
): Setting<Optional<Name>> {
  return setting<Optional<Name>>(about, null, (value) => {
    const found = names.find((name) => name === value)
    if (value === '') return { value: null }
    return found === undefined ? { problem: `must be one of ${names.join(', ')}` } : { value: found }
  })
}

/** A comma-separated list of free text. */
export function list(
  about: About,
  limit: { items: number; characters: number },
  fallback = '',
): Setting<readonly string[]> {
  return setting(about, fallback, (value) => {
    const found = items(value)
    return found.length <= limit.items && found.every((item) => item.length <= limit.characters)
      ? { value: found }
      : {
          problem: `must hold at most ${limit.items} entries of at most ${limit.characters} characters, separated by commas`,
        }
  })
}

/** An address without path, query or credentials unless `path` allows a path; the closing slash is dropped. */
export function address(
  about: About,
  fallback: string,
  allowed: { protocols: readonly string[]; path: boolean },
): Setting<string> {
  const shape = `${allowed.protocols.map((protocol) => `${protocol}//`).join(' or ')}host${allowed.path ? '/path' : ' without a path'}`
  return setting(about, fallback, (value) => {
    const url = URL.parse(value)
    const fits =
      url !== null &&
      allowed.protocols.includes(url.protocol) &&
      url.search === '' &&
      url.hash === '' &&
      url.username === '' &&
      url.password === '' &&
      (allowed.path || url.pathname === '/')
    return fits ? { value: value.replace(/\/+$/, '') } : { problem: `must be an address such as ${shape}` }
  })
}

function items(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

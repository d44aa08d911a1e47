import type { Form } from './form.ts'
import type { Pings } from './message.ts'

/** `allowed_mentions` of a request; null when it was not given, which allows everything. */
export type AllowedMentions = {
  readonly parse: ReadonlySet<string>
  readonly roles: ReadonlySet<string>
  readonly users: ReadonlySet<string>
} | null

export function readAllowedMentions(form: Form): AllowedMentions {
  const allowed = form.form('allowed_mentions')
  if (allowed === undefined) return null
  const parse = stringsOf(allowed, 'parse')
  const roles = stringsOf(allowed, 'roles')
  const users = stringsOf(allowed, 'users')
  for (const [kind, ids] of [
    ['roles', roles],
    ['users', users],
  ] as const) {
    if (parse.has(kind) && ids.size > 0) {
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`
      allowed.refuse([], 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message)
    }
    if (ids.size > 100) allowed.refuse(kind, 'BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.')
  }
  return { parse, roles, users }
}

const stringsOf = (form: Form, name: string): ReadonlySet<string> => {
  const value = form.fields[name]
  return new Set(Array.isArray(value) ? value.map(String) : [])
}

export interface MentionScope {
  /** The author has the permission to mention everyone here. */
  readonly mayMentionEveryone: boolean
  isUser(id: string): boolean
  /** A role that this author may notify. */
  isRole(id: string): boolean
}

/**
 * Whom the text notifies ("Allowed Mentions Object"). Strict: what stands in code or behind a backslash counts as a
 * mention too, for the server reads the text and not how a client draws it.
 */
export function resolvePings(content: string, allowed: AllowedMentions, scope: MentionScope): Pings {
  const found = (pattern: RegExp): string[] => [
    ...new Set([...content.matchAll(pattern)].flatMap((match) => match[1] ?? [])),
  ]
  const isAllowed = (kind: 'users' | 'roles', id: string): boolean =>
    allowed === null || allowed.parse.has(kind) || allowed[kind].has(id)
  return {
    everyone:
      /@(?:everyone|here)/.test(content) &&
      scope.mayMentionEveryone &&
      (allowed === null || allowed.parse.has('everyone')),
    roles: found(/<@&(\d+)>/g).filter((id) => isAllowed('roles', id) && scope.isRole(id)),
    users: found(/<@!?(\d+)>/g).filter((id) => isAllowed('users', id) && scope.isUser(id)),
  }
}

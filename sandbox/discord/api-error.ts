import type { Json } from './json.ts'

/** A refusal as Discord's REST answers it ("Error Messages", "JSON Error Codes"). */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: Json, headers: Readonly<Record<string, string>> = {}) {
    super(String(body['message']))
    this.status = status
    this.body = body
    this.headers = headers
  }
}

const refusal =
  (status: number, code: number, message: string): (() => ApiError) =>
  () =>
    new ApiError(status, { message, code })

export const unauthorized = refusal(401, 0, '401: Unauthorized')
export const notFound = refusal(404, 0, '404: Not Found')
export const methodNotAllowed = refusal(405, 0, '405: Method Not Allowed')
export const unknownApplication = refusal(404, 10002, 'Unknown Application')
export const unknownChannel = refusal(404, 10003, 'Unknown Channel')
export const unknownGuild = refusal(404, 10004, 'Unknown Guild')
export const unknownMember = refusal(404, 10007, 'Unknown Member')
export const unknownMessage = refusal(404, 10008, 'Unknown Message')
export const unknownUser = refusal(404, 10013, 'Unknown User')
export const unknownWebhook = refusal(404, 10015, 'Unknown Webhook')
export const unknownInteraction = refusal(404, 10062, 'Unknown interaction')
export const unknownCommand = refusal(404, 10063, 'Unknown application command')
export const unknownVoiceState = refusal(404, 10065, 'Unknown Voice State')
export const tooManyWebhooks = refusal(400, 30007, 'Maximum number of webhooks reached (15)')
export const tooManyCommands = refusal(400, 30032, 'Maximum number of application commands reached (100)')
export const tooManyCommandsToday = refusal(
  400,
  30034,
  'Max number of daily application command creates has been reached (200)',
)
export const entityTooLarge = refusal(413, 40005, 'Request entity too large')
export const alreadyAcknowledged = refusal(400, 40060, 'Interaction has already been acknowledged.')
export const threadExists = refusal(400, 160004, 'A thread has already been created for this message')
export const missingAccess = refusal(403, 50001, 'Missing Access')
export const wrongAuthor = refusal(403, 50005, 'Cannot edit a message authored by another user')
export const emptyMessage = refusal(400, 50006, 'Cannot send an empty message')
export const cannotMessageUser = refusal(403, 50007, 'Cannot send messages to this user')
export const notTextChannel = refusal(400, 50008, 'Cannot send messages in a non-text channel')
export const missingPermissions = refusal(403, 50013, 'Missing Permissions')
export const wrongChannelType = refusal(400, 50024, 'Cannot execute action on this channel type')
export const invalidWebhookToken = refusal(401, 50027, 'Invalid Webhook Token')
export const tooOldToBulkDelete = refusal(
  400,
  50034,
  'You can only bulk delete messages that are under 14 days old.',
)
export const threadArchived = refusal(400, 50083, 'Thread is archived')
export const invalidJson = refusal(400, 50109, 'The request body contains invalid JSON.')

interface Problem {
  readonly code: string
  readonly message: string
}

type ErrorTree = { [key: string]: ErrorTree | Problem[] }

/** Collects what is wrong with a form, by field, for the `errors` tree of error 50035. */
export class Problems {
  readonly #tree: ErrorTree = {}
  #any = false

  add(path: readonly (string | number)[], code: string, message: string): void {
    this.#any = true
    let node = this.#tree
    for (const step of path) {
      const next = node[step]
      if (next === undefined || Array.isArray(next)) {
        const made: ErrorTree = {}
        node[step] = made
        node = made
      } else {
        node = next
      }
    }
    const list = node['_errors']
    if (Array.isArray(list)) list.push({ code, message })
    else node['_errors'] = [{ code, message }]
  }

  /** @throws {ApiError} 400 / 50035 when anything was added. */
  check(): void {
    if (this.#any) throw this.error()
  }

  error(): ApiError {
    return new ApiError(400, { message: 'Invalid Form Body', code: 50035, errors: this.#tree })
  }
}

/** A 50035 with one problem. */
export function invalidForm(path: readonly (string | number)[], code: string, message: string): ApiError {
  const problems = new Problems()
  problems.add(path, code, message)
  return problems.error()
}

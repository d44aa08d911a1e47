import { readComponents } from './component-form.ts'
import { readEmbeds } from './embed-form.ts'
import { Form } from './form.ts'
import { isRecord, type Json, listOf } from './json.ts'
import { type AllowedMentions, readAllowedMentions } from './mentions.ts'
import type { UploadedFile } from './upload.ts'

const CONTENT_MAX = 2000
const FILES_MAX = 10

/** What a request says about a message; undefined fields were not mentioned, which matters to an edit. */
export interface MessageDraft {
  readonly content: string | undefined
  readonly embeds: readonly Json[] | undefined
  readonly components: readonly Json[] | undefined
  readonly flags: number | undefined
  readonly allowedMentions: AllowedMentions
  readonly nonce: string | number | null
  readonly enforceNonce: boolean
  readonly reply: { readonly messageId: string; readonly mustExist: boolean } | null
  readonly files: readonly UploadedFile[]
  /** The ids of the attachments that an edit keeps; undefined keeps all. */
  readonly kept: readonly string[] | undefined
}

/**
 * Reads "Create Message", "Edit Message" and their like.
 * @throws {ApiError} 400 / 50035 with every limit that was broken.
 */
export function readMessage(body: unknown, files: readonly UploadedFile[]): MessageDraft {
  const form = Form.read(body)
  const draft = messageDraft(form, files)
  form.check()
  return draft
}

/** As `readMessage`, leaving it to the caller to check the form when the rest of it has been read. */
export function messageDraft(form: Form, files: readonly UploadedFile[]): MessageDraft {
  const content = form.text('content', { max: CONTENT_MAX })
  const names = form.forms('attachments', FILES_MAX)
  if (files.length > FILES_MAX) {
    form.refuse('attachments', 'BASE_TYPE_MAX_LENGTH', `Must be ${FILES_MAX} or fewer in length.`)
  }
  return {
    // Discord trims what it is given.
    content: form.has('content') ? (content ?? '').trim() : undefined,
    embeds: readEmbeds(form) ?? emptied(form, 'embeds'),
    components: readComponents(form) ?? emptied(form, 'components'),
    flags: form.integer('flags'),
    allowedMentions: readAllowedMentions(form),
    nonce: readNonce(form),
    enforceNonce: form.flag('enforce_nonce') === true,
    reply: readReply(form),
    files: files.map((file) => renamed(file, names ?? [])),
    kept: form.has('attachments') ? keptIds(names ?? []) : undefined,
  }
}

const emptied = (form: Form, name: string): readonly Json[] | undefined => (form.has(name) ? [] : undefined)

/** "nonce: integer or string … up to 25 characters" */
function readNonce(form: Form): string | number | null {
  const nonce = form.fields['nonce']
  if (typeof nonce === 'number') return nonce
  return form.text('nonce', { max: 25 }) ?? null
}

function readReply(form: Form): MessageDraft['reply'] {
  const reference = form.fields['message_reference']
  if (!isRecord(reference) || typeof reference['message_id'] !== 'string') return null
  return { messageId: reference['message_id'], mustExist: reference['fail_if_not_exists'] !== false }
}

/** An entry of `attachments` whose id is a new file's place may give it another name. */
function renamed(file: UploadedFile, entries: readonly Form[]): UploadedFile {
  const entry = entries.find(({ fields }) => String(fields['id']) === String(file.index))
  const filename = entry?.fields['filename']
  return typeof filename === 'string' ? { ...file, filename } : file
}

const keptIds = (entries: readonly Form[]): readonly string[] =>
  entries.map(({ fields }) => String(fields['id'])).filter((id) => id.length > 10)

/** Whether a draft shows anything at all. */
export const isEmpty = (parts: {
  readonly content: string
  readonly embeds: readonly unknown[]
  readonly components: readonly unknown[]
  readonly attachments: readonly unknown[]
}): boolean =>
  parts.content === '' &&
  [parts.embeds, parts.components, parts.attachments].every((list) => listOf(list).length === 0)

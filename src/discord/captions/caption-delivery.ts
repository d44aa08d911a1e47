import type { ChannelId, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { voicesOf, withoutVoice } from '../../session/record/unwanted-words.ts'
import type { OutgoingPost, PendingPost } from '../../session/store.ts'
import type { CaptionMessage, Paragraph } from './caption-queue.ts'
import type { CaptionSender, Outcome } from './caption-sender.ts'
import { unmasked } from './caption-text.ts'
import type { OutboxDesk } from './outbox-desk.ts'
import { personaOf } from './persona-name.ts'

export interface CaptionDeliveryOptions {
  readonly channel: ChannelId
  /** Unique in the bot's life; the nonces begin with it. At most 16 characters. */
  readonly label: string
  readonly sender: CaptionSender
  readonly desk: OutboxDesk
  /** Names the channel. */
  readonly log: Log
  /** Whether the next of several messages is still to be tried. */
  readonly goesOn: () => boolean
  /** Called with what came of a message, unless it was unfit or recalled. */
  readonly came: (post: OutgoingPost, outcome: Outcome) => void
  /** Called when a message was taken back because this person's words stood in it. */
  readonly recalled: (speaker: SpeakerId) => void
}

/**
 * How a message of the queue gets into the channel: as a persona's or the bot's own, and what cannot be shown in that
 * way as plainer messages. Nothing of a person is shown whose words were dropped on the way.
 */
export class CaptionDelivery {
  readonly #options: CaptionDeliveryOptions
  /** Whose words were dropped since the message that is under way was made. */
  readonly #dropped = new Set<SpeakerId>()
  #posted = 0

  constructor(options: CaptionDeliveryOptions) {
    this.#options = options
  }

  /** What is on its way of this person's words cannot be held: it is taken back as soon as it is there. */
  drop(speaker: SpeakerId): void {
    this.#dropped.add(speaker)
  }

  /** Posts a message that was made just now, through this webhook if it is a persona's. */
  async post(message: CaptionMessage, webhook: string | null): Promise<void> {
    this.#dropped.clear()
    const { sender, came, goesOn } = this.#options
    const { speaker, voices } = message
    const persona =
      speaker === null || webhook === null
        ? null
        : { webhook, name: personaOf(speaker), avatarUrl: speaker.avatarUrl }
    const post = this.#outgoing({ ...message, persona })
    const instead =
      speaker === null ? message.apart : [{ ...message, content: unmasked(message.content, speaker) }]
    const wanted = () => this.#areWanted(voices)
    const outcome = await sender.send(post, { divisible: instead.length > 0, wanted })
    if (outcome.kind === 'recalled') this.#tellRecalled(voices)
    else if (outcome.kind !== 'unfit') return came(post, outcome)
    // What comes of one does not keep the others from being read.
    for (const each of instead) if (goesOn() && this.#areWanted(each.voices)) await this.#postBare(each)
  }

  /** Settles what an earlier sink left in doubt; what is not wanted in it is not sent again, and the rest of it is. */
  async settle(post: PendingPost): Promise<void> {
    this.#dropped.clear()
    const voices = voicesOf(post)
    const wanted = () => post.sent === null && this.#areWanted(voices)
    const outcome = await this.#options.sender.settle(post, wanted)
    if (outcome.kind === 'recalled') this.#tellRecalled(voices)
    else if (outcome.kind !== 'unfit') return this.#options.came(post, outcome)
    const { persona, content } = post
    const isBare = persona === null || content === ''
    const bare = isBare ? content : unmasked(content, { id: '', name: persona.name })
    await this.#postRest({ ...post, content: bare })
  }

  /** What is wanted of it, in a message of the bot's own; anew as long as somebody drops out on the way. */
  async #postRest(post: PendingPost): Promise<void> {
    const rest = [...this.#dropped].reduce(withoutVoice, post)
    if (rest.content === '' || !this.#options.goesOn()) return
    const { content, parts } = rest
    const kind = await this.#postBare({ content, voices: voicesOf(rest), parts })
    if (kind === 'recalled') await this.#postRest(rest)
  }

  /** Words of which nothing can be seen: there is nothing to post, now or after a restart. */
  passOver({ pieces }: Paragraph): void {
    const { desk, log } = this.#options
    const parts = pieces.flatMap(({ line, from }) =>
      line === null ? [] : [{ line, from, to: Number.MAX_SAFE_INTEGER }],
    )
    if (parts.length === 0) return
    desk
      .begin(this.#outgoing({ content: '', parts, persona: null }))
      .then((ticket) => desk.refused(ticket))
      .catch((error: unknown) => log.error('outbox failed', error))
  }

  /** As the bot's own message what could not be shown in another way. */
  async #postBare(message: Pick<CaptionMessage, 'content' | 'voices' | 'parts'>): Promise<Outcome['kind']> {
    const { content, voices, parts } = message
    const { sender, came } = this.#options
    const post = this.#outgoing({ content, parts, persona: null })
    const wanted = () => this.#areWanted(voices)
    const outcome = await sender.send(post, { divisible: false, wanted })
    if (outcome.kind === 'recalled') this.#tellRecalled(voices)
    else came(post, outcome)
    return outcome.kind
  }

  #areWanted(voices: readonly SpeakerId[]): boolean {
    return !voices.some((voice) => this.#dropped.has(voice))
  }

  #tellRecalled(voices: readonly SpeakerId[]): void {
    for (const voice of voices) if (this.#dropped.has(voice)) this.#options.recalled(voice)
  }

  #outgoing({ content, parts, persona }: Pick<OutgoingPost, 'content' | 'parts' | 'persona'>): OutgoingPost {
    const { channel, label } = this.#options
    return { channel, nonce: `${label}-${this.#posted++}`, persona, content, parts }
  }
}

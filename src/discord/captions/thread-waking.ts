import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js'
import type { ChannelId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { answerOf, restFailure } from '../rest-failure.ts'

/**
 * Changes messages in threads that have gone to sleep, as they do by themselves after a day: Discord takes no edit in
 * an archived thread, and whoever may send messages there can open it again, unless it is locked (Discord's
 * documentation, "Threads").
 */
export class ThreadWaking {
  readonly #rest: REST
  readonly #log: Log
  readonly #awake = new Set<ChannelId>()

  constructor(rest: REST, log: Log) {
    this.#rest = rest
    this.#log = log
  }

  /** Asks for a change in a thread (null: in no thread), once more if it had to be opened for it. Rejects as `ask` does. */
  async during<T>(thread: ChannelId | null, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (thread === null || !isAsleep(error)) throw error
      await this.#archive(thread, false).catch((refusal: unknown) => {
        if (restFailure(refusal) === 'again') throw refusal
        // Where it is locked, say. What it was for is what could not be done.
        this.#log.warn('thread not opened again', { channel: thread, ...answerOf(refusal) })
        throw error
      })
      this.#awake.add(thread)
      return await ask()
    }
  }

  /** Archives again what was opened. Where that fails, Discord will do it by itself. Never rejects. */
  async rest(): Promise<void> {
    const threads = [...this.#awake]
    this.#awake.clear()
    for (const thread of threads)
      await this.#archive(thread, true).catch((error: unknown) =>
        this.#log.warn('thread not archived again', { channel: thread, ...answerOf(error) }),
      )
  }

  async #archive(thread: ChannelId, archived: boolean): Promise<void> {
    await this.#rest.patch(Routes.channel(thread), { body: { archived } })
  }
}

const isAsleep = (error: unknown): boolean =>
  error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InvalidActionOnArchivedThread

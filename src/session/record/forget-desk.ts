import { type Clock, within } from '../../base/clock.ts'
import type { GuildId, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Words } from '../../wording/words.ts'
import type { TellPerson, WordRemover } from '../ports.ts'
import type { Store } from '../store.ts'
import { type ForgetOutcome, forgetReport } from './forget-report.ts'
import type { DueRemoval, Forgetting, Removals } from './removals.ts'

/** For so long somebody who asked waits for the end of it. Their answer could wait for 15 minutes; they would not. */
const ANSWER_MS = 30_000
/** Messages that surely take longer: about one a second is what Discord takes in a channel. */
const MANY = 60
/** Before a message is tried again that could not be changed for the time being. */
const AGAIN_MS = 60_000
const MOST_TRIES = 10
/** How long the end of the process may wait for the message under way. */
const CLOSE_MS = 2_000

export interface ForgetDeskOptions {
  readonly store: Removals & Pick<Store, 'forgetWords'>
  readonly remover: WordRemover
  /** Of what they are saying this moment nothing is to come after. */
  readonly drop: (guild: GuildId, person: SpeakerId) => Promise<void>
  readonly tellPerson: TellPerson
  /** In the language that the guild is written to. */
  readonly words: (guild: GuildId) => Promise<Words>
  readonly clock: Clock
  readonly log: Log
}

/** Somebody's messages on their way out. */
interface Job extends Pick<Forgetting, 'id' | 'guild' | 'person'> {
  /** Whether somebody waits for its end; who does not any more is told of it. */
  state: 'awaited' | 'in background' | 'ending'
  readonly over: PromiseWithResolvers<Forgetting | null>
}

/**
 * Carries through that somebody's words are forgotten: what is kept of them goes at once, the messages one after the
 * other, by a later process too. Two changes of one message never meet.
 */
export class ForgetDesk {
  readonly #options: ForgetDeskOptions
  readonly #jobs = new Map<number, Job>()
  readonly #closing = Promise.withResolvers<null>()
  #closed = false
  /** One message is changed after the other. */
  #messages: Promise<void> = Promise.resolve()
  /** Of one wish, asking and ending come one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(options: ForgetDeskOptions) {
    this.#options = options
  }

  /** Goes on with what an earlier process left. To be called when Discord is there. Never rejects. */
  async begin(): Promise<void> {
    const { store, log } = this.#options
    try {
      for (const wish of await store.forgettings()) {
        log.info('words still to be removed', { guild: wish.guild, messages: wish.due })
        await this.#inTurn(wish, async () => {
          if (!this.#closed && !this.#jobs.has(wish.id)) this.#start(wish, 'in background')
        })
      }
    } catch (error) {
      log.error('removal of words not taken up', error)
    }
  }

  /**
   * Removes what this person said in the guild by now, from what is kept before it resolves, and from messages as far
   * as that is possible, if need be after it. Rejects with a StoreError.
   */
  async forget(guild: GuildId, person: SpeakerId): Promise<ForgetOutcome> {
    const { store, remover, drop, clock } = this.#options
    // First of all, what is said this moment: nothing of it may come after the rest is gone.
    const newest = store.newestLine()
    await drop(guild, person)
    const upTo = await newest
    const asked = await this.#inTurn({ guild, person }, async () => {
      const id = await store.wishToForget(guild, person, upTo)
      await store.forgetWords(id, (post) => remover.cutOf(post))
      const wish = await this.#wish(id)
      const known = this.#jobs.get(id)
      if (known !== undefined || !isEmpty(wish))
        return { wish, known, job: known ?? this.#start(wish, 'awaited') }
      await store.forgotten(id)
      return { wish, known, job: null }
    })
    const { wish, known, job } = asked
    if (job === null) return { kind: 'nothing' }
    if (known !== undefined) return { kind: 'goes on', since: 'before', wish }
    const late = () => {
      if (job.state === 'ending') return job.over.promise
      job.state = 'in background'
      return null
    }
    const over = Promise.race([job.over.promise, this.#closing.promise])
    const end = await (wish.due > MANY ? late() : within(clock, ANSWER_MS, over, late))
    if (end !== null) return { kind: 'done', wish: end }
    return { kind: 'goes on', since: 'now', wish: await this.#wish(wish.id) }
  }

  /** Goes on with nothing; what is left is for the next process. Whoever waits is told so. */
  async close(): Promise<void> {
    this.#closed = true
    this.#closing.resolve(null)
    const { clock, remover } = this.#options
    const left = this.#messages.then(() => remover.leave())
    await within(clock, CLOSE_MS, left, () => {})
  }

  async #wish(id: number): Promise<Forgetting> {
    const wish = await this.#options.store.forgetting(id)
    if (wish === null) throw new Error('a wish to be forgotten was deleted while it was carried out')
    return wish
  }

  #start({ id, guild, person }: Forgetting, state: Job['state']): Job {
    const job: Job = { id, guild, person, state, over: Promise.withResolvers() }
    this.#jobs.set(id, job)
    void this.#carryOut(job)
    return job
  }

  async #carryOut(job: Job): Promise<void> {
    const { store, remover, log } = this.#options
    let tries = 0
    let isForgotten = false
    while (!this.#closed) {
      try {
        if (!isForgotten) await store.forgetWords(job.id, (post) => remover.cutOf(post))
        isForgotten = true
        const due = await store.nextRemoval(job.id)
        if (due === null) {
          if (await this.#inTurn(job, () => this.#end(job))) return
        } else if (due.tries > tries) {
          // All that are left have failed once more.
          tries = due.tries
          await this.#pause()
        } else await this.#oneAfterAnother(() => this.#change(job, due))
      } catch (error) {
        if (this.#closed) return
        log.error('removal of words interrupted', error, { guild: job.guild })
        await this.#pause()
      }
    }
  }

  async #change({ guild }: Job, { id, channel, message, task, tries }: DueRemoval): Promise<void> {
    const { store, remover, words } = this.#options
    if (this.#closed) return
    const fate = await remover.remove({ channel, message, task }, await words(guild))
    await store.settleRemoval(id, fate === 'later' && tries + 1 >= MOST_TRIES ? 'left' : fate)
  }

  /** Whether that was all: somebody may have asked again. */
  async #end(job: Job): Promise<boolean> {
    const { store, remover, tellPerson, words, log } = this.#options
    if ((await store.nextRemoval(job.id)) !== null) return false
    const wish = await store.forgetting(job.id)
    const say = wish === null ? null : await words(job.guild)
    const isTold = job.state === 'in background'
    job.state = 'ending'
    if (wish !== null && say !== null) {
      const { guild, turns, removed, edited, emptied, left } = wish
      log.info('words removed', { guild, turns, removed, edited, emptied, left })
      // Told twice, should the process end between the two, rather than never.
      if (isTold) tellPerson(job.person, forgetReport({ kind: 'done', wish }, true)(say))
      await store.forgotten(job.id)
    }
    this.#jobs.delete(job.id)
    if (this.#jobs.size === 0) await remover.leave()
    job.over.resolve(wish)
    return true
  }

  #pause(): Promise<unknown> {
    return within<null>(this.#options.clock, AGAIN_MS, this.#closing.promise, () => null)
  }

  #oneAfterAnother(task: () => Promise<void>): Promise<void> {
    const done = this.#messages.then(task)
    this.#messages = done.catch(() => undefined)
    return done
  }

  async #inTurn<T>(
    { guild, person }: Pick<Forgetting, 'guild' | 'person'>,
    task: () => Promise<T>,
  ): Promise<T> {
    const key = `${guild} ${person}`
    const before = this.#turns.get(key) ?? Promise.resolve()
    const done = before.then(task)
    const settled = done.then(
      () => {},
      () => {},
    )
    this.#turns.set(key, settled)
    await settled
    if (this.#turns.get(key) === settled) this.#turns.delete(key)
    return done
  }
}

const isEmpty = ({ turns, due, removed, edited, emptied, left }: Forgetting): boolean =>
  turns + due + removed + edited + emptied + left === 0

import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { SpokenLine } from '../../sandbox/cast/performance.ts'
import { Random } from '../../sandbox/cast/random.ts'
import type { Stretch } from '../../sandbox/cast/record-account.ts'
import { conversation } from '../../sandbox/cast/script.ts'
import { blackOut, GATEWAY_BLOWS, stormOver, VOICE_BLOWS } from '../../sandbox/discord/blows.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import { SPEECH_BLOWS } from '../../sandbox/speech/blows.ts'
import type { Transcript } from '../../src/transcript/transcript.ts'
import { CrashCall } from '../../test/support/crash-call.ts'
import { until } from '../../test/support/until.ts'
import { type PlannedFault, planFaults, type SoakOptions } from './plan.ts'
import { type Sample, StallWatch, sampleOf } from './watch.ts'

const SAMPLE_MS = 5_000
/** Until the bot is back in its call, and for the last words to be told. */
const BACK_MS = 90_000
const SETTLE_MS = 120_000
const IDLE_MS = 45_000
/** As `npm start` sets it. */
const NODE_OPTIONS = '--max-semi-space-size=16'
const NAMES = [
  ...['Ada', 'Bert', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus', 'Hilda', 'Ivo', 'Jane', 'Karl', 'Lena'],
  ...[
    'Mona',
    'Nils',
    'Olga',
    'Paul',
    'Quinn',
    'Rosa',
    'Sven',
    'Tess',
    'Ugo',
    'Vera',
    'Will',
    'Xenia',
    'Yuri',
  ],
]

/** A fault as it happened. */
export interface SufferedFault extends PlannedFault {
  readonly fromAt: number
  /** When it was over and the bot could hear again. */
  readonly toAt: number
  /** For that time it could not hear, or nobody recognised what it heard. False: nothing should be missed. */
  readonly deafens: boolean
}

export interface SoakRun {
  /** When the play began; wall time. */
  readonly startedAt: number
  readonly endedAt: number
  readonly speakers: readonly string[]
  readonly spoken: readonly SpokenLine[]
  readonly messages: readonly SandboxMessage[]
  readonly transcript: Transcript
  readonly faults: readonly SufferedFault[]
  readonly samples: readonly Sample[]
  /** Logged in, before the session and after it. */
  readonly idle: { readonly before: Sample | null; readonly after: Sample | null }
  /** When the bench itself stood still. */
  readonly stalls: readonly Stretch[]
  readonly worstStallMs: number
  /** Requests that overran a limit of Discord. */
  readonly rateLimited: number
}

/** Plays the call. Rejects if the bot does not come back from something, or ends by itself; `tell` hears of each step. */
export async function runSoak(options: SoakOptions, tell: (what: string) => void): Promise<SoakRun> {
  const speakers = NAMES.slice(0, options.speakers)
  const call = await CrashCall.open(speakers, {
    LOG_LEVEL: 'info',
    STATUS_PANEL: '',
    HTTP_PORT: '0',
    NODE_OPTIONS,
  })
  const stall = new StallWatch()
  const soak = new Soak(call, options, tell)
  try {
    return await Promise.race([soak.run(speakers, stall), interrupted()])
  } catch (error) {
    for (const line of call.bot.output.slice(-20)) tell(line)
    throw error
  } finally {
    stall.close()
    soak.close()
    await call.close()
  }
}

/** Rejects at Ctrl+C, so that the bot does not outlive the bench. */
function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error('interrupted')))
  })
}

class Soak {
  readonly #call: CrashCall
  readonly #options: SoakOptions
  readonly #tell: (what: string) => void
  readonly #random: Random
  readonly #samples: Sample[] = []
  readonly #faults: SufferedFault[] = []
  readonly #over = new AbortController()

  constructor(call: CrashCall, options: SoakOptions, tell: (what: string) => void) {
    this.#call = call
    this.#options = options
    this.#tell = tell
    this.#random = new Random(options.seed)
  }

  close(): void {
    this.#over.abort()
  }

  async run(speakers: readonly string[], stall: StallWatch): Promise<SoakRun> {
    const call = this.#call
    const { minutes, seed } = this.#options
    await call.bot.ready
    const before = await this.#idle(null)
    await call.begin()
    const startedAt = Date.now()
    const script = conversation({ seed, speakers, durationMs: minutes * 60_000, encoded: 'spoken' })
    const sampling = this.#sample()
    const [spoken] = await Promise.all([call.play(script), this.#suffer(startedAt)])
    // A stream rests when all that was said is told.
    await until('the last words to be told', () => call.sandbox.speech.open === 0, SETTLE_MS)
    const endedAt = Date.now()
    this.#over.abort()
    await sampling
    this.#tell('stopping')
    await call.command('stop')
    const after = await this.#idle(before)
    const { code } = await call.bot.stop()
    if (code !== 0) throw new Error(`the bot ended with ${code}`)
    return {
      startedAt,
      endedAt,
      speakers,
      spoken,
      messages: call.table.text.messages,
      transcript: await call.transcript(),
      faults: this.#faults,
      samples: this.#samples,
      idle: { before, after },
      stalls: stall.stalls,
      worstStallMs: stall.worstMs,
      rateLimited: call.sandbox.discord.rateLimited,
    }
  }

  /** Each fault at its time; those of REST beside the others. */
  async #suffer(startedAt: number): Promise<void> {
    const plan = planFaults(this.#options)
    const inTurn = async (faults: readonly PlannedFault[]) => {
      for (const fault of faults) {
        await wait(Math.max(0, startedAt + fault.atMs - Date.now()))
        const fromAt = Date.now()
        this.#tell(`${clock(fromAt - startedAt)} ${fault.kind}: ${fault.name} (${seconds(fault.forMs)})`)
        const deafens = await this.#inflict(fault)
        const toAt = Date.now()
        this.#faults.push({ ...fault, fromAt, toAt, deafens })
        if (fault.kind !== 'rest')
          this.#tell(`${clock(toAt - startedAt)}   over after ${seconds(toAt - fromAt)}`)
      }
    }
    const isRest = ({ kind }: PlannedFault) => kind === 'rest'
    await Promise.all([
      inTurn(plan.filter((fault) => !isRest(fault))),
      ...plan.filter(isRest).map((fault) => inTurn([fault])),
    ])
    this.#faults.sort((a, b) => a.fromAt - b.fromAt)
  }

  /** Resolves when it is over and the bot hears again: whether it was deaf, or what it heard was not recognised. */
  async #inflict({ kind, name, forMs }: PlannedFault): Promise<boolean> {
    const { sandbox, table } = this.#call
    const stricken = { discord: sandbox.discord, voice: sandbox.voice, guild: table.guild }
    switch (kind) {
      case 'speech':
        await SPEECH_BLOWS[name]?.(sandbox.speech, forMs)
        return true
      case 'voice':
        await VOICE_BLOWS[name]?.(stricken, forMs)
        return this.#hearsAgain(false)
      case 'blackout':
        await blackOut(stricken, forMs)
        return this.#hearsAgain(true)
      case 'gateway':
        await GATEWAY_BLOWS[name]?.(stricken, forMs)
        return this.#hearsAgain(false)
      case 'kill':
        await this.#kill(forMs)
        return this.#hearsAgain(true)
      case 'rest': {
        const calm = stormOver(sandbox.discord, () => this.#random.next(), forMs)
        await wait(forMs)
        calm()
        return false
      }
    }
  }

  /** Resolves when sound that it can open goes to the bot: whether there was a time when none did. */
  async #hearsAgain(wasDeaf: boolean): Promise<boolean> {
    const { sandbox, table } = this.#call
    const serves = () => sandbox.voice.serves(sandbox.discord.botUserId, table.room.id)
    const deaf = wasDeaf || !serves()
    await until('the bot to hear again', serves, BACK_MS)
    return deaf
  }

  async #kill(forMs: number): Promise<void> {
    await this.#call.die()
    await wait(forMs)
    const late = wait(BACK_MS, undefined, { signal: this.#over.signal }).then(() => {
      throw new Error('the session was not taken up again')
    })
    late.catch(() => {})
    await Promise.race([this.#call.comeBack(), late])
  }

  async #sample(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const sample = await sampleOf(this.#call.bot)
      if (sample !== null) this.#samples.push(sample)
      await wait(SAMPLE_MS, undefined, { signal: this.#over.signal }).catch(() => {})
    }
  }

  /** What the bot holds when it has nothing to do: as soon as that is `like`, or has not changed for a while. */
  async #idle(like: Sample | null): Promise<Sample | null> {
    let last: Sample | null = null
    let same = 0
    for (const untilAt = Date.now() + IDLE_MS; Date.now() < untilAt; ) {
      const sample = await sampleOf(this.#call.bot)
      same = last !== null && sample !== null && holdsTheSame(sample, last) ? same + 1 : 0
      last = sample ?? last
      if (last !== null && (like === null ? same >= 5 : holdsTheSame(last, like))) return last
      await wait(1_000)
    }
    return last
  }
}

/** The same handles, of each kind as many. */
export const holdsTheSame = (one: Sample, other: Sample): boolean =>
  isDeepStrictEqual(one.files, other.files) && isDeepStrictEqual(one.resources, other.resources)

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const clock = (ms: number): string =>
  `${String(Math.floor(ms / 60_000)).padStart(2, '0')}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`

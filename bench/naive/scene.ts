import type { Script } from '../../sandbox/cast/script.ts'
import { FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import type { WireRule } from '../../sandbox/discord/voice/wire.ts'
import { type Rehearsal, rehearse } from '../../sandbox/rehearsal.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { Recogniser } from '../../sandbox/speech/recogniser.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { type Weather, weatherRule } from '../wire-weather.ts'
import type { Bot } from './naive-process.ts'
import { type ProcessorUse, ProcessorWatch } from './processor-watch.ts'

/** Who plays. */
export interface Contender {
  readonly name: string
  start(environment: Readonly<Record<string, string>>): Bot
}

export interface Scene {
  /** Who talks: in each room people of these names. */
  readonly names: readonly string[]
  /** What is said in each room. */
  readonly scripts: readonly Script[]
  readonly seed: number
  readonly weather: Weather
  /** Makes each speech session's ear; left out: the tone language's. */
  readonly recogniser?: (rate: number) => Recogniser
  /** What goes wrong, so long after the first packet. */
  readonly drop?: { readonly afterMs: number; readonly act: (sandbox: Sandbox) => void }
}

export interface Outcome {
  readonly rooms: readonly Pick<Rehearsal, 'spoken' | 'posted'>[]
  /** Sound that was said, in ms, and what the speech service billed for it. */
  readonly spokenMs: number
  readonly billedMs: number
  /** What the bot's process used until the last word. */
  readonly processor: ProcessorUse
  /** Wall time of what went wrong; null: nothing. */
  readonly droppedAt: number | null
}

/** After the last word, for the last lines. */
const SETTLE_MS = 6_000

/** Plays a scene before one bot, in a sandbox of its own, in all rooms at once. */
export async function playScene(contender: Contender, scene: Scene): Promise<Outcome> {
  const { names, scripts, recogniser } = scene
  const sandbox = await Sandbox.start(recogniser === undefined ? {} : { speech: { recogniser } })
  const tables = scripts.map((_, room) => setTable(sandbox, names, `Room ${room}`))
  const bot = contender.start(sandbox.environment)
  const watch = new WireWatch(sandbox, tables, { ...scene, pid: bot.pid })
  try {
    await bot.ready
    await watch.processor.ready()
    sandbox.voice.setWireRule(watch.rule)
    const uses: ProcessorUse[] = []
    const settled = async (): Promise<void> => {
      uses.push(await watch.processor.ended())
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    }
    const rooms = await Promise.all(
      tables.map((table, room) => rehearse(sandbox, table, scripts[room] ?? [], { settled })),
    )
    return {
      // Its own words, as in the answer to a command, are nobody's.
      rooms: rooms.map(({ spoken, posted }) => ({
        spoken,
        posted: posted.filter(({ speaker }) => speaker !== sandbox.discord.world.bot.username),
      })),
      spokenMs: scripts.flat().reduce((sum, { packets }) => sum + packets.length, 0) * FRAME_MS,
      billedMs: sandbox.speech.sessions.reduce((sum, { billedMs }) => sum + billedMs, 0),
      processor: uses.at(-1) ?? (await watch.processor.ended()),
      droppedAt: watch.droppedAt,
    }
  } finally {
    watch.close()
    await bot.stop()
    await sandbox.close()
  }
}

/** Counts packets, lets the weather at them, and lets go wrong what is to go wrong. */
class WireWatch {
  droppedAt: number | null = null
  readonly processor: ProcessorWatch
  #packets = 0
  readonly #weather: WireRule
  readonly #begin: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(
    sandbox: Sandbox,
    tables: readonly Table[],
    { weather, seed, drop, pid }: Scene & { readonly pid: number | undefined },
  ) {
    this.processor = new ProcessorWatch(pid, () => this.#packets)
    const people = tables.flatMap((table) => table.people)
    this.#weather = weatherRule(new Map(people.map(({ id }, seat) => [id, { weather, seed: seed + seat }])))
    this.#begin = () => {
      this.processor.begun()
      if (drop === undefined) return
      this.#timer = setTimeout(() => {
        this.droppedAt = Date.now()
        drop.act(sandbox)
      }, drop.afterMs)
    }
  }

  readonly rule: WireRule = (packet) => {
    if (this.#packets === 0) this.#begin()
    this.#packets += 1
    return this.#weather(packet)
  }

  close(): void {
    this.processor.close()
    clearTimeout(this.#timer)
  }
}

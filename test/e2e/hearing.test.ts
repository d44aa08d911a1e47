import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { reckon } from '../../sandbox/cast/ledger.ts'
import { conversation, toneLine } from '../../sandbox/cast/script.ts'
import type { Fate, WirePacket } from '../../sandbox/discord/voice/wire.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { isLong, longOr } from '../support/durations.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { seeded } from '../support/seeded.ts'

/** Names on this table end with a number, as each fault has a guild and people of its own. */
const NAMES = ['Ada', 'Bert', 'Cleo']
/** When the fault comes, and for how long there are faults if they last. */
const FAULT_MS = 4_000
const durationMs = longOr(30_000, 12_000)
const LIMIT_MS = 120_000

interface Scene {
  readonly sandbox: Sandbox
  readonly table: Table
}

interface Misfortune {
  readonly name: string
  /** Before anybody enters. */
  readonly before?: (scene: Scene) => void
  /** In the middle of talk. */
  readonly fault?: (scene: Scene) => void
  /** From the fault on, how long words may be missing. */
  readonly lostMs: number
  /** The share of all words that may be missing besides. */
  readonly lostShare?: number
  /** What the channel says of it. */
  readonly shown?: RegExp
  /** Only in the long run. */
  readonly slow?: boolean
}

const random = seeded(11)
const one = ({ table }: Scene, name: string): string =>
  table.people.find((each) => each.name.startsWith(name))?.id ?? ''

/** As long as no frame's content, but for its end, is left as it was: nobody's key opens it. */
function garbled({ body }: WirePacket): Fate {
  if (body.length < 20) return 'pass'
  const copy = Buffer.from(body)
  for (let place = 6; place < 10; place += 1) copy[place] = Math.floor(random() * 256)
  return { body: copy }
}

/** Sealed by the voice server as if it were a frame: noise, of which libopus would make sound. */
function noise({ body }: WirePacket): Fate {
  return {
    body: Buffer.concat([
      body.subarray(0, 4),
      Buffer.from(body.subarray(4).map(() => Math.floor(random() * 256))),
    ]),
  }
}

/** This speaker's packets have this fate for so long, at random for a share of them. */
function during(
  scene: Scene,
  rule: { who?: string; forMs: number; share?: number; fate: (packet: WirePacket) => Fate },
): void {
  const untilMs = performance.now() + rule.forMs
  scene.sandbox.voice.setWireRule((packet) => {
    if (performance.now() > untilMs || (rule.who !== undefined && packet.speakerId !== rule.who))
      return 'pass'
    return random() < (rule.share ?? 1) ? rule.fate(packet) : 'pass'
  })
}

const MISFORTUNES: readonly Misfortune[] = [
  {
    name: 'Discord never says whose streams these are',
    before: ({ sandbox }) => sandbox.voice.delaySpeaking(600_000),
    lostMs: 0,
  },
  {
    name: 'Discord says whose streams these are a second late',
    before: ({ sandbox }) => sandbox.voice.delaySpeaking(1_000),
    lostMs: 0,
    slow: true,
  },
  {
    name: 'the voice socket breaks and is resumed',
    fault: ({ sandbox }) => sandbox.voice.cutVoiceSocket(sandbox.discord.botUserId, 4015),
    lostMs: 0,
  },
  {
    name: 'the voice session is invalid',
    fault: ({ sandbox }) => sandbox.voice.cutVoiceSocket(sandbox.discord.botUserId, 4006),
    lostMs: 10_000,
  },
  {
    name: 'the voice server changes',
    fault: ({ sandbox, table }) => sandbox.discord.changeVoiceServer(table.guild),
    lostMs: 10_000,
    slow: true,
  },
  {
    name: 'one speaker’s frames fit no key for two seconds',
    fault: (scene) => during(scene, { who: one(scene, 'Bert'), forMs: 2_000, fate: garbled }),
    lostMs: 5_000,
  },
  {
    name: 'a third of the packets is noise within the transport',
    fault: (scene) => during(scene, { forMs: 2_000, share: 0.33, fate: noise }),
    lostMs: 2_500,
    slow: true,
  },
  {
    name: 'nothing of one speaker comes for three seconds',
    fault: (scene) => during(scene, { who: one(scene, 'Cleo'), forMs: 3_000, fate: () => 'drop' }),
    lostMs: 3_500,
    shown: /Cleo\d was not heard for [1-4] s: the sound did not come over the network/,
    slow: true,
  },
  {
    name: 'packets are padding, twice, late, broken and lost',
    fault: (scene) =>
      during(scene, {
        forMs: durationMs,
        share: 0.06,
        fate: () => (['twice', { hold: 1 }, 'broken', 'drop'] as const)[Math.floor(random() * 4)] ?? 'pass',
      }),
    lostMs: 0,
    lostShare: 0.02,
  },
]

describe('what was said comes out as it was said, and nothing else does', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
    await rig.bot.ready
  }, LIMIT_MS)
  afterAll(() => rig.close(), LIMIT_MS)

  test.each(MISFORTUNES.filter(({ slow }) => isLong || !slow))(
    'though $name',
    async ({ name, before, fault, lostMs, lostShare = 0, shown }) => {
      const { sandbox } = rig
      const place = MISFORTUNES.findIndex((each) => each.name === name)
      const speakers = NAMES.map((each) => `${each}${place}`)
      const table = setTable(sandbox, speakers, `Guild ${place}`)
      const scene = { sandbox, table }
      let faultAt = Number.POSITIVE_INFINITY
      before?.(scene)
      let timer: NodeJS.Timeout | undefined
      try {
        const playing = rehearse(sandbox, table, conversation({ seed: 40 + place, speakers, durationMs }))
        timer = setTimeout(() => {
          faultAt = Date.now()
          fault?.(scene)
        }, FAULT_MS)
        const { spoken, posted } = await playing
        const result = reckon(spoken, posted)
        expect(result).toMatchObject({ doubled: [], misattributed: [], moved: [], extra: [] })
        const outside = result.lost.filter(({ at }) => at < faultAt - 1_000 || at > faultAt + lostMs)
        expect(outside.length).toBeLessThanOrEqual(result.spoken * lostShare)
        expect(result.right + result.lost.length).toBe(result.spoken)
        expect(result.spoken).toBeGreaterThan(durationMs / 1000)
        if (shown) expect(table.text.messages.some(({ content }) => shown.test(content))).toBe(true)
      } finally {
        clearTimeout(timer)
        sandbox.voice.delaySpeaking(0)
        sandbox.voice.setWireRule(undefined)
      }
    },
    durationMs + LIMIT_MS,
  )

  // Three rounds of mending, with longer and longer pauses between them, so that others are hardly disturbed.
  if (isLong)
    test('and when nothing helps, the channel is told who was not heard and for how long', async () => {
      const { sandbox, bot } = rig
      const table = setTable(sandbox, ['Ada9', 'Bert9'], 'Guild 9')
      const [ada, bert] = table.people
      if (!ada || !bert) throw new Error('nobody is at the table')
      const mouths = [await sandbox.enter(ada, table.room), await sandbox.enter(bert, table.room)]
      const joinsBefore = sandbox.voice.joins(sandbox.discord.botUserId)
      sandbox.voice.setWireRule((packet) => (packet.speakerId === bert.id ? garbled(packet) : 'pass'))
      const givenUp = bot.logged('a voice cannot be mended')
      let talking = true
      try {
        const start = await ada.command(table.text, ['transcribe', 'start'])
        await start.next(({ content }) => content.startsWith('I am listening'), 20_000)
        const { packets } = toneLine({ speaker: '', atMs: 0 }, ['apple', 'river', 'soon'])
        const chatter = mouths.map(async (mouth) => {
          while (talking) await mouth.talk(packets)
        })
        await givenUp
        talking = false
        await Promise.all(chatter)
        const status = await ada.command(table.text, ['transcribe', 'status'])
        const { content } = await status.next((reply) => reply.content !== '', 10_000)
        expect(content).toContain('somebody cannot be heard, and nothing helped')
        const stop = await ada.command(table.text, ['transcribe', 'stop'])
        await stop.next((reply) => reply.content.startsWith('Stopped'), 30_000)
        const lines = table.text.messages.map((message) => message.content)
        const gaps = lines.flatMap(
          (line) => /Bert9 was not heard for (\d+) s: .*encrypted/.exec(line)?.[1] ?? [],
        )
        expect(gaps.reduce((sum, seconds) => sum + Number(seconds), 0)).toBeGreaterThan(60)
        const heard = new Set(readChannel(table.text.messages).map(({ speaker }) => speaker))
        expect(heard).toEqual(new Set(['Ada9']))
        expect(sandbox.voice.joins(sandbox.discord.botUserId) - joinsBefore).toBeLessThanOrEqual(4)
      } finally {
        talking = false
        sandbox.voice.setWireRule(undefined)
      }
    }, 300_000)
})

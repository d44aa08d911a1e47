import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import type { SpokenLine } from '../../sandbox/cast/performance.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import type { Fault } from '../../sandbox/discord/faults.ts'
import { CrashCall } from '../support/crash-call.ts'
import { until } from '../support/until.ts'

const SPEAKERS = ['Ada', 'Bert']
/** Longer than the bot has to live. */
const HELD_MS = 8_000
const TURNS = "SELECT count(*) AS count FROM lines WHERE kind = 'turn'"

/** A way to die with a line on its way; answers when it has come so far. */
type Point = (call: CrashCall, say: () => Promise<SpokenLine[]>, turn: number) => Promise<SpokenLine[]>

/** Caption messages of either kind. */
const CAPTIONS = { method: 'POST', path: /^\/webhooks\/|\/messages$/ }

/** Dies with the answer to a line's own message on hold. */
const onHold =
  (fault: Partial<Fault>, reached: (call: CrashCall, before: number) => boolean): Point =>
  async (call, say) => {
    call.sandbox.discord.failNext({ ...CAPTIONS, delayMs: HELD_MS, ...fault })
    const before = call.table.text.messages.length
    const spoken = await say()
    await call.journalHas("SELECT count(*) AS count FROM posts WHERE state = 'pending'", 1)
    await until('the point', () => reached(call, before))
    await call.die()
    return spoken
  }

const POINTS: readonly (readonly [name: string, point: Point])[] = [
  [
    'before the journal has it',
    async (call, say) => {
      const speaking = say()
      await call.journalHas('SELECT count(*) AS count FROM open_turns', 1)
      const spoken = await speaking
      const release = call.lockJournal()
      await wait(1_500)
      await call.die()
      release()
      return spoken
    },
  ],
  [
    'when the journal has it, and it waits to be sent',
    async (call, say, turn) => {
      // The queue of the channel is held up by somebody else's line.
      call.sandbox.discord.failNext({ ...CAPTIONS, delayMs: HELD_MS, status: 'drop' })
      const first = await say()
      await call.journalHas("SELECT count(*) AS count FROM posts WHERE state = 'pending'", 1)
      const spoken = await say()
      await call.journalHas(TURNS, turn + 2)
      await call.die()
      return [...first, ...spoken]
    },
  ],
  ['when the request was sent', onHold({ status: 'drop' }, () => true)],
  [
    'when Discord has accepted it, and the answer is lost',
    onHold({ when: 'after' }, (call, before) => call.table.text.messages.length > before),
  ],
  [
    'when it was answered, and is not marked as posted',
    async (call, say) => {
      call.sandbox.discord.failNext({ ...CAPTIONS, delayMs: 700, when: 'after' })
      const before = call.table.text.messages.length
      const spoken = await say()
      await until('the message', () => call.table.text.messages.length > before)
      const release = call.lockJournal()
      await wait(1_200)
      await call.die()
      release()
      return spoken
    },
  ],
]

test.concurrent.each(['personas', 'plain'])(
  'killed at each point of a line’s way, shows every kept turn once in %s mode',
  async (mode) => {
    const call = await CrashCall.open(SPEAKERS, { POSTING_MODE: mode })
    try {
      await call.begin()
      const spoken: SpokenLine[] = []
      const words = [
        'silver otter river',
        'candle falcon honey',
        'planet needle rocket',
        'bridge silver honey',
      ]
      let said = 0
      let deaths = 0
      const say = () => {
        const text = words[said % words.length] ?? ''
        const speaker = SPEAKERS[said % SPEAKERS.length] ?? ''
        said += 1
        return call.play([toneLine({ speaker, atMs: 0 }, [...text.split(' '), 'today'])])
      }
      // The webhook is made with the first line.
      spoken.push(...(await say()))
      await until('the first line', () =>
        call.table.text.messages.some(({ content }) => /silver otter river/i.test(unescaped(content))),
      )
      for (const [, point] of POINTS) {
        spoken.push(...(await point(call, say, said)))
        call.sandbox.discord.clearFaults()
        await call.comeBack()
        deaths += 1
        // It comes after all that was left to post.
        await until('the bot to say that it is back', () => {
          const said = call.table.text.messages.filter(({ content }) => /and go on now/.test(content))
          return said.length === deaths
        })
      }
      const { reckoning, transcript, unexplained, unposted } = await call.judge(spoken)
      expect(reckoning).toMatchObject({ doubled: [], misattributed: [], extra: [], moved: [] })
      expect({ unexplained, unposted }).toEqual({ unexplained: [], unposted: [] })
      // Of the first point the words that were kept of the open turn, at least; all of the others.
      expect(reckoning.right).toBeGreaterThan(reckoning.spoken - 4)
      expect(transcript.session.runs).toBe(POINTS.length + 1)
    } finally {
      await call.close()
    }
  },
  240_000,
)

import { expect, test } from '@jest/globals'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { Sessions } from '../../src/session/sessions.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { verbatim } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'

const guild = guildId('100')
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }

/** Says when what it took was shown, which takes as long as the test wants. */
class SlowSink extends PaperSink {
  readonly shown = Promise.withResolvers<void>()
  override flush(): Promise<void> {
    return this.shown.promise
  }
}

async function drained(deadlineMs: number) {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  const engine = new ScriptedEngine()
  const sink = new SlowSink()
  const sessions = new Sessions(
    await sessionParts({
      gateway,
      engines: [engine],
      clock,
      drainMs: deadlineMs,
      openSink: async () => sink,
    }),
  )
  await sessions.start({
    ref: { guild, room: roomId('11') },
    roomName: 'The Table',
    channel: channelId('12'),
    starter: ada,
  })
  const [room] = gateway.rooms
  if (!room) throw new Error('no room')
  const inlet = room.listener.meet(ada)
  for (const packet of speech({ ssrc: 1, arrivedMs: clock.now(), lastsMs: 500 })) inlet?.(packet)
  await clock.run(200, 50)
  const [stream] = engine.streams
  stream?.say('one', 0)
  const done = sessions.drain(verbatim('I am shutting down.'))
  return { clock, room, sink, done }
}

test('a session that is left to the next process is left in order: last turns, posts, then the room', async () => {
  const { clock, room, sink, done } = await drained(10_000)
  await clock.run(2_000, 50)
  expect(sink.lines.some((line) => line.includes('one'))).toBe(true)
  expect(sink.lines.at(-1)).toMatch(/restarted/)
  expect(room.gone).toBe(false)
  sink.shown.resolve()
  await clock.run(100, 50)
  expect(room.gone).toBe(true)
  await done
})

test('and also where Discord takes nothing, within the time there is', async () => {
  const { clock, room, done } = await drained(10_000)
  await clock.run(8_500, 50)
  expect(room.gone).toBe(false)
  await clock.run(1_000, 50)
  expect(room.gone).toBe(true)
  await done
})

test('a process that ends before it has come to what another one left leaves it to the next', async () => {
  const store = await openSqliteStore({
    folder: ':memory:',
    clock: new ManualClock(),
    log: createLog('silent'),
  })
  const run = async () => {
    const [clock, gateway] = [new ManualClock(), new ScriptedGateway()]
    const sessions = new Sessions(
      await sessionParts({ gateway, engines: [new ScriptedEngine()], clock, store }),
    )
    return { clock, gateway, sessions }
  }
  const drain = async ({ clock, sessions }: Awaited<ReturnType<typeof run>>) => {
    const ended = sessions.drain(verbatim('It ends.'))
    await clock.run(20_000, 100)
    await ended
  }
  const first = await run()
  const ref = { guild, room: roomId('11') }
  await first.sessions.start({ ref, roomName: 'The Table', channel: channelId('12'), starter: ada })
  await drain(first)
  const second = await run()
  const ended = drain(second)
  await second.sessions.resume()
  await ended
  expect(second.gateway.rooms).toEqual([])
  expect(await store.unended()).toHaveLength(1)
})

import { expect, test } from '@jest/globals'
import { othersFirst } from '../../src/base/clock.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { Sessions } from '../../src/session/sessions.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { verbatim } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'

const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }

test('what had arrived when a restart was asked for is heard, and the gap begins behind it', async () => {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  const engine = new ScriptedEngine()
  const store = await openSqliteStore({ folder: ':memory:', clock, log: createLog('silent') })
  const sessions = new Sessions(await sessionParts({ gateway, engines: [engine], clock, store }))
  await sessions.start({
    ref: { guild: guildId('100'), room: roomId('11') },
    roomName: 'The Table',
    channel: channelId('12'),
    starter: ada,
  })
  const [room] = gateway.rooms
  const session = room?.listener.session
  if (!room || session === undefined) throw new Error('no room')
  const inlet = room.listener.meet(ada)
  const caughtUp = Promise.withResolvers<void>()
  room.caughtUp = () => caughtUp.promise

  const drained = sessions.drain(verbatim('I am shutting down.'))
  await clock.run(300, 50)
  expect(engine.streams).toEqual([])
  for (const packet of speech({ ssrc: 7, arrivedMs: clock.now(), lastsMs: 500 })) inlet?.(packet)
  engine.streams[0]?.say('beacon', 0)
  const readAt = clock.wall()
  caughtUp.resolve()
  await othersFirst()
  await clock.run(12_000, 50)
  await drained
  const transcript = await store.transcript(session)
  expect(transcript?.turns.map(({ text }) => text)).toEqual(['beacon'])
  expect(transcript?.session.state).toMatchObject({ kind: 'suspended', at: readAt })
})

import { expect, test } from '@jest/globals'
import { channelId, guildId, roomId } from '../../src/base/ids.ts'
import type { WordRemover } from '../../src/session/ports.ts'
import { Sessions } from '../../src/session/sessions.ts'
import { verbatim } from '../../src/wording/words.ts'
import { person } from '../storage/samples.ts'
import { forgetDeskOf } from '../support/forget-desk.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { finalEvent, ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'
import { until } from '../support/until.ts'

const guild = guildId('500')
const ref = { guild, room: roomId('501') }
const [ada, bert] = [person('1', 'Ada'), person('2', 'Bert')]
const NO_MESSAGES: WordRemover = {
  cutOf: () => '',
  remove: async () => 'removed',
  leave: async () => {},
}

/** Bert has begun to say something whose last word comes when the gate is opened. */
async function talking() {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  gateway.present = [ada, bert]
  const [engine, sink, gate] = [new ScriptedEngine(), new PaperSink(), Promise.withResolvers<void>()]
  const parts = await sessionParts({ gateway, engines: [engine], clock, openSink: async () => sink })
  const { store } = parts
  const sessions = new Sessions(parts)
  const desk = forgetDeskOf({
    store,
    sessions,
    gateway: { wordRemover: NO_MESSAGES, tellPerson: () => {} },
    clock,
  })
  await sessions.start({ ref, roomName: 'Table', channel: channelId('502'), starter: ada })
  const inlet = gateway.rooms[0]?.listener.meet(bert)
  for (const packet of speech({ ssrc: 2, arrivedMs: clock.now(), lastsMs: 500 })) inlet?.(packet)
  clock.advance(100)
  const stream = engine.streams[0]
  if (stream === undefined) throw new Error('Bert is not heard')
  stream.finish = async () => {
    await gate.promise
    stream.options.emit(finalEvent('my secret word', 0, 1))
    stream.options.emit({ kind: 'ended', error: null })
  }
  const [record] = await store.unended()
  if (record === undefined) throw new Error('no session is kept')
  return { clock, sessions, store, desk, sink, gate, id: record.id }
}

test.each([
  ['stopped', (sessions: Sessions) => sessions.stop(guild, verbatim('Stopped.'))],
  ['suspended', (sessions: Sessions) => sessions.drain(verbatim('I am shutting down.'))],
] as const)(
  'nothing is kept or told of a last word that comes when a session is being %s',
  async (_, end) => {
    const { clock, sessions, store, desk, sink, gate, id } = await talking()
    const ended = end(sessions)
    await clock.run(200, 50)
    const asked = desk.forget(guild, bert.id)
    await clock.run(200, 50)
    gate.resolve()
    let over = false
    const both = Promise.all([ended, asked]).finally(() => {
      over = true
    })
    await until('both', async () => {
      await clock.run(500, 50)
      return over
    })
    await both
    expect((await store.transcript(id))?.turns).toEqual([])
    expect(await store.search(guild, 'secret', 10)).toEqual([])
    expect(sink.lines.join('\n')).not.toMatch(/secret/)
    await store.close()
  },
)

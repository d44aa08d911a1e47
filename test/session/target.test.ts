import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/base/errors.ts'
import { type ChannelId, channelId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { turnLine } from '../../src/session/record/line.ts'
import type { Outbox, UnpostedLine } from '../../src/session/store.ts'
import { Target } from '../../src/session/target.ts'
import type { FinalTurn } from '../../src/transcript/turn.ts'
import { english } from '../../src/wording/english/english.ts'
import { verbatim } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { PaperSink } from '../support/scripted-room.ts'

const text = channelId('12')
const chat = channelId('11')
const ada = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const turn = (words: string): FinalTurn => ({
  id: words,
  speaker: ada,
  startMs: 0,
  endMs: 500,
  text: words,
  words: [],
})

async function stage(first = text) {
  const clock = new ManualClock()
  /** Channels that the bot may not post in. */
  const shut = new Set<ChannelId>()
  const sinks: { readonly channel: ChannelId; readonly sink: PaperSink }[] = []
  const news: string[] = []
  const holds: string[] = []
  /** A channel opens when this is there. */
  const opening: { after: Promise<void> } = { after: Promise.resolve() }
  /** What is in the journal and in no message. */
  const unposted: UnpostedLine[] = []
  const outbox: Outbox = {
    begin: async () => 0,
    async posted() {},
    async refused() {},
    async withdrawn() {},
    pending: async () => [],
    shown: async () => [],
    unposted: async () => unposted.splice(0),
  }
  const target = await Target.open({
    channel: first,
    chat,
    outbox,
    words: english,
    startedAt: 0,
    clock,
    log: createLog('silent'),
    openSink: async (request) => {
      await opening.after
      if (shut.has(request.channel)) throw new UserError(verbatim('I may not write there.'))
      const sink = new PaperSink(request.shut)
      sink.recover = async () => {
        for (const line of await request.outbox.unposted())
          if (line.kind === 'turn') sink.final(line.turn, line.line)
      }
      const nth = sinks.push({ channel: request.channel, sink }) - 1
      Object.assign(sink, { hold: (held: boolean) => holds.push(`${nth} ${held}`) })
      return sink
    },
  })
  const begin = (run: 'first' | 'later' = 'first') =>
    target.begin(run, {
      event: (what) => news.push(`event ${what(english)}`),
      moved: (channel) => news.push(`moved ${channel}`),
      closed: (sentence) => news.push(`closed ${sentence(english)}`),
      lost: (reason) => news.push(`lost ${reason(english)}`),
    })
  let lines = 0
  /** Somebody says this: it is in the journal, and so is to be posted. */
  const say = (words: string) => {
    lines += 1
    if (sinks.at(-1)?.sink.closed) unposted.push({ line: lines, doneTo: 0, kind: 'turn', turn: turn(words) })
    target.line(turnLine(turn(words)), lines)
  }
  const shown = () => sinks.map(({ channel, sink }) => [channel, ...sink.lines])
  const sink = (n: number): PaperSink => {
    const found = sinks[n]?.sink
    if (!found) throw new Error('no sink')
    return found
  }
  return { clock, shut, target, begin, say, shown, sink, news, holds, opening, unposted, sinks }
}

describe('where a session posts', () => {
  test('takes what it is given before it begins, and shows it then', async () => {
    const { target, begin, say, shown } = await stage()
    target.notice('Ada started')
    say('one')
    expect(shown()).toEqual([['12']])
    await begin()
    say('two')
    expect(shown()).toEqual([['12', 'Ada started', 'Ada: one', 'Ada: two']])
  })

  test('can be another channel before it begins', async () => {
    const { target, begin, shown, sink, say } = await stage()
    await target.relocate(channelId('99'))
    await begin()
    say('one')
    expect([sink(0).closed, target.channel, shown()[1]]).toEqual([true, '99', ['99', 'Ada: one']])
  })

  test('posts first what an earlier run left, and nothing of it a second time', async () => {
    const { begin, say, shown, unposted } = await stage()
    unposted.push({ line: 1, doneTo: 0, kind: 'turn', turn: turn('one') })
    // The same line, told while the sink still settles what was left.
    say('one')
    say('two')
    await begin('later')
    expect(shown()).toEqual([['12', 'Ada: one', 'Ada: two']])
  })
})

describe('when the channel is deleted', () => {
  test('it goes on in the chat of the voice channel, and says so', async () => {
    const { clock, begin, say, shown, sink, news } = await stage()
    await begin()
    say('one')
    sink(0).shut({ kind: 'gone', reason: verbatim('deleted') })
    say('two')
    await clock.run(100)
    say('three')
    expect(shown()).toEqual([
      ['12', 'Ada: one'],
      ['11', 'Ada: two', 'The text channel was deleted: I go on here.', 'Ada: three'],
    ])
    expect([news, sink(0).closed]).toEqual([['moved 11'], true])
  })

  test('and the chat is closed too, the session is to end, within 30 s', async () => {
    const { clock, shut, begin, sink, news } = await stage()
    await begin()
    shut.add(chat)
    sink(0).shut({ kind: 'gone', reason: verbatim('deleted') })
    await clock.run(30_000, 1_000)
    expect(news).toEqual([expect.stringMatching(/^lost The text channel was deleted/)])
  })

  test('and it was that chat, the session is to end', async () => {
    const { begin, sink, news } = await stage(chat)
    await begin()
    sink(0).shut({ kind: 'gone', reason: verbatim('deleted') })
    expect(news).toEqual(['lost The text channel was deleted.'])
  })

  test('after it had been closed, it does not wait for it any longer', async () => {
    const { clock, target, shut, begin, sink, news } = await stage()
    await begin()
    shut.add(text)
    sink(0).shut({ kind: 'closed', reason: verbatim('No.') })
    target.changed(channelId('77'), 'deleted')
    target.changed(text, 'deleted')
    await clock.run(100)
    expect(news.at(-1)).toBe('moved 11')
  })
})

describe('when people read along who are not to', () => {
  test('it goes on in the chat of the voice channel, with what was not posted, and says so', async () => {
    const { clock, target, begin, say, shown, news, sink } = await stage()
    await begin()
    say('one')
    target.hold(true)
    target.leaked()
    expect(sink(0).closed).toBe(true)
    target.hold(false)
    say('two')
    await clock.run(100)
    say('three')
    expect(shown()).toEqual([
      ['12', 'Ada: one'],
      [
        '11',
        'Ada: two',
        expect.stringMatching(/^People who cannot see this .*: I go on here\.$/),
        'Ada: three',
      ],
    ])
    expect([news, target.channel]).toEqual([['moved 11'], '11'])
    target.leaked()
    expect(news).toEqual(['moved 11'])
  })

  test('and the chat is closed, the session is to end, and nothing more is posted where they read', async () => {
    const { clock, shut, target, begin, say, shown, news } = await stage()
    await begin()
    shut.add(chat)
    target.leaked()
    say('one')
    await clock.run(100)
    await target.farewell('Transcription ended.')
    await target.flush()
    target.close()
    expect(news).toEqual(['moved 11', expect.stringMatching(/^lost People who cannot see the voice channel/)])
    expect([shown(), target.channel, clock.pending]).toEqual([[['12']], '11', 0])
  })

  test('while the channel is closed, it is not waited for any longer', async () => {
    const { clock, shut, target, begin, shown, sink } = await stage()
    await begin()
    shut.add(text)
    sink(0).shut({ kind: 'closed', reason: verbatim('No.') })
    target.leaked()
    shut.clear()
    await clock.run(20_000, 1_000)
    expect([shown().length, target.channel, clock.pending]).toEqual([2, '11', 0])
  })

  test('what is waited for until all is shown is shown in that chat', async () => {
    const { target, begin, shown, sink, opening } = await stage()
    await begin()
    const first = Promise.withResolvers<void>()
    sink(0).flush = () => first.promise
    const flushed = target.flush()
    await null
    const chatOpens = Promise.withResolvers<void>()
    opening.after = chatOpens.promise
    target.leaked()
    first.resolve()
    setImmediate(chatOpens.resolve)
    await flushed
    expect(shown()[1]?.[0]).toBe('11')
    target.close()
  })

  test('what it is held for goes on to a sink that opens meanwhile', async () => {
    const { clock, shut, target, begin, sink, holds } = await stage()
    await begin()
    target.hold(true)
    shut.add(text)
    sink(0).shut({ kind: 'closed', reason: verbatim('No.') })
    shut.clear()
    await clock.run(10_000, 1_000)
    target.hold(false)
    expect(holds).toEqual(['0 true', '1 true', '1 false'])
  })
})

describe('when the channel is closed to the bot', () => {
  test('it is tried every 10 s, and what was said meanwhile is shown when it opens, once and in order', async () => {
    const { clock, shut, target, begin, say, shown, sink, news } = await stage()
    await begin()
    say('one')
    shut.add(text)
    sink(0).shut({ kind: 'closed', reason: verbatim('Send Messages was taken away.') })
    say('two')
    target.notice('a notice')
    await clock.run(60_000, 1_000)
    expect([shown().length, target.trouble?.(english)]).toEqual([
      1,
      expect.stringContaining('Send Messages was taken away.'),
    ])
    shut.clear()
    await clock.run(10_000, 1_000)
    say('three')
    expect(shown()[1]).toEqual(['12', 'Ada: two', 'a notice', 'Ada: three'])
    expect(news).toEqual([expect.stringMatching(/^closed I cannot write in <#12>.*5 minutes/)])
    expect([target.trouble, clock.pending]).toEqual([null, 0])
  })

  test('it is tried at once when something about the channel has changed', async () => {
    const { clock, shut, target, begin, say, shown, sink } = await stage()
    await begin()
    shut.add(text)
    sink(0).shut({ kind: 'closed', reason: verbatim('No.') })
    shut.clear()
    target.changed(text, 'changed')
    await clock.run(10)
    say('one')
    expect(shown()[1]).toEqual(['12', 'Ada: one'])
  })

  test('the session is to end after 5 minutes, and those who talk are told in their own chat', async () => {
    const { clock, shut, target, begin, shown, sink, news } = await stage()
    await begin()
    shut.add(text)
    sink(0).shut({ kind: 'closed', reason: verbatim('No.') })
    await clock.run(299_000, 1_000)
    expect(news).toHaveLength(1)
    await clock.run(2_000, 1_000)
    expect(news).toEqual([expect.stringMatching(/^closed/), 'lost No.'])
    await target.farewell('Transcription ended: No.')
    await target.flush()
    target.close()
    expect(shown().at(-1)).toEqual(['11', 'Transcription ended: No.'])
    expect([sink(1).closed, clock.pending]).toEqual([true, 0])
  })

  test('and the session ends, nothing is tried any more', async () => {
    const { clock, shut, target, begin, sink, sinks } = await stage()
    await begin()
    shut.add(text)
    sink(0).shut({ kind: 'closed', reason: verbatim('No.') })
    target.close()
    shut.clear()
    await clock.run(400_000, 10_000)
    expect([sinks.length, clock.pending]).toEqual([1, 0])
  })
})

import { describe, expect, test } from '@jest/globals'
import { CHUNK_BYTES, type PcmChunk } from '../../../src/audio/pcm.ts'
import { EngineError } from '../../../src/base/errors.ts'
import type { Billing } from '../../../src/speech/engine.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'
import { ADA, trackStand } from '../../support/track-stand.ts'

const socket: Billing = { by: 'socket', pricePerHour: 0.15 }
const far = (billing: Billing = socket): ScriptedEngine =>
  new ScriptedEngine({ name: 'far', description: 'far', place: 'cloud', billing })
const near = (): ScriptedEngine => new ScriptedEngine({ name: 'near', description: 'near', place: 'here' })

const turn = (key: number, startMs: number, text: string) => ({
  key,
  startMs,
  endMs: startMs + 200,
  text,
  words: [{ text, startMs, endMs: startMs + 200, confidence: null }],
})
const spanOf = (chunks: readonly PcmChunk[]): readonly number[] => {
  const [first, last] = [chunks[0], chunks.at(-1)]
  return first && last ? [first.atMs, last.atMs + 50] : []
}
const expectContiguous = (chunks: readonly PcmChunk[]): void => {
  const jumps = chunks.filter(({ atMs }, at) => at > 0 && atMs !== (chunks[at - 1]?.atMs ?? 0) + 50)
  expect(jumps.map(({ atMs }) => atMs)).toEqual([])
}

describe('a turn', () => {
  test('has the name of its speaker, its words, its engine, and an id of the run and the stream it comes from', async () => {
    const engine = near()
    const { talk, stream, paper } = await trackStand({ engines: [engine], run: 3 })
    await talk(500)
    stream(engine).options.emit({ kind: 'open', turn: turn(7, 100, 'good') })
    stream(engine).options.emit({ kind: 'final', turn: { ...turn(7, 100, 'good'), cut: true } })
    expect(paper.opens).toMatchObject([
      { id: '1/3.1/7', speaker: ADA, words: [{ text: 'good' }], engine: 'near' },
    ])
    expect(paper.opens[0]).not.toHaveProperty('cut')
    expect(paper.finals).toMatchObject([
      { id: '1/3.1/7', speaker: ADA, cut: true, words: [{ text: 'good' }], engine: 'near' },
    ])
  })

  test('that is open when its stream ends is withdrawn', async () => {
    const engine = near()
    const { talk, stream, paper } = await trackStand({ engines: [engine] })
    await talk(500)
    stream(engine).options.emit({ kind: 'open', turn: turn(7, 100, 'good') })
    stream(engine).options.emit({ kind: 'ended', error: null })
    expect(paper.withdrawals).toEqual(['1/1.1/7'])
  })

  test('holds back the order of turns, and what no final covers is known for a crash', async () => {
    const engine = near()
    const { track, clock, pass, talk, stream } = await trackStand({ engines: [engine] })
    await pass(1_000)
    expect([track.unfinishedSinceMs(clock.now()), track.uncoveredSinceMs]).toEqual([null, null])
    await talk(3_000)
    // Nothing was recognised in so long: no reason to hold others back, but a crash would lose it.
    expect(track.unfinishedSinceMs(clock.now())).toBeNull()
    expect(track.uncoveredSinceMs).toBe(1_000)
    stream(engine).options.emit({ kind: 'open', turn: { ...turn(1, 1_300, 'good'), endMs: 3_980 } })
    expect(track.unfinishedSinceMs(clock.now())).toBe(1_300)
    stream(engine).options.emit({ kind: 'final', turn: { ...turn(1, 1_300, 'good'), endMs: 3_980 } })
    expect([track.unfinishedSinceMs(clock.now()), track.uncoveredSinceMs]).toEqual([null, null])
  })
})

test('what was noise leaves nothing behind for a crash when its speaker has left', async () => {
  const engine = near()
  const { track, talk, pass } = await trackStand({ engines: [engine] })
  await talk(1_000)
  const leaving = track.left(1_000)
  expect(track.uncoveredSinceMs).toBe(0)
  await leaving
  await pass(50)
  expect(track.uncoveredSinceMs).toBeNull()
})

describe('the gate', () => {
  test('lets an engine that is billed for its open connection rest when all is told, once a pause', async () => {
    const engine = far()
    engine.restAfterMs = 5_000
    const { track, pass, talk, stream } = await trackStand({ engines: [engine] })
    await talk(1_000)
    stream(engine).say('good', 0)
    stream(engine).options.emit({ kind: 'final', turn: { ...turn(2, 300, 'morning'), endMs: 1_000 } })
    await pass(4_900)
    expect(stream(engine).rests).toBe(0)
    await pass(200)
    expect(stream(engine).rests).toBe(1)
    await pass(30_000)
    expect(stream(engine).rests).toBe(1)
    await talk(500)
    expect(engine.streams).toHaveLength(1)
    expect(spanOf(stream(engine).chunks)[1]).toBeGreaterThan(36_000)
    stream(engine).options.emit({ kind: 'final', turn: { ...turn(3, 36_100, 'again'), endMs: 36_600 } })
    await pass(6_000)
    expect(stream(engine).rests).toBe(2)
    await track.close(1_000)
  })

  test('lets it rest again when a connection opens though nobody speaks', async () => {
    const engine = far()
    engine.restAfterMs = 2_000
    const { pass, talk, stream } = await trackStand({ engines: [engine] })
    await talk(500)
    stream(engine).options.emit({ kind: 'final', turn: { ...turn(1, 0, 'good'), endMs: 500 } })
    await pass(5_000)
    expect(stream(engine).rests).toBe(1)
    stream(engine).health('live')
    await pass(5_000)
    expect(stream(engine).rests).toBe(2)
  })

  test('waits for a turn that is not told yet, but not for ever', async () => {
    const engine = far()
    engine.restAfterMs = 2_000
    const { pass, talk, stream } = await trackStand({ engines: [engine] })
    await talk(1_000)
    stream(engine).options.emit({ kind: 'open', turn: turn(1, 0, 'hm') })
    await pass(3_500)
    expect(stream(engine).rests).toBe(0)
    await pass(10_000)
    expect(stream(engine).endings).toBeGreaterThan(0)
    expect(stream(engine).rests).toBe(1)
  })

  test('does not let it rest while speech waits for it', async () => {
    const engine = far()
    engine.restAfterMs = 2_000
    const { pass, talk, stream } = await trackStand({ engines: [engine] })
    await talk(200)
    stream(engine).health('waiting')
    await talk(800)
    await pass(60_000)
    expect(stream(engine).rests).toBe(0)
    expect(stream(engine).endings).toBe(0)
    stream(engine).health('live')
    stream(engine).options.emit({ kind: 'final', turn: { ...turn(1, 0, 'late'), endMs: 1_000 } })
    await pass(2_500)
    expect(stream(engine).rests).toBe(1)
  })

  test('sends an engine that is billed for sound nothing but speech and its tail, and never lets it rest', async () => {
    const engine = far({ by: 'audio', pricePerHour: 0.15 })
    engine.restAfterMs = 2_000
    const { pass, talk, stream } = await trackStand({ engines: [engine] })
    for (let remark = 0; remark < 3; remark += 1) {
      await talk(2_000)
      await pass(60_000)
    }
    const sentMs = (stream(engine).chunks.reduce((sum, { pcm }) => sum + pcm.length, 0) / CHUNK_BYTES) * 50
    const speechMs = 3 * 2_000
    const tailsMs = 3 * engine.tailMs(null)
    expect(sentMs).toBeGreaterThanOrEqual(speechMs + tailsMs - 50)
    expect(sentMs).toBeLessThanOrEqual(speechMs + tailsMs + 3 * 50)
    expect(stream(engine).rests).toBe(0)
  })

  test('never lets an engine rest that costs nothing', async () => {
    const engine = near()
    engine.restAfterMs = 2_000
    const { pass, talk, stream } = await trackStand({ engines: [engine] })
    await talk(500)
    stream(engine).say('good', 100)
    await pass(60_000)
    expect(stream(engine).rests).toBe(0)
  })
})

describe('tuning', () => {
  const tuning = { keyTerms: ['Tiamat'], preset: 'notes' } as const

  test('reaches the stream that is open and those that come later', async () => {
    const engine = near()
    const { track, talk, stream } = await trackStand({ engines: [engine] })
    await talk(200)
    track.tune(tuning)
    expect(stream(engine).tunings).toEqual([tuning])
    await track.left(1_000)
    await talk(200)
    expect(stream(engine).options.tuning).toEqual(tuning)
  })

  test('changes how much silence follows speech', async () => {
    const engine = near()
    engine.tailMs = (preset) => (preset === 'notes' ? 4_000 : 1_000)
    const { track, pass, talk, stream } = await trackStand({ engines: [engine] })
    await talk(500)
    await pass(10_000)
    expect(spanOf(stream(engine).chunks)[1]).toBe(1_500)
    track.tune(tuning)
    await talk(500)
    await pass(10_000)
    expect(spanOf(stream(engine).chunks)[1]).toBe(15_000)
  })
})

describe('when the engine is away', () => {
  test('the next one is told what no final covers, then all that follows, without a hole or a repetition', async () => {
    const [first, second] = [far(), near()]
    const { talk, stream, paper, news, track, chain } = await trackStand({ engines: [first, second] })
    first.refuse('No answer.', true)
    await talk(2_000)
    stream(first).options.emit({ kind: 'final', turn: { ...turn(1, 100, 'good'), endMs: 900 } })
    stream(first).options.emit({ kind: 'open', turn: turn(2, 1_000, 'mor') })
    stream(first).coveredMs = 900
    stream(first).health('waiting')
    await talk(14_900)
    expect(second.streams).toHaveLength(0)
    await talk(500)
    expect(news).toEqual(['fell-back near'])
    expect(stream(first).state).toBe('aborted')
    expect(paper.withdrawals).toEqual(['1/1.1/2'])
    expectContiguous(stream(second).chunks)
    expect(stream(second).chunks[0]?.atMs).toBe(900)
    await talk(5_000)
    expect(chain.isDown(second)).toBe(false)
    stream(second).health('live')
    stream(second).say('morning', 1_000, 1)
    expect(paper.finals.map(({ id, text }) => `${id} ${text}`)).toEqual(['1/1.1/1 good', '1/1.2/1 morning'])
    expect(paper.gaps).toEqual([])
    expect(paper.recognitions).toEqual(['away', 'back'])
    expect(track.usage.byEngine.size).toBe(2)
    expect(track.usage.connections).toBe(2)
  })

  test('speech is followed by as much silence as the next one needs', async () => {
    const [first, second] = [far(), near()]
    first.tailMs = () => 1_000
    second.tailMs = () => 4_000
    const { talk, pass, stream } = await trackStand({ engines: [first, second] })
    await talk(2_000)
    stream(first).health('waiting')
    await talk(16_000)
    await pass(10_000)
    expect(spanOf(stream(second).chunks)[1]).toBe(22_000)
  })

  test('a speaker who is silent by then is told by the next one all the same', async () => {
    const [first, second] = [far(), near()]
    const { talk, pass, stream } = await trackStand({ engines: [first, second] })
    first.refuse('No answer.', true)
    await talk(500)
    stream(first).health('waiting')
    await talk(500)
    await pass(13_000)
    expect(second.streams).toHaveLength(0)
    await pass(3_000)
    expect(stream(second).chunks).toEqual(stream(first).chunks)
    // The tail was fed before: the next engine is asked for the end.
    stream(second).health('live')
    await pass(4_000)
    expect(stream(second).endings).toBe(1)
  })

  test('a speaker of whom nothing waits is with the next one from their next word on', async () => {
    const [first, second] = [far(), near()]
    const { chain, talk, pass, stream, paper } = await trackStand({ engines: [first, second] })
    first.refuse('No answer.', true)
    await talk(500)
    stream(first).options.emit({ kind: 'final', turn: { ...turn(1, 0, 'good'), endMs: 500 } })
    stream(first).coveredMs = 60_000
    await pass(60_000)
    chain.away(first, 30_000)
    await pass(100)
    expect(stream(first).state).toBe('aborted')
    expect(second.streams).toHaveLength(0)
    await talk(500)
    expect(stream(second).chunks[0]?.atMs).toBeGreaterThan(60_000)
    expect(paper.gaps).toEqual([])
  })

  test('words that were told before it do not bring it back', async () => {
    const [first, second] = [far(), near()]
    const { chain, talk, stream, news } = await trackStand({ engines: [first, second] })
    first.refuse('No answer.', true)
    await talk(20_000)
    chain.away(first, 0)
    stream(first).options.emit({ kind: 'final', turn: { ...turn(1, 0, 'good'), cut: true } })
    expect(news).toEqual(['fell-back near'])
  })

  test('a short absence moves nothing', async () => {
    const [first, second] = [far(), near()]
    const { talk, stream, paper } = await trackStand({ engines: [first, second] })
    await talk(15_000)
    stream(first).health('waiting')
    await talk(5_000)
    stream(first).health('live')
    await talk(20_000)
    expect(second.streams).toHaveLength(0)
    expect(first.streams).toHaveLength(1)
    expect(paper.recognitions).toEqual(['away', 'back'])
  })
})

describe('when the better engine is back', () => {
  const fallenBack = async () => {
    const [first, second] = [far(), near()]
    const stand = await trackStand({ engines: [first, second] })
    first.refuse('No answer.', true)
    await stand.talk(500)
    stand.stream(first).health('waiting')
    await stand.talk(16_000)
    expect(stand.news).toEqual(['fell-back near'])
    stand.stream(second).health('live')
    first.refusal = null
    const talkUntilReturn = async () => {
      for (let waited = 0; stand.news.length < 2 && waited < 600; waited += 1) await stand.talk(100)
      expect(stand.news).toEqual(['fell-back near', 'returned far'])
    }
    return { ...stand, first, second, talkUntilReturn }
  }

  test('a speaker returns at their next pause, when the other has told all', async () => {
    const { first, second, talk, pass, stream, talkUntilReturn, paper, clock } = await fallenBack()
    await talkUntilReturn()
    await talk(2_000)
    expect(first.streams).toHaveLength(1)
    const saidToMs = clock.now()
    await pass(2_000)
    expect(stream(second).state).toBe('open')
    stream(second).lastWords = [{ kind: 'final', turn: turn(9, saidToMs + 300, 'last') }]
    stream(second).options.emit({ kind: 'final', turn: { ...turn(8, 1_000, 'all'), endMs: saidToMs } })
    await pass(100)
    expect(stream(second).state).toBe('finished')
    await talk(500)
    expect(first.streams).toHaveLength(2)
    expect(second.streams).toHaveLength(1)
    expect(stream(first).chunks[0]?.atMs).toBeGreaterThan(saidToMs)
    expect(paper.finals.map(({ text }) => text)).toEqual(['all', 'last'])
    expect(paper.gaps).toEqual([])
  })

  test('a speaker who never pauses returns after half a minute, in mid-speech', async () => {
    const { first, second, talk, stream, talkUntilReturn, clock } = await fallenBack()
    await talkUntilReturn()
    const fromMs = clock.now() - 1_000
    await talk(29_900)
    expect(first.streams).toHaveLength(1)
    stream(second).coveredMs = fromMs
    await talk(500)
    expect(first.streams).toHaveLength(2)
    expect(stream(first).chunks[0]?.atMs).toBeGreaterThanOrEqual(fromMs)
    expectContiguous(stream(first).chunks)
  })

  test('nobody moves back and forth when it is gone again before the pause', async () => {
    const { first, second, chain, talk, talkUntilReturn, clock, news } = await fallenBack()
    await talkUntilReturn()
    first.refuse('No answer.', true)
    chain.away(first, clock.now() - 15_000)
    await talk(40_000)
    expect(news.at(-1)).toBe('fell-back near')
    expect([first.streams.length, second.streams.length]).toEqual([1, 1])
  })
})

describe('when a stream breaks', () => {
  test('and there is no other engine, what is said for 15 s becomes one gap, then it is tried again', async () => {
    const engine = far()
    const { talk, pass, stream, paper, track } = await trackStand({ engines: [engine] })
    await talk(1_000)
    stream(engine).say('good', 0)
    stream(engine).options.emit({ kind: 'final', turn: { ...turn(2, 300, 'day'), endMs: 1_000 } })
    stream(engine).fail('It crashed.', true)
    expect(paper.failures).toEqual(['It crashed.'])
    expect(paper.recognitions).toEqual(['away'])
    await talk(300)
    await pass(10_000)
    expect(engine.streams).toHaveLength(1)
    await pass(7_000)
    expect(paper.gaps).toHaveLength(1)
    await talk(500)
    expect(engine.streams).toHaveLength(2)
    expect(paper.recognitions).toEqual(['away'])
    stream(engine).health('live')
    expect(paper.recognitions).toEqual(['away', 'back'])
    expect(paper.gaps).toMatchObject([{ startMs: 1_000, endMs: 1_300, speaker: ADA }])
    expect(track.uncoveredSinceMs).toBe(18_300)
  })

  test('and the session ends, what was lost until then is told', async () => {
    const engine = far()
    const { talk, track, stream, paper } = await trackStand({ engines: [engine] })
    await talk(1_000)
    stream(engine).fail('It crashed.', true)
    await talk(200)
    await track.close(1_000)
    expect(paper.gaps).toMatchObject([{ startMs: 1_000, endMs: 1_200 }])
  })

  test.each([
    { name: 'for good', retryable: false },
    { name: 'for now', retryable: true },
  ])('$name, another engine hears at once what it has given up', async ({ retryable }) => {
    const [first, second] = [far(), near()]
    const { talk, pass, stream, paper, news } = await trackStand({ engines: [first, second] })
    if (!retryable) first.refuse('The key is refused.')
    await talk(2_000)
    const { emit } = stream(first).options
    emit({ kind: 'final', turn: { ...turn(1, 100, 'good'), endMs: 1_000, cut: true } })
    emit({ kind: 'gap', fromMs: 1_000, toMs: 2_000, cause: 'engine-unavailable' })
    stream(first).fail('The key is refused.', retryable)
    expect(news).toEqual(['fell-back near'])
    expect(spanOf(stream(second).chunks)).toEqual([1_000, spanOf(stream(first).chunks)[1]])
    await talk(1_000)
    expectContiguous(stream(second).chunks)
    await pass(1_000)
    expect(paper.gaps).toEqual([])
    expect(paper.failures).toEqual(['The key is refused.'])
    expect(paper.recognitions).toEqual([])
  })

  test('what is held no more of what it has given up is a gap', async () => {
    const [first, second] = [far(), near()]
    const { talk, stream, paper, pass } = await trackStand({ engines: [first, second] })
    await talk(70_000)
    first.refuse('The key is refused.')
    stream(first).options.emit({ kind: 'gap', fromMs: 0, toMs: 70_000, cause: 'engine-unavailable' })
    stream(first).fail('The key is refused.')
    await pass(2_100)
    const [fromMs = 0] = spanOf(stream(second).chunks)
    expect(fromMs).toBeGreaterThan(9_000)
    expect(paper.gaps).toMatchObject([{ startMs: 0, endMs: fromMs }])
  })

  test('with a loss of before, that loss stays one', async () => {
    const [first, second] = [far(), near()]
    const { talk, pass, stream, paper } = await trackStand({ engines: [first, second] })
    await talk(2_000)
    stream(first).options.emit({ kind: 'gap', fromMs: 0, toMs: 1_000, cause: 'buffer-overflow' })
    await pass(50)
    stream(first).fail('It crashed.', true)
    await pass(50)
    expect(second.streams).toHaveLength(0)
    await pass(1_950)
    expect(paper.gaps).toMatchObject([{ startMs: 0, endMs: 1_000, cause: /too long/ }])
  })

  test('while it tells the last of the session, another engine tells that', async () => {
    const [first, second] = [far(), near()]
    const { talk, track, stream, paper } = await trackStand({ engines: [first, second] })
    await talk(1_000)
    first.refuse('The key is refused.')
    stream(first).lastWords = [
      { kind: 'final', turn: { ...turn(1, 0, 'good'), endMs: 400, cut: true } },
      { kind: 'gap', fromMs: 400, toMs: 1_000, cause: 'engine-unavailable' },
      { kind: 'ended', error: new EngineError(verbatim('The key is refused.'), { retryable: false }) },
    ]
    const opened = second.open.bind(second)
    second.open = (options) => {
      const next = opened(options)
      next.lastWords = [{ kind: 'final', turn: turn(1, 500, 'morning') }]
      return next
    }
    await track.close(1_000)
    expect(spanOf(stream(second).chunks)).toEqual([400, 1_000])
    expect(stream(second).state).toBe('finished')
    expect(paper.finals.map(({ id, text }) => `${id} ${text}`)).toEqual(['1/1.1/1 good', '1/1.2/1 morning'])
    expect(paper.gaps).toEqual([])
  })

  test('while it finishes, what it could not tell is a gap all the same', async () => {
    const engine = far()
    const { talk, track, stream, paper } = await trackStand({ engines: [engine] })
    await talk(1_000)
    stream(engine).lastWords = [{ kind: 'gap', fromMs: 0, toMs: 1_000, cause: 'engine-unavailable' }]
    await track.left(1_000)
    expect(paper.gaps).toMatchObject([{ startMs: 0, endMs: 1_000 }])
  })
})

describe('what does not come over the network', () => {
  test.each([
    ['for as long as a short word', [200], [200]],
    ['again and again, as one', [300, 300], [1_100]],
    ['for less, not at all: it is bridged', [100], []],
  ])('is told %s', async (_, losses, told) => {
    const { talk, lose, pass, paper } = await trackStand({ engines: [far()] })
    await talk(1_000)
    for (const ms of losses) {
      await lose(ms)
      await talk(500)
    }
    await pass(2_500)
    expect(paper.gaps.map(({ startMs, endMs }) => endMs - startMs)).toEqual(told)
    for (const { startMs, speaker } of paper.gaps) {
      expect(startMs).toBe(1_000)
      expect(speaker).toBe(ADA)
    }
  })
})

describe('what is lost piece by piece', () => {
  const lost = (fromMs: number, toMs: number) =>
    ({ kind: 'gap', fromMs, toMs, cause: 'buffer-overflow' }) as const

  test('is told as one gap, and is known for a crash until then', async () => {
    const engine = far()
    const { talk, pass, track, stream, paper } = await trackStand({ engines: [engine] })
    await talk(100)
    stream(engine).say('good', 0)
    for (const fromMs of [5_000, 5_300, 5_600]) {
      stream(engine).options.emit(lost(fromMs, fromMs + 250))
      await pass(1_500)
    }
    expect(paper.gaps).toEqual([])
    expect(track.uncoveredSinceMs).toBe(5_000)
    await pass(600)
    expect(paper.gaps).toMatchObject([{ startMs: 5_000, endMs: 5_850 }])
    expect(track.uncoveredSinceMs).toBeNull()
  })

  test('before and after words is two', async () => {
    const engine = far()
    const { talk, pass, stream, paper } = await trackStand({ engines: [engine] })
    await talk(1_000)
    stream(engine).options.emit(lost(0, 250))
    await pass(50)
    stream(engine).say('good', 250)
    stream(engine).options.emit(lost(450, 700))
    await pass(2_100)
    expect(paper.gaps).toMatchObject([
      { startMs: 0, endMs: 250 },
      { startMs: 450, endMs: 700 },
    ])
  })
})

test('after its end a track takes no more sound, and every stream is over', async () => {
  const [first, second] = [far(), near()]
  const { talk, track, stream } = await trackStand({ engines: [first, second] })
  await talk(500)
  await track.close(1_000)
  await talk(500)
  expect(first.streams).toHaveLength(1)
  expect(stream(first).state).toBe('finished')
  expect(track.recognising).toBe(false)
  await track.close(1_000)
})

describe('a track that is aborted', () => {
  test('tells nothing of what was said before, now or later, and begins anew on another stream', async () => {
    const engine = near()
    const { track, talk, pass, clock, stream, paper } = await trackStand({ engines: [engine] })
    await talk(1_030)
    const first = stream(engine)
    first.options.emit({ kind: 'open', turn: turn(1, 100, 'good') })
    track.abort()
    expect([first.state, paper.withdrawals]).toEqual(['aborted', ['1/1.1/1']])
    expect([track.unfinishedSinceMs(clock.now()), track.uncoveredSinceMs]).toEqual([null, null])
    const { length } = first.chunks
    first.options.emit({ kind: 'final', turn: turn(1, 100, 'good morning') })
    first.options.emit({ kind: 'open', turn: turn(2, 400, 'and') })
    first.options.emit({ kind: 'gap', fromMs: 0, toMs: 5_000, cause: 'buffer-overflow' })
    await pass(3_000)
    expect([first.chunks.length, paper.finals, paper.gaps, paper.opens.length]).toEqual([length, [], [], 1])
    expect(engine.streams).toHaveLength(1)
    await talk(500)
    expect(engine.streams).toHaveLength(2)
    stream(engine).options.emit({ kind: 'final', turn: turn(1, 4_100, 'again') })
    expect(paper.finals).toMatchObject([{ id: '1/1.2/1', text: 'again' }])
    // What is heard now is what was said now: nothing of before is left in it.
    expect(stream(engine).chunks[0]?.atMs).toBeGreaterThanOrEqual(4_000)
  })

  test('also drops what was still finishing when the speaker had left', async () => {
    const engine = near()
    const { track, talk, stream, paper } = await trackStand({ engines: [engine] })
    await talk(500)
    const first = stream(engine)
    first.finish = async () => {}
    void track.left(5_000)
    track.abort()
    expect(first.state).toBe('aborted')
    first.options.emit({ kind: 'final', turn: turn(1, 100, 'goodbye') })
    expect(paper.finals).toEqual([])
  })

  test('keeps no sound of before for another engine', async () => {
    const [first, second] = [far(), near()]
    const { track, talk, stream, pass } = await trackStand({ engines: [first, second] })
    await talk(1_000)
    track.abort()
    await talk(500)
    stream(first).options.emit({ kind: 'gap', fromMs: 0, toMs: 1_500, cause: 'engine-unavailable' })
    stream(first).fail('It broke.')
    await pass(500)
    expect(stream(second).chunks[0]?.atMs).toBeGreaterThanOrEqual(950)
  })

  test('gives no sound of before to another engine when the first one is gone', async () => {
    const [first, second] = [far(), near()]
    const { track, talk, stream, pass } = await trackStand({ engines: [first, second] })
    await talk(1_000)
    track.abort()
    stream(first).fail('It broke.')
    await pass(1_000)
    expect(second.streams).toEqual([])
  })
})

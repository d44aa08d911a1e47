import { afterEach, describe, expect, test } from '@jest/globals'
import { utter } from '../../../sandbox/cast/tone-language.ts'
import { SpeechServer, type SpeechServerOptions } from '../../../sandbox/speech/speech-server.ts'
import { SpeechClient } from './speech-client.ts'

const servers: SpeechServer[] = []
const clients: SpeechClient[] = []

async function start(options: SpeechServerOptions = {}): Promise<SpeechServer> {
  const server = await SpeechServer.start(options)
  servers.push(server)
  return server
}

function connect(server: SpeechServer, query?: string, headers?: Record<string, string>): SpeechClient {
  const client = new SpeechClient(server.url, {
    ...(query === undefined ? {} : { query }),
    ...(headers === undefined ? {} : { headers }),
  })
  clients.push(client)
  return client
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.drop()
  for (const server of servers.splice(0)) {
    await server.close()
    expect(server.open).toBe(0)
  }
})

const FORMATTED = 'sample_rate=16000&format_turns=true'
const speech = (...words: string[]) => utter(words, { rate: 16_000 })

describe('opening', () => {
  test('begins with an id, the end in unix seconds and the eight echoed settings', async () => {
    const server = await start()
    const client = connect(server, 'speech_model=u3-rt-pro&sample_rate=16000&no_such_thing=1')
    const begin = await client.begun()
    const inSeconds = Number(begin['expires_at']) - Date.now() / 1000
    expect(inSeconds).toBeGreaterThan(10_790)
    expect(inSeconds).toBeLessThan(10_801)
    expect(begin['id']).toBe(server.sessions[0]?.id)
    expect(begin['configuration']).toEqual({
      model: 'u3-rt-pro',
      mode: 'balanced',
      api_version: '2025-05-12',
      speaker_labels: false,
      redact_pii: false,
      filter_profanity: false,
      domain: null,
      voice_focus: null,
    })
    expect(server.sessions[0]?.params['no_such_thing']).toBe('1')
    expect([server.connections, server.open]).toEqual([1, 1])
  })

  test.each([
    ['no header', {}, 'Missing Authorization header'],
    ['a bearer token', { authorization: 'Bearer good' }, 'Invalid API key'],
    ['an unknown key', { authorization: 'bad' }, 'Invalid API key'],
  ])('upgrades %s and then refuses it', async (_what, headers, text) => {
    const server = await start({ keys: ['good'] })
    const client = connect(server, 'sample_rate=16000', headers)
    expect(await client.end()).toEqual({ code: 1008, reason: 'See Error message for details' })
    expect(client.messages).toEqual([
      { type: 'Error', error_code: 1008, error: expect.stringContaining(text) },
    ])
    await client.until('the record', () => server.sessions[0]?.closeCode === 1008)
    expect(server.sessions[0]?.billedMs).toBe(0)
  })

  test('refuses a bad value before Begin, with its name', async () => {
    const client = connect(await start(), 'sample_rate=16000&min_turn_silence=soon')
    expect((await client.end()).code).toBe(3006)
    expect(client.messages[0]?.['error']).toMatch(/Invalid 'min_turn_silence'/)
    expect(client.ofType('Begin')).toEqual([])
  })

  test('refuses one session more than it has room for', async () => {
    const server = await start({ maxParallel: 1 })
    await connect(server).begun()
    const second = connect(server)
    expect((await second.end()).code).toBe(1008)
    expect(second.messages[0]?.['error']).toBe('Too many concurrent sessions')
  })

  test.each([
    ['as it was seen live', undefined, 1008],
    ['as it is documented', 3009, 3009],
  ] as const)('refuses one new session in a minute more than it allows, %s', async (_, tooManyCode, code) => {
    const server = await start({ maxPerMinute: 5, ...(tooManyCode && { tooManyCode }) })
    for (let opened = 0; opened < 5; opened += 1) {
      const client = connect(server)
      await client.begun()
      client.say({ type: 'Terminate' })
      await client.end()
    }
    const sixth = connect(server)
    expect((await sixth.end()).code).toBe(code)
    expect(sixth.messages).toEqual([
      { type: 'Error', error_code: code, error: 'Too many concurrent sessions' },
    ])
  })

  test('lets sessions in again when the minute has passed', async () => {
    const server = await start({ maxPerMinute: 1, secondMs: 20 })
    // Both at once, for such a minute is soon over.
    const [one, other] = [connect(server), connect(server)]
    const answered = ({ closed, messages }: SpeechClient) =>
      closed !== null || messages[0]?.['type'] === 'Begin'
    await one.until('an answer to both', () => answered(one) && answered(other))
    expect([one, other].flatMap(({ closed }) => closed?.code ?? [])).toEqual([1008])
    const openedAt = server.sessions[0]?.openedAt ?? 0
    await one.until('the minute to pass', () => Date.now() > openedAt + 60 * 20)
    await connect(server).begun()
  })

  test('echoes the mode that it was asked for', async () => {
    const begin = await connect(await start(), 'speech_model=universal-3-6-pro&mode=min_latency').begun()
    expect(begin['configuration']).toMatchObject({ model: 'universal-3-6-pro', mode: 'min_latency' })
  })

  test('takes in what comes before a late Begin', async () => {
    const server = await start({ beginDelayMs: 150 })
    const client = connect(server)
    await client.until('the upgrade', () => client.socket.readyState === client.socket.OPEN)
    client.hear(speech('river', 'today'))
    client.say({ type: 'ForceEndpoint' })
    await client.until('the final', () => client.finals().length > 0)
    expect(client.messages[0]?.['type']).toBe('Begin')
    expect(client.texts()).toEqual(['river today'])
  })

  test('knows one path', async () => {
    const server = await start()
    const client = new SpeechClient(`${server.url}/v2`)
    clients.push(client)
    await client.until('the refusal', () => client.error !== null)
    expect(client.error?.message).toMatch(/404/)
    expect(server.connections).toBe(0)
  })
})

describe('turns', () => {
  test('tells words as they end, the newest not final, and an utterance at the pause', async () => {
    const client = connect(await start())
    await client.begun()
    client.hear(speech('river', 'castle', 'lemon'))
    client.silence(250)
    await client.settled()
    expect(
      client.ofType('Turn').map((turn) => [turn['transcript'], turn['utterance'], finality(turn['words'])]),
    ).toEqual([
      ['', '', 'river?'],
      ['river', '', 'river castle?'],
      ['river castle', '', 'river castle lemon?'],
      ['river castle lemon', 'river castle lemon', 'river castle lemon'],
    ])
    expect(client.finals()).toEqual([])
  })

  test.each([
    ['after a closing word, in min_turn_silence', 'today', 350, 150],
    ['after another word, in max_turn_silence', 'lemon', 1200, 150],
  ])('ends a turn %s of silent audio', async (_what, last, tooLittle, more) => {
    const client = connect(await start(), 'sample_rate=16000&min_turn_silence=400&max_turn_silence=1280')
    await client.begun()
    client.hear(speech('river', last))
    // 500 ms of words, and 100 ms of silence that fill up the last message.
    client.silence(tooLittle - 100)
    await client.settled()
    expect(client.finals()).toEqual([])
    client.silence(more)
    await client.until('the final', () => client.finals().length > 0)
    expect(client.texts()).toEqual([`river ${last}`])
  })

  test('never is confident at a threshold of 1, and always at 0', async () => {
    const server = await start()
    const wary = connect(server, 'sample_rate=16000&end_of_turn_confidence_threshold=1')
    const rash = connect(server, 'sample_rate=16000&end_of_turn_confidence_threshold=0')
    for (const client of [wary, rash]) {
      await client.begun()
      client.hear(speech('lemon', 'today', 'lemon'))
      client.silence(600)
      await client.settled()
    }
    expect([wary.finals().length, rash.finals().length]).toEqual([0, 1])
  })

  test('ends nothing without audio, however long', async () => {
    const client = connect(await start())
    await client.begun()
    client.hear(speech('river', 'today').subarray(0, -16 * 60))
    // Longer than min_turn_silence: wall time must not count, so some has to pass.
    await new Promise((resolve) => setTimeout(resolve, 700))
    await client.settled()
    expect(client.finals()).toEqual([])
  })

  test('sends the final twice with format_turns, plain and then as a sentence', async () => {
    const client = connect(await start(), FORMATTED)
    await client.begun()
    client.hear(speech('river', 'castle', 'today'))
    client.silence(500)
    await client.until('both finals', () => client.finals().length === 2)
    expect(client.finals()).toMatchObject([
      { turn_order: 0, turn_is_formatted: false, transcript: 'river castle today' },
      {
        turn_order: 0,
        turn_is_formatted: true,
        transcript: 'River castle today.',
        words: [{ text: 'River' }, { text: 'castle' }, { text: 'today.' }],
      },
    ])
  })

  test('sends it once, formatted, where the model formats by itself', async () => {
    const client = connect(await start({ finals: 'once' }), FORMATTED)
    await client.begun()
    client.hear(speech('river', 'today'))
    client.silence(1000)
    await client.settled()
    expect(client.texts()).toEqual(['River today.'])
    expect(client.ofType('Turn').every((turn) => turn['turn_is_formatted'] === true)).toBe(true)
  })

  test('says of a Pro model when speech began, all words at once, and one final in writing', async () => {
    const client = connect(
      await start({ edges: 'exact' }),
      'speech_model=universal-3-6-pro&sample_rate=16000',
    )
    await client.begun()
    client.silence(500)
    client.hear(speech('river', 'today'))
    client.silence(500)
    await client.until('the final', () => client.finals().length > 0)
    await client.settled()
    expect(client.messages.map(({ type }) => type)).toEqual([
      'Begin',
      'SpeechStarted',
      ...Array(client.ofType('Turn').length).fill('Turn'),
    ])
    expect(Math.abs(Number(client.ofType('SpeechStarted')[0]?.['timestamp']) - 500)).toBeLessThan(30)
    expect(client.ofType('Turn')[0]).toMatchObject({ transcript: 'river', turn_is_formatted: true })
    expect(client.finals()).toMatchObject([
      {
        transcript: 'River today.',
        utterance: 'River today.',
        turn_is_formatted: true,
        end_of_turn_confidence: 1,
      },
    ])
  })

  test('pads the edges of a turn, or not, as asked; the record keeps the true ones', async () => {
    const [padded, exact] = [await start(), await start({ edges: 'exact' })]
    const edges: number[][] = []
    for (const server of [padded, exact]) {
      const client = connect(server)
      await client.begun()
      client.silence(2000)
      client.hear(speech('river', 'castle', 'today'))
      client.silence(500)
      await client.until('the final', () => client.finals().length > 0)
      edges.push(timesOf(client.finals()[0]?.['words']))
      const words = server.sessions[0]?.turns[0]?.words ?? []
      const trueTimes = words.flatMap((word) => [word.startMs, word.endMs])
      for (const [place, time] of [2000, 2220, 2280, 2500, 2560, 2780].entries())
        expect(Math.abs((trueTimes[place] ?? 0) - time)).toBeLessThan(25)
      if (server === exact) expect(edges[1]).toEqual(trueTimes)
    }
    const [wide = [], narrow = []] = edges
    expect(wide.slice(1, -1)).toEqual(narrow.slice(1, -1))
    expect((narrow[0] ?? 0) - (wide[0] ?? 0)).toBe(1000)
    expect((wide[5] ?? 0) - (narrow[5] ?? 0)).toBe(240)
  })

  test('puts `type` last in some of its turns', async () => {
    const client = connect(await start())
    await client.begun()
    for (let turn = 0; turn < 2; turn += 1) {
      client.hear(speech('today'))
      client.silence(500)
    }
    await client.until('two finals', () => client.finals().length === 2)
    expect(client.finals().map((turn) => Object.keys(turn).indexOf('type') > 0)).toEqual([false, true])
  })

  test('ends the open turn when forced, and carries a word in mid-sound into the next', async () => {
    const server = await start()
    const client = connect(server)
    await client.begun()
    const sound = speech('river', 'castle', 'today')
    client.hear(sound.subarray(0, 16 * 400))
    client.say({ type: 'ForceEndpoint' })
    client.hear(sound.subarray(16 * 400))
    client.silence(500)
    await client.until('two finals', () => client.finals().length === 2)
    expect(client.texts()).toEqual(['river', 'castle today'])
    expect(client.finals().map((turn) => turn['turn_order'])).toEqual([0, 1])
    expect(server.sessions[0]?.turns.map((turn) => turn.endedBy)).toEqual(['force', 'silence'])
  })

  test('says nothing when forced without an open turn', async () => {
    const client = connect(await start())
    await client.begun()
    client.silence(200)
    client.say({ type: 'ForceEndpoint' })
    await client.settled()
    expect(client.ofType('Turn')).toEqual([])
  })

  test('takes new silences in mid-session, and records what it was told', async () => {
    const server = await start()
    const client = connect(server)
    await client.begun()
    client.say({ type: 'UpdateConfiguration', max_turn_silence: 300, format_turns: true })
    client.say({ type: 'UpdateConfiguration', keyterms_prompt: ['Tiamat'] })
    client.hear(speech('lemon'))
    client.silence(400)
    await client.until('two finals', () => client.finals().length === 2)
    expect(client.texts()).toEqual(['lemon', 'Lemon.'])
    expect(server.sessions[0]?.updates).toEqual([
      { max_turn_silence: 300, format_turns: true },
      { keyterms_prompt: ['Tiamat'] },
    ])
  })
})

describe('ending', () => {
  test('Terminate brings the last final, an empty one, the durations and close 1000', async () => {
    const server = await start()
    const client = connect(server)
    await client.begun()
    // The last word is cut off after most of it: it counts all the same.
    client.hear(speech('river', 'castle').subarray(0, 16 * 450))
    client.say({ type: 'Terminate' })
    expect(await client.end()).toEqual({ code: 1000, reason: 'Session Ended' })
    expect(client.texts()).toEqual(['river castle', ''])
    expect(client.messages.at(-1)).toEqual({
      type: 'Termination',
      audio_duration_seconds: 0,
      session_duration_seconds: expect.any(Number),
    })
    await client.until('the record', () => server.open === 0)
    const session = server.sessions[0]
    expect(session).toMatchObject({ closeCode: 1000, audioMs: 450, error: null })
    expect(session?.billedMs).toBe((session?.closedAt ?? 0) - (session?.openedAt ?? 0))
    expect(Object.fromEntries(session?.received ?? [])).toEqual({ Audio: 9, Terminate: 1 })
  })

  test.each([
    ['Invalid JSON', '{"type":'],
    ['Invalid Message Type: Sing', '{"type":"Sing"}'],
    ["Invalid 'max_turn_silence'", '{"type":"UpdateConfiguration","max_turn_silence":"long"}'],
    ["Invalid 'prompt'", '{"type":"UpdateConfiguration","prompt":"x"}'],
  ])('ends with 3006 and %s', async (text, message) => {
    const client = connect(await start())
    await client.begun()
    client.socket.send(message)
    expect((await client.end()).code).toBe(3006)
    expect(client.ofType('Error')[0]?.['error']).toContain(text)
  })

  test('bears 49 messages that are too short, not 50', async () => {
    const server = await start()
    const client = connect(server)
    await client.begun()
    client.hear(new Int16Array(49 * 320), 20)
    await client.settled()
    expect(client.closed).toBeNull()
    client.hear(new Int16Array(320), 20)
    expect((await client.end()).code).toBe(3007)
    expect(client.ofType('Error')[0]?.['error']).toBe(
      'Input Duration Error: Input Duration Violation: 20.0 ms. Expected between 50 and 1000 ms',
    )
  })

  test('bears no message that is too long', async () => {
    const client = connect(await start())
    await client.begun()
    client.hear(new Int16Array(1200 * 16), 1200)
    expect((await client.end()).code).toBe(3007)
    expect(client.ofType('Error')[0]?.['error']).toContain('1200.0 ms')
  })

  test('bears no more than five minutes of audio ahead of time', async () => {
    const server = await start({ recogniser: () => ({ push: () => [], flush: () => [] }) })
    const client = connect(server)
    await client.begun()
    // And half a minute more, for what it takes to send it.
    client.hear(new Int16Array(330_000 * 16), 1000)
    expect((await client.end()).code).toBe(3007)
    expect(client.ofType('Error')[0]?.['error']).toMatch(
      /Audio Transmission Rate Exceeded: Received 3[0-2]\d\.\d sec/,
    )
    expect(server.sessions[0]?.peakAheadMs).toBeGreaterThan(290_000)
  })

  test('closes an idle session; a KeepAlive is enough to keep it', async () => {
    // Five of these are a second and a half, in which this process may well stand still for a while.
    const server = await start({ secondMs: 300 })
    const kept = connect(server, 'sample_rate=16000&inactivity_timeout=5')
    await kept.begun()
    const keeping = setInterval(() => kept.say({ type: 'KeepAlive' }), 100)
    const idle = connect(server, 'sample_rate=16000&inactivity_timeout=5')
    try {
      expect((await idle.end()).code).toBe(3006)
    } finally {
      clearInterval(keeping)
    }
    expect(idle.ofType('Error')[0]?.['error']).toContain('No messages received for 5 seconds')
    expect(idle.ofType('Termination')).toEqual([])
    expect(kept.closed).toBeNull()
  })

  test('sends heartbeats where asked', async () => {
    const client = connect(await start({ secondMs: 10 }), 'sample_rate=16000&session_heartbeat=true')
    await client.begun()
    client.silence(300)
    await client.settled()
    // Those until now may have been sent before the sound came.
    const before = client.ofType('Heartbeat').length
    await client.until('two heartbeats', () => client.ofType('Heartbeat').length >= before + 2)
    expect(client.ofType('Heartbeat').at(-1)).toMatchObject({ total_audio_received_ms: 300 })
  })
})

function finality(words: unknown): string {
  return wordsOf(words)
    .map((word) => `${String(word['text'])}${word['word_is_final'] === true ? '' : '?'}`)
    .join(' ')
}

function timesOf(words: unknown): number[] {
  return wordsOf(words).flatMap((word) => [Number(word['start']), Number(word['end'])])
}

function wordsOf(words: unknown): Record<string, unknown>[] {
  return Array.isArray(words)
    ? words.map((word: unknown) => Object.fromEntries(Object.entries(Object(word))))
    : []
}

import { channelId, guildId, roomId, sessionId, speakerId } from '../../src/base/ids.ts'
import type { SpokenWord } from '../../src/speech/engine.ts'
import type { SessionRecord } from '../../src/transcript/transcript.ts'
import type { FinalTurn, Gap, Speaker } from '../../src/transcript/turn.ts'
import { seeded } from '../support/seeded.ts'

/** What is written of a call of several hours. */
export interface LongCall {
  readonly session: SessionRecord
  readonly turns: readonly FinalTurn[]
  readonly gaps: readonly Gap[]
}

export interface LongCallOptions {
  readonly session: string
  readonly guild: string
  readonly speakers: number
  readonly hours: number
  readonly turns: number
  readonly seed: number
}

/** Everybody talks at random, in turns of 3 to 27 words of a vocabulary of 2,000; words last 200 to 500 ms. */
export function longCall(options: LongCallOptions): LongCall {
  const random = seeded(options.seed)
  const upTo = (most: number) => Math.floor(random() * most)
  const syllables = ['ba', 'dor', 'ling', 'me', 'sta', 'vo', 'rik', 'an', 'the', 'mo']
  const vocabulary = Array.from({ length: 2000 }, () =>
    Array.from({ length: 1 + upTo(4) }, () => syllables[upTo(10)]).join(''),
  )
  const people = Array.from({ length: options.speakers }, (_, index) => person(index))
  const lengthMs = options.hours * 3_600_000

  const turns = Array.from({ length: options.turns }, (_, index): FinalTurn => {
    const startMs = (lengthMs / options.turns) * (index + random())
    const words: SpokenWord[] = []
    let atMs = startMs
    for (let count = 3 + upTo(25); count > 0; count -= 1) {
      const endMs = atMs + 200 + upTo(300)
      words.push({ text: vocabulary[upTo(2000)] ?? '', startMs: atMs, endMs, confidence: random() })
      atMs = endMs
    }
    const speaker = people[upTo(people.length)] ?? person(0)
    return {
      id: `${speaker.id}:${index}`,
      speaker,
      startMs,
      endMs: atMs,
      text: `${words.map(({ text }) => text).join(' ')}.`,
      words,
    }
  })
  const gaps = people.map((speaker, index): Gap => {
    const startMs = (lengthMs / people.length) * index
    return { speaker, startMs, endMs: startMs + 4000, cause: 'the speech service could not be reached' }
  })
  return { session: sessionRecord(options), turns, gaps }
}

const person = (index: number): Speaker => ({
  id: speakerId(`${100 + index}`),
  name: `Speaker ${index + 1}`,
  avatarUrl: null,
  bot: false,
})

const sessionRecord = ({ session, guild }: LongCallOptions): SessionRecord => ({
  id: sessionId(session),
  guild: guildId(guild),
  room: roomId('10'),
  roomName: 'General',
  channel: channelId('11'),
  starter: { id: speakerId('100'), name: 'Speaker 1' },
  engine: 'assemblyai',
  startedAt: Date.UTC(2026, 0, 1),
  runs: 1,
  state: { kind: 'open', livedAt: Date.UTC(2026, 0, 1) },
})

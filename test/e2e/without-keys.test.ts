import { describe, expect, test } from '@jest/globals'
import { Random } from '../../sandbox/cast/random.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import { VOCABULARY } from '../../sandbox/cast/vocabulary.ts'
import { ToneRecogniser } from '../../sandbox/speech/tone-recogniser.ts'
import { isSilenceFrame, OpusDecoder } from '../../src/audio/opus.ts'
import { callFixture, seatOf } from '../sandbox/discord/voice/call-fixture.ts'
import type { ListeningBot } from '../sandbox/discord/voice/listening-bot.ts'
import { longOr } from '../support/durations.ts'

const SILENCE_FRAMES = 5
const WORDS = longOr(200, 30)
const fixture = callFixture()

/** The words in these packets. What libopus refuses to decode is left out. */
function wordsIn(packets: readonly Buffer[]): string[] {
  const decoder = new OpusDecoder()
  const recogniser = new ToneRecogniser()
  const heard = packets.flatMap((packet) => {
    const samples = decoder.decode(packet)
    if (samples === null) return []
    return recogniser.push(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength))
  })
  return [...heard, ...recogniser.flush()].flatMap((event) => (event.kind === 'word' ? [event.text] : []))
}

/**
 * What the transport carries from now on, decrypted, without the header extension's word: all that one can get at
 * who is in the call but not in its MLS group, such as Discord's own servers.
 */
function tap({ connection: { receiver } }: ListeningBot): readonly Buffer[] {
  const frames: Buffer[] = []
  const open = Reflect.get(receiver, 'decrypt').bind(receiver)
  Reflect.set(receiver, 'decrypt', (...packet: unknown[]) => {
    const opened: Buffer = open(...packet)
    frames.push(opened.subarray(4))
    return opened
  })
  return frames
}

/** A sealed frame without what DAVE puts behind its ciphertext: that part's length stands before the marker's two bytes. */
const ciphertextOf = (frame: Buffer): Buffer =>
  frame.subarray(0, Math.max(0, frame.length - (frame.at(-3) ?? 0)))

describe('an ear without the keys', () => {
  test(
    'hears no word, where one with them hears all',
    async () => {
      const voice = await fixture.server({ paddedShare: 0 })
      const ann = await voice.connectPerson(seatOf(1))
      const bot = await fixture.join(voice)
      bot.listenTo(ann.userId)
      await bot.untilInGroupWith(ann)
      const wire = tap(bot)
      const random = new Random(7)
      const words = Array.from({ length: WORDS }, () => random.pick(VOCABULARY))
      const { packets } = toneLine({ speaker: 'Ann', atMs: 0 }, words)
      await ann.talk(packets)
      await bot.until('the silence at the end', () => wire.length >= packets.length + SILENCE_FRAMES)
      // The line ends with silence of its own, which `heard` leaves out.
      await bot.untilHeard(ann.userId, packets.filter((packet) => !isSilenceFrame(packet)).length)
      const frames = wire.slice(0, packets.length)

      expect(wordsIn(bot.heard(ann.userId))).toEqual(words)
      expect(wordsIn(frames)).toEqual([])
      expect(wordsIn(frames.map(ciphertextOf))).toEqual([])
    },
    WORDS * 300 + 120_000,
  )
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { oggOpus } from '../../../sandbox/cast/ogg.ts'
import { encodeSpeech } from '../../../sandbox/cast/speech-packets.ts'
import { utter } from '../../../sandbox/cast/tone-language.ts'
import { systemClock } from '../../../src/base/clock.ts'
import { guildId, speakerId } from '../../../src/base/ids.ts'
import { createLog } from '../../../src/base/log.ts'
import { GuildConsent } from '../../../src/session/consent/guild-consent.ts'
import { FileTranscriber } from '../../../src/session/files/file-transcriber.ts'
import type { FileWay } from '../../../src/session/files/file-way.ts'
import { MessageTranscriber } from '../../../src/session/files/message-transcriber.ts'
import { Spend } from '../../../src/session/spend/spend.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim } from '../../../src/wording/words.ts'

const log = createLog('silent')
const AUTHOR = { id: speakerId('901'), name: 'Anna', bot: false }

let path = ''
const closing: (() => Promise<void>)[] = []
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-message-'))
  closing.push(() => rm(folder, { recursive: true }))
  path = join(folder, 'sound')
  await writeFile(path, oggOpus(encodeSpeech(utter(['river']))))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const way: FileWay = {
  name: 'scripted',
  description: verbatim('a script'),
  place: 'here',
  billing: { by: 'nothing', pricePerHour: 0 },
  transcribe: async () => ({
    turns: [{ speaker: null, text: 'river', startMs: 0, endMs: 280, words: [] }],
    gaps: [],
    durationMs: 280,
    language: null,
    engine: 'scripted',
    description: verbatim('a script'),
  }),
}

async function transcriber(): Promise<FileTranscriber> {
  const store = await openSqliteStore({ folder: ':memory:', clock: systemClock, log })
  const caps = { guildDay: null, guildMonth: null, totalDay: null, totalMonth: null }
  const spend = new Spend({ store, clock: systemClock, log, caps, currency: 'USD', orphanMs: 0 })
  closing.push(
    () => store.close(),
    () => spend.close(),
  )
  return new FileTranscriber({
    ways: [way],
    limits: { mostBytes: 1_000_000, mostMs: 60_000 },
    toCloud: false,
    spend,
    log,
  })
}

test.each([1, 2, 3])(
  'of two sounds nothing is told where their author opts out when %s are off the disk',
  async (last) => {
    const consent = new GuildConsent([], { mode: 'notice', hearBots: false })
    let removed = 0
    const messages = new MessageTranscriber({
      transcriber: await transcriber(),
      fetch: async () => ({
        path,
        async remove() {
          removed += 1
          // By now its text is there.
          if (removed === last) consent.decide(AUTHOR.id, 'opted-out')
        },
      }),
      consent: async () => consent,
      settings: async () => ({ engines: [], keyTerms: [], languages: [], filterProfanity: false }),
      log,
    })
    const sound = { contentType: 'audio/ogg', bytes: 900, durationMs: 280, url: 'https://cdn.example/sound' }
    const heard = messages.transcribe(
      {
        guild: guildId('5'),
        message: '7',
        author: AUTHOR,
        attachments: [
          { ...sound, name: 'a.ogg' },
          { ...sound, name: 'b.ogg' },
        ],
        signal: new AbortController().signal,
      },
      () => {},
    )
    if (last > 2) expect(await heard).toHaveLength(2)
    else await expect(heard).rejects.toMatchObject({ message: english.files.refused.unheard['opted-out'] })
    expect(removed).toBe(Math.min(last, 2))
  },
)

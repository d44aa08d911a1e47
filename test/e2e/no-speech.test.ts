import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { alive, childrenOf } from '../support/processes.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { botIsIn, line, seat, traces, unbilled } from '../support/seats.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 120_000

describe('a bot without speech recognition', () => {
  /** Starts twice, in two servers at once, with people speaking: all are refused with the same sentences. */
  async function refusals(rig: Rig): Promise<string> {
    await rig.bot.ready
    const answers: string[] = []
    const tables = ['One', 'Two'].map((name) => seat(rig.sandbox, name))
    for (let round = 1; round <= 2; round += 1) {
      const starts = tables.map(async ({ ada, bert, room, text }) => {
        const mouths = await Promise.all([ada, bert].map((person) => rig.sandbox.enter(person, room)))
        answers.push(await transcribe(ada, text, ['start']))
        await Promise.all(mouths.map((mouth) => mouth.talk(line)))
      })
      await Promise.all(starts)
    }
    expect(new Set(answers).size).toBe(1)
    for (const table of tables) expect([botIsIn(table), table.text.messages]).toEqual([null, []])
    expect(childrenOf(rig.bot.pid)).toEqual([])
    await unbilled(rig.sandbox)
    expect(await rig.bot.stop()).toEqual({ code: 0, signal: null })
    expect(traces(rig.bot)).toEqual([])
    return answers[0] ?? ''
  }

  async function refusedIn(environment: Readonly<Record<string, string>>): Promise<[string, number]> {
    const rig = await startRig({ environment })
    try {
      return [await refusals(rig), rig.sandbox.speech.connections]
    } finally {
      await rig.close()
    }
  }

  test.concurrent(
    'asks the service once whether it takes the key, however many start and speak',
    async () => {
      expect(await refusedIn({ ASSEMBLYAI_API_KEY: 'a-key-of-nobody' })).toEqual([
        'I cannot transcribe now. AssemblyAI refused the key: Invalid API key. Check ASSEMBLYAI_API_KEY.',
        1,
      ])
    },
    LIMIT_MS,
  )

  test.concurrent(
    'says that the service cannot be reached',
    async () => {
      expect(await refusedIn({ ASSEMBLYAI_STREAMING_URL: 'ws://127.0.0.1:9' })).toEqual([
        'I cannot transcribe now. AssemblyAI could not be reached (ECONNREFUSED).',
        0,
      ])
    },
    LIMIT_MS,
  )

  test.concurrent(
    'says that it has no model, and where to put one',
    async () => {
      const [said, connections] = await refusedIn({ ASSEMBLYAI_API_KEY: '' })
      expect(said).toMatch(
        /^I cannot transcribe now\. There is no local speech model: fetch one with "npm run model", or set SPEECH_MODEL_DIR to a folder /,
      )
      expect(connections).toBe(0)
    },
    LIMIT_MS,
  )

  test.concurrent(
    'says what is missing in an empty folder, after what ails the service it was to prefer',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'hansard-no-model-'))
      try {
        const [said, connections] = await refusedIn({
          SPEECH_ENGINE: 'assemblyai,sherpa',
          ASSEMBLYAI_API_KEY: 'a-key-of-nobody',
          SPEECH_MODEL_DIR: folder,
        })
        expect(said).toMatch(
          /^I cannot transcribe now\. AssemblyAI refused the key: .* The local speech model is not complete \(encoder, decoder, joiner, tokens missing\): fetch one with "npm run model", or set SPEECH_MODEL_DIR /,
        )
        expect(said).not.toContain(folder)
        expect(connections).toBe(1)
      } finally {
        await rm(folder, { recursive: true })
      }
    },
    LIMIT_MS,
  )

  test(
    'ends a session whose key is revoked, says so, and asks no more',
    async () => {
      const rig = await startRig()
      try {
        await rig.bot.ready
        const seats = seat(rig.sandbox)
        const { ada, bert, room, text } = seats
        const mouths = await Promise.all([ada, bert].map((person) => rig.sandbox.enter(person, room)))
        await transcribe(ada, text, ['start'])
        const talks = mouths.map((mouth) => mouth.talk(line))
        await until('both to be heard', () => rig.sandbox.speech.open === 2)
        rig.sandbox.speech.revoke(rig.sandbox.environment['ASSEMBLYAI_API_KEY'] ?? '')
        await posted(text, /^Transcription ended: AssemblyAI refused the key: .* Check ASSEMBLYAI_API_KEY\./)
        await until('the bot to leave', () => botIsIn(seats) === null)
        await Promise.all(talks)
        const { connections } = rig.sandbox.speech
        expect(await transcribe(ada, text, ['start'])).toMatch(
          /^I cannot transcribe now\. AssemblyAI refused the key: /,
        )
        await Promise.all(mouths.map((mouth) => mouth.talk(line)))
        expect(rig.sandbox.speech.connections).toBe(connections)
        await unbilled(rig.sandbox)
        expect(await rig.bot.stop()).toEqual({ code: 0, signal: null })
        expect(traces(rig.bot)).toEqual([])
        expect(alive(rig.bot.pid ?? 0)).toBe(false)
      } finally {
        await rig.close()
      }
    },
    LIMIT_MS,
  )
})

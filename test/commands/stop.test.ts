import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { stop as stopCommand } from '../../commands/stop.ts'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import { systemClock } from '../../src/base/clock.ts'
import { StoreError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId } from '../../src/base/ids.ts'
import { english } from '../../src/wording/english/english.ts'
import { verbatim } from '../../src/wording/words.ts'
import { until } from '../discord/hall.ts'
import { inEnglish } from '../support/in-english.ts'
import { speech } from '../support/opus-packets.ts'
import { ada } from '../transcript/export/sample.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage

beforeEach(async () => {
  stage = await openCommandStage()
  stage.ann.joinVoice(stage.room)
  await stage.sessions.start({
    ref: { guild: guildId(stage.guild.id), room: roomId(stage.room.id) },
    roomName: 'Table',
    channel: channelId(stage.text.id),
    starter: ada,
  })
})

afterEach(() => stage.close())

async function say(words: string): Promise<void> {
  const inlet = stage.voices.rooms[0]?.listener.meet(ada)
  for (const packet of speech({ ssrc: 1, arrivedMs: systemClock.now(), lastsMs: 300 })) inlet?.(packet)
  await until('a stream', () => stage.engine.streams.length > 0)
  stage.engine.streams[0]?.say(words, 0)
}

const stop = async () => (await stage.ann.command(stage.text, ['transcribe', 'stop'])).next()

describe('/transcribe stop', () => {
  test('attaches the transcript in all formats, with the last words', async () => {
    await say('good bye')
    const reply = await stop()
    expect(unescaped(reply.content)).toMatch(
      /^Stopped\. I listened for .*1 turn by 1 speaker\..* \/transcribe export gives/,
    )
    expect(reply.attachments.map(({ filename }) => filename.replace(/^.*\./, ''))).toEqual([
      'txt',
      'md',
      'srt',
      'vtt',
      'json',
      'csv',
    ])
    const text = reply.attachments[0]?.bytes.toString()
    expect(text).toContain('Ada: good bye')
    expect(text).toMatch(/\nEnded: .* UTC: Ann stopped transcription\./)
  })

  test('ends the session also when the store cannot give its transcript', async () => {
    await say('good bye')
    const { text, files } = await stopCommand.run(
      {
        guild: guildId(stage.guild.id),
        words: english,
        channel: { id: stage.text.id, kind: 'text', name: 'captions' },
        caller: ada,
        manages: false,
        roles: new Set(),
        callerRoom: null,
        options: new Map(),
        texts: new Map(),
        canSee: () => true,
        mayWrite: () => true,
        hasRole: () => true,
        fileLimit: 10_000_000,
      },
      {
        ...stage.context,
        store: {
          ...stage.store,
          transcript: async () => {
            throw new StoreError(verbatim('The file is locked by another program.'), 'locked')
          },
        },
      },
    )
    expect(inEnglish(text)).toMatch(
      /^Stopped\. .* cannot be read just now: The file is locked by another program\.$/,
    )
    expect(files).toBeUndefined()
    expect(stage.sessions.count).toBe(0)
  })

  test('of a session without a word attaches nothing', async () => {
    const reply = await stop()
    expect(reply.content).toMatch(/^Stopped\./)
    expect(reply.attachments).toEqual([])
  })

  test('gives no files to whoever cannot see the voice channel', async () => {
    stage.guild.overwrite(stage.room, stage.ann, { deny: ['ViewChannel'] })
    await say('good bye')
    const reply = await stop()
    expect(reply.content).toMatch(/^Stopped\./)
    expect(reply.content).not.toContain('/transcribe export')
    expect(reply.attachments).toEqual([])
  })
})

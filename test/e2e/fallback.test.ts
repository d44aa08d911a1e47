import { join } from 'node:path'
import { describe, expect } from '@jest/globals'
import { packetsOf, readHumanClips } from '../../bench/direct-recognition.ts'
import { readChannel, unescaped } from '../../sandbox/cast/channel-reader.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import { FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import { wordErrors } from '../../sandbox/cast/word-errors.ts'
import { withAssets } from '../support/assets.ts'
import { startRig } from '../support/rig.ts'
import { endInOrder, seat } from '../support/seats.ts'
import { posted, transcribe } from '../support/transcribe.ts'

const CLIP = 'jfk.wav'
/** So much of the clip was said when the key is refused. */
const HEARD_MS = 4_000
const ANSWER_MS = 40_000
const remark = toneLine({ speaker: '', atMs: 0 }, ['silver', 'otter', 'today']).packets

describe('a bot whose speech service refuses its key in the middle of a sentence', () => {
  withAssets(
    'goes on with the engine on this machine, loses no word, and tells the channel where sound goes',
    async (assets) => {
      const rig = await startRig({
        environment: {
          SPEECH_ENGINE: 'assemblyai,sherpa',
          SPEECH_MODEL_DIR: join(assets.models, 'zipformer-en-3.3m'),
          POSTING_MODE: 'plain',
        },
      })
      try {
        await rig.bot.ready
        const { ada, room, text } = seat(rig.sandbox)
        const clip = (await readHumanClips(assets.audio)).find(({ file }) => file === CLIP)
        const mouth = await rig.sandbox.enter(ada, room)
        expect(await transcribe(ada, text, ['start'])).toMatch(/AssemblyAI \(sound is sent to its servers\)/)
        await mouth.talk(remark)
        await posted(text, /silver otter today/i)

        const packets = clip === undefined ? [] : packetsOf(clip, 0)
        const sooner = packets.slice(0, HEARD_MS / FRAME_MS)
        const first = mouth.talk(sooner)
        const rest = mouth.talk(packets.slice(sooner.length))
        await first
        rig.sandbox.speech.revoke(rig.sandbox.environment['ASSEMBLYAI_API_KEY'] ?? '')
        const notice = await posted(text, /refused the key/)
        expect(notice).toMatch(
          /^AssemblyAI refused the key.* For now, what is said is turned into text by a small local model \(sound stays on this machine/,
        )
        await rest
        const status = await ada.command(text, ['transcribe', 'status'])
        const { content } = await status.next(({ content }) => content !== '', ANSWER_MS)
        expect(unescaped(content)).toMatch(
          /with the speech engine sherpa \(local small model,.*\nThe text so far comes from assemblyai( and sherpa \(.*\))?\.\n/,
        )
        const stop = await ada.command(text, ['transcribe', 'stop'])
        const { attachments } = await stop.next((reply) => reply.attachments.length > 0, ANSWER_MS)
        const file = (format: string): string =>
          attachments.find(({ filename }) => filename.endsWith(format))?.bytes.toString() ?? ''
        for (const format of ['.txt', '.md'])
          expect(file(format)).toMatch(/Speech engine: assemblyai; sherpa \(local small model, .*\n/)
        const { turns } = JSON.parse(file('.json'))
        const engines = new Set(turns.map(({ engine }: { engine: string }) => engine.replace(/:.*/, '')))
        expect([...engines]).toEqual(['assemblyai', 'sherpa'])

        const words = readChannel(text.messages)
          .filter(({ speaker }) => speaker === 'Ada')
          .flatMap((line) => line.words)
        expect(words.slice(0, 3).join(' ').toLowerCase()).toBe('silver otter today')
        const { rate } = wordErrors(clip?.reference ?? '', words.slice(3).join(' '))
        expect(rate).toBeLessThanOrEqual(0.25)
        // One for the proof at the start, one for Ada: nothing is tried again with a key that was refused.
        expect(rig.sandbox.speech.connections).toBe(2)
      } finally {
        await endInOrder(rig)
      }
    },
    120_000,
  )
})

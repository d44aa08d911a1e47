import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { type HumanClip, packetsOf, readHumanClips } from '../../bench/direct-recognition.ts'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { wordErrors } from '../../sandbox/cast/word-errors.ts'
import { setTable } from '../../sandbox/table.ts'
import { type Assets, withAssets } from '../support/assets.ts'
import { isLong } from '../support/durations.ts'
import { childrenOf } from '../support/processes.ts'
import { startRig } from '../support/rig.ts'
import { transcribe } from '../support/transcribe.ts'

/** Of these the model understands every word, so a word that is lost or doubled shows. */
const UNDERSTOOD = ['arctic-a0024.wav', 'sb-spk1_snt2.wav', 'goforward.wav', 'az-lamp.wav']
const SPEAKERS = ['Ada', 'Bert', 'Cleo', 'Dora']
const NAME =
  'a recogniser that is killed (kill -9) while people talk costs no word of anybody and doubles none'

async function play({ audio, models }: Assets): Promise<void> {
  const clips = await readHumanClips(audio)
  const said = SPEAKERS.map((speaker, i) => {
    const clip = clips.find(({ file }) => file === UNDERSTOOD[i])
    if (clip === undefined) throw new Error(`there is no ${UNDERSTOOD[i]}`)
    return { speaker, clip }
  })
  const rig = await startRig({
    environment: { SPEECH_ENGINE: 'sherpa', SPEECH_MODEL_DIR: join(models, 'zipformer-en-3.3m') },
  })
  try {
    await rig.bot.ready
    const { people, room, text } = setTable(rig.sandbox, SPEAKERS, 'Table')
    const mouths = await Promise.all(people.map((person) => rig.sandbox.enter(person, room)))
    const [first] = people
    if (first === undefined) throw new Error('nobody is at the table')
    await transcribe(first, text, ['start'])

    const halves = said.map(({ clip }) => halvesOf(clip))
    const begun = mouths.map((mouth, i) => mouth.talk(halves[i]?.[0] ?? []))
    const rest = mouths.map((mouth, i) => mouth.talk(halves[i]?.[1] ?? []))
    await Promise.all(begun)
    const [died, replaced] = [rig.bot.logged('sherpa_died'), rig.bot.logged('sherpa_listening')]
    const children = childrenOf(rig.bot.pid)
    expect(children).toHaveLength(1)
    for (const pid of children) process.kill(pid, 'SIGKILL')
    expect(await died).toMatchObject({ cause: 'died', signal: 'SIGKILL', owners: SPEAKERS.length })
    await Promise.all([replaced, ...rest])
    await transcribe(first, text, ['stop'])

    const posted = readChannel(text.messages)
    for (const { speaker, clip } of said) {
      const words = posted.filter((line) => line.speaker === speaker).flatMap((line) => line.words)
      expect([speaker, wordErrors(clip.reference, words.join(' ')).errors, words.join(' ')]).toEqual([
        speaker,
        0,
        expect.any(String),
      ])
    }
  } finally {
    await rig.close()
  }
}

/** What is said before and after the middle of the clip. */
function halvesOf(clip: HumanClip): readonly [Buffer[], Buffer[]] {
  const packets = packetsOf(clip, 0)
  const middle = Math.round(packets.length / 2)
  return [packets.slice(0, middle), packets.slice(middle)]
}

if (isLong) withAssets(NAME, play, 180_000)
else {
  process.stderr.write(`SKIPPED: ${NAME} (HANSARD_LONG=1 runs it)\n`)
  test.skip(NAME, () => {})
}

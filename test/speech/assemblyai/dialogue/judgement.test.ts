import { describe, expect, test } from '@jest/globals'
import { Epoch } from '../../../../src/speech/assemblyai/dialogue/epoch.ts'
import { Judgement } from '../../../../src/speech/assemblyai/dialogue/judgement.ts'

const lost = (code: number, text: string): Epoch => {
  const epoch = new Epoch(1, 0)
  epoch.begin(0, 10_800_000)
  epoch.fail(0, { code, text })
  return epoch
}

describe('the judgement of losses', () => {
  test('counts faults of ours: one is mended, a second within five minutes is hopeless, a later one is mended again', () => {
    const judgement = new Judgement([], {})
    const at = (now: number) =>
      judgement.verdict(lost(3007, 'Input Duration Error'), { kind: 'closed', code: 3007 }, now).kind
    expect([at(0), at(299_999), at(600_000)]).toEqual(['our-fault', 'hopeless', 'our-fault'])
    expect(judgement.faults).toBe(3)
  })

  test('shows no key, and no key term that sessions are told or were told before', () => {
    const judgement = new Judgement(['the-key'], { keyterms_prompt: ['Tiamat'] })
    judgement.tune({ keyterms_prompt: ['Kobold'] })
    const error = lost(3006, "Invalid 'keyterms_prompt': Tiamat, Kobold, the-key")
    expect(judgement.verdict(error, { kind: 'closed', code: 3006 }, 0)).toMatchObject({
      kind: 'refused',
      error: { message: "AssemblyAI refused a setting: Invalid 'keyterms_prompt': …, …, …" },
    })
  })
})

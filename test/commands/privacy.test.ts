import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import type { CommandOutcome } from '../../sandbox/discord/outcome.ts'
import { guildId, speakerId } from '../../src/base/ids.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage
beforeAll(async () => {
  stage = await openCommandStage()
})
afterAll(() => stage.close())

let people = 0
const somebody = (): SandboxMember => {
  people += 1
  return stage.guild.addMember(`person${people}`)
}
const ask = (member: SandboxMember) => member.command(stage.text, ['transcribe', 'privacy'])
const shown = (outcome: CommandOutcome) => outcome.next(({ content }) => content !== '')
const labels = ({ components }: { readonly components: readonly unknown[] }): string[] =>
  [...JSON.stringify(components).matchAll(/"label":"([^"]+)"/g)].map(([, label = '']) => label)
const decided = async (member: SandboxMember) =>
  (await stage.store.consents(guildId(stage.guild.id))).find(({ person }) => person === speakerId(member.id))

describe('/transcribe privacy', () => {
  test('says to the asker alone that they are heard, and lets them opt out and agree in the same message', async () => {
    const ann = somebody()
    const outcome = await ask(ann)
    expect(outcome.ephemeral).toBe(true)
    const first = await shown(outcome)
    expect(first.content).toMatch(/\*\*you are heard\*\*/)
    expect(labels(first)).toEqual(['Opt out'])

    await ann.press(first, 'hansard:consent:opted-out privacy')
    const second = await outcome.next(({ content }) => content.startsWith('**You opted out**'))
    expect([second.id, labels(second)]).toEqual([first.id, ['Agree']])
    expect(second.content).toContain('/transcribe forget')
    expect(await decided(ann)).toMatchObject({ decision: 'opted-out', through: 'privacy' })
    expect((await shown(await ask(ann))).content).toMatch(/^\*\*You opted out\.\*\* .*decoded, sent anywhere/)

    await ann.press(second, 'hansard:consent:agreed privacy')
    const third = await outcome.next(({ content }) => content.startsWith('**You agreed**'))
    expect(labels(third)).toEqual(['Opt out'])
    expect(await decided(ann)).toMatchObject({ decision: 'agreed' })
    expect(outcome.replies).toHaveLength(1)
  })

  test('says, where people are asked first, that who said nothing is not heard', async () => {
    const { settings } = stage
    await settings.change(guildId(stage.guild.id), 'consent', 'ask')
    try {
      const reply = await shown(await ask(somebody()))
      expect(reply.content).toMatch(/^\*\*You are not heard\*\* .*only to those who agree/)
      expect(labels(reply)).toEqual(['Agree', 'Opt out'])
    } finally {
      await settings.change(guildId(stage.guild.id), 'consent', null)
    }
  })

  test('is each person’s own', async () => {
    const [bob, eve] = [somebody(), somebody()]
    const outcome = await ask(bob)
    await bob.press(await shown(outcome), 'hansard:consent:opted-out privacy')
    await outcome.next(({ content }) => content.startsWith('**You opted out**'))
    expect((await shown(await ask(eve))).content).toMatch(/\*\*you are heard\*\*/)
    expect(await decided(eve)).toBeUndefined()
  })
})

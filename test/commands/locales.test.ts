import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { commands } from '../../commands/index.ts'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import type { CommandOptions, SandboxMember } from '../../sandbox/discord/member.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import { allWords, wordsOf } from '../../src/wording/catalogue.ts'
import { english } from '../../src/wording/english/english.ts'
import { verbatim, type Words } from '../../src/wording/words.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

/** One of Discord's locales for each language. */
const LOCALES = ['en-US', 'de', 'fr', 'es-ES', 'es-419', 'pt-BR', 'ja']

let stage: CommandStage
beforeAll(async () => {
  stage = await openCommandStage()
}, 20_000)
afterAll(async () => {
  await stage.sessions.drain(verbatim('The test is over.'))
  await stage.close()
})

let people = 0
/** Somebody whose client has this language; a chief has Manage Server. */
function somebody(locale: string, chief = false): SandboxMember {
  people += 1
  const member = stage.guild.addMember(`person${people}`, { locale })
  if (chief) member.setRoles([stage.guild.addRole(`chiefs ${people}`, ['ManageGuild']).id])
  return member
}

async function give(who: SandboxMember, name: string, options: CommandOptions = {}) {
  const outcome = await who.command(stage.text, ['transcribe', name], options)
  return { outcome, message: await outcome.next(({ content }) => content !== '') }
}

const answer = async (who: SandboxMember, name: string, options: CommandOptions = {}) =>
  unescaped((await give(who, name, options)).message.content)

/** Of every button and menu, and of what can be chosen in it. */
const labels = ({ components }: Pick<SandboxMessage, 'components'>): string[] =>
  [...JSON.stringify(components).matchAll(/"(?:label|placeholder)":"([^"]+)"/g)].map(
    ([, label = '']) => label,
  )

describe.each(LOCALES)('somebody whose client is set to %s', (locale) => {
  const words = wordsOf(locale)

  test('is answered in their language, whatever they ask', async () => {
    const ann = somebody(locale)
    const rows: readonly (readonly [string, CommandOptions, string])[] = [
      ['start', {}, words.answers.start.noRoom],
      ['stop', {}, words.session.refused.nothing],
      ['status', {}, words.answers.status.nothing],
      ['export', {}, words.answers.export.none],
      ['export', { session: 'none' }, words.answers.export.notThis],
      ['search', { words: 'kettle' }, words.answers.search.nothing('kettle')],
      ['settings', {}, words.answers.settings.notYours],
      ['privacy', {}, `${words.answers.privacy.standings.heard} ${words.answers.privacy.atAnyTime}`],
      ['forget', {}, words.answers.forget.question],
    ]
    for (const [name, options, said] of rows)
      expect([name, await answer(ann, name, options)]).toEqual([name, unescaped(said)])
    expect(await answer(ann, 'help')).toBe(
      unescaped(
        Object.values(words.answers.help)
          .filter((line) => line !== words.answers.help.greeting)
          .join('\n'),
      ),
    )
  })

  test('is told in their language why it cannot begin', async () => {
    const ann = somebody(locale)
    ann.joinVoice(stage.room)
    stage.guild.deny(stage.room, 'Connect')
    try {
      const said = await answer(ann, 'start')
      expect(said).not.toBe('')
      if (words !== english) expect(said).not.toMatch(/\bI (?:need|cannot|may)\b|\bGive me\b|\bGrant\b/)
    } finally {
      stage.guild.allow(stage.room, 'Connect')
      ann.leaveVoice()
    }
  })

  test('presses buttons that are labelled in their language, and is answered in it', async () => {
    const ann = somebody(locale)
    const privacy = await give(ann, 'privacy')
    expect(labels(privacy.message)).toEqual([words.consent.buttons.optOut])
    await ann.press(privacy.message, 'hansard:consent:opted-out privacy')
    const decided = await privacy.outcome.next(({ content }) =>
      content.includes(words.answers.privacy.decided['opted-out']),
    )
    expect(labels(decided)).toEqual([words.consent.buttons.agree])

    const forget = await give(ann, 'forget')
    expect(labels(forget.message)).toEqual([words.answers.forget.yes])
    await ann.press(forget.message, 'hansard:forget:')
    await forget.outcome.next(({ content }) => content === words.answers.forget.nothing)
  })

  test('sees the settings in their language, and chooses from menus that are in it', async () => {
    const chief = somebody(locale, true)
    const { message, outcome } = await give(chief, 'settings')
    expect(message.content).toContain(words.settings.liveCaptions.title)
    await chief.press(message, 'hansard:settings:choose', ['live-captions'])
    const detail = await outcome.next(({ content }) => content.includes(words.settings.liveCaptions.help))
    expect(labels(detail)).toEqual(expect.arrayContaining([words.settings.common.on]))
    expect(await answer(chief, 'settings', { setting: 'live-captions', value: 'maybe' })).toBe(
      words.settings.wrong(words.settings.liveCaptions.title, words.settings.common.flagWrong),
    )
  })
})

test('the commands are registered under the names of all languages', async () => {
  const registered =
    stage.discord.commandPayload(stage.guild.id, 'transcribe') ??
    stage.discord.commandPayload(null, 'transcribe')
  const payload: unknown = JSON.parse(JSON.stringify(registered ?? null))
  const text = JSON.stringify(payload)
  const missing = allWords
    .filter((words) => words !== english)
    .flatMap((words) =>
      commands.flatMap(({ label, options }) =>
        [label, ...options.map((option) => option.label)].map((each) => each(words)),
      ),
    )
    .flatMap(({ name, description }) => [name, description])
    .filter((each) => !text.includes(JSON.stringify(each)))
  expect(missing).toEqual([])
})

/** So that a language cannot be added and forgotten here. */
test('every language is among them', () => {
  const known = new Set<Words>(LOCALES.map(wordsOf))
  expect(allWords.filter((words) => !known.has(words))).toEqual([])
})

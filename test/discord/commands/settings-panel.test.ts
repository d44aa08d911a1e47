import { describe, expect, test } from '@jest/globals'
import { CommandMentions } from '../../../src/discord/command-mentions.ts'
import { detail, panel, valueSuggestions } from '../../../src/discord/commands/settings-panel.ts'
import type { ControlRow } from '../../../src/session/control.ts'
import { allGuildSettings, guildSettings } from '../../../src/session/settings/guild-settings.ts'
import { settingNamed } from '../../../src/session/settings/settings-desk.ts'
import { allWords } from '../../../src/wording/catalogue.ts'
import { english } from '../../../src/wording/english/english.ts'
import type { Words } from '../../../src/wording/words.ts'
import { PLAIN_HOST } from '../../support/plain-host.ts'

const view = (chosen: Record<string, string> = {}) => ({
  host: PLAIN_HOST,
  chosen: new Map(Object.entries(chosen)),
})

/** Another language, as far as it is looked at here. */
const { settings } = english
const other: Words = {
  ...english,
  settings: {
    ...settings,
    common: { ...settings.common, on: 'an', off: 'aus' },
    thread: { ...settings.thread, title: 'Faden', help: 'Ob es einen gibt.' },
    panel: { ...settings.panel, chooseValue: 'Wähle', byHost: 'vorgegeben', here: 'hier gewählt' },
  },
}

const menusOf = (rows: readonly ControlRow[] = []) =>
  rows.flat().flatMap((control) => (control.kind === 'menu' ? [control] : []))

describe('the settings of a server', () => {
  test('are shown, and offered, in the language of their reader', () => {
    const { text, rows } = detail(settingNamed('thread'), view({ thread: 'on' }))
    expect(text(other).split('\n').slice(0, 2)).toEqual(['**Faden**: an (hier gewählt)', 'Ob es einen gibt.'])
    const [values] = menusOf(rows)
    expect(values?.placeholder(other)).toBe('Wähle')
    expect(values?.options.map(({ label }) => label(other))).toEqual(['an', 'aus', 'aus (vorgegeben)'])
    expect(panel(view({ thread: 'off' })).text(other)).toContain('\n▸ Faden: aus\n')
  })

  test('are suggested by their name in the language of whoever types', () => {
    const thread = settingNamed('thread')
    expect(valueSuggestions(thread, view(), { typed: 'AUS', words: other })).toEqual([
      { label: 'aus', value: 'off' },
      { label: 'aus (vorgegeben)', value: 'default' },
    ])
    expect(valueSuggestions(thread, view(), { typed: 'aus', words: english })).toEqual([])
  })

  test('fit into a message and its menus in every language, however long they are', () => {
    const long = Array.from({ length: 100 }, (_, n) => `term${n}`).join(',')
    const roles = { 'key-terms': long, engine: 'sherpa', starters: '<@&100000000000000003>' }
    for (const words of allWords) {
      const all = panel(view(roles))
      expect(all.text(words).length).toBeLessThanOrEqual(2_000)
      for (const each of allGuildSettings) {
        const one = detail(each, view(roles), () => 'x'.repeat(300))
        expect(one.text(words).length).toBeLessThanOrEqual(2_000)
        for (const { placeholder, options } of menusOf([...(all.rows ?? []), ...(one.rows ?? [])])) {
          expect(placeholder(words).length).toBeLessThanOrEqual(150)
          for (const { label, description } of options) {
            expect(label(words).length).toBeLessThanOrEqual(100)
            expect(description?.(words).length ?? 0).toBeLessThanOrEqual(100)
          }
        }
      }
    }
  })

  test('give up the ends of values, where titles leave no room for them', () => {
    const line = (title: string, value: string) => `${title}${'x'.repeat(70)}: ${value}`
    const words = { ...english, settings: { ...settings, panel: { ...settings.panel, line } } }
    const text = panel(view()).text(words)
    expect(text.length).toBeLessThanOrEqual(2_000)
    expect(text.split('\n')).toHaveLength(allGuildSettings.length + 1)
    expect(text).toMatch(/^Posting modex+: personas.*…$/m)
  })

  test('whose value is a command mention no command', () => {
    const mentions = new CommandMentions(['stop'])
    mentions.registered('77')
    const { text } = detail(
      settingNamed(guildSettings.keyTerms.name),
      view({ 'key-terms': '/transcribe stop' }),
    )
    expect(mentions.in(text(english))).toBe(text(english))
  })
})

import { describe, expect, test } from '@jest/globals'
import { keyTermsOf } from '../../src/session/key-terms.ts'

const namesOf = (...names: readonly string[]) => keyTermsOf({ guildTerms: [], names, withNames: true })

describe('the words to expect', () => {
  test("are the guild's own first, then the names of those who are heard, each once", () => {
    const terms = keyTermsOf({
      guildTerms: ['Tiamat', 'ada', ' Waterdeep '],
      names: ['Ada', 'Bert', 'bert', 'Tiamat'],
      withNames: true,
    })
    expect(terms).toEqual(['Tiamat', 'ada', 'Waterdeep', 'Bert'])
  })

  test('are without names where those are not wanted', () => {
    expect(keyTermsOf({ guildTerms: ['Tiamat'], names: ['Ada'], withNames: false })).toEqual(['Tiamat'])
  })

  test("are a hundred at most, the guild's before any name", () => {
    const guildTerms = Array.from({ length: 99 }, (_, place) => `term ${place}`)
    expect(keyTermsOf({ guildTerms, names: ['Ada', 'Bert'], withNames: true })).toEqual([
      ...guildTerms,
      'Ada',
    ])
  })
})

describe('a display name', () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['is itself', 'Ada', ['Ada']],
    ['of two words is one term', 'Ada Lovelace', ['Ada Lovelace']],
    ['loses emoji', '🐉Ada🔥 Lovelace✨', ['Ada Lovelace']],
    ['loses a family of joined emoji', 'Ada 👩‍👩‍👧', ['Ada']],
    ['loses ornament', '꧁★ Ada ★꧂', ['Ada']],
    ['loses underscores and the letters x around it', 'xX_Ada_Xx', ['Ada']],
    ['loses what stands in brackets', 'Ada (she/her) [AFK]', ['Ada']],
    ['is two where a bar divides it', 'Bert | Thorin Oakenshield', ['Bert', 'Thorin Oakenshield']],
    ['loses a year', 'ada1987', ['ada']],
    ['keeps a figure that is part of it', 'R2D2 unit', ['R2D2 unit']],
    ['is written in plain letters', '𝓐𝓭𝓪 Ｂｅｒｔ', ['Ada Bert']],
    ['keeps accents, apostrophes and hyphens', "Zoë O'Neil-Smith", ["Zoë O'Neil-Smith"]],
    ['keeps its vowel signs', 'प्रिया', ['प्रिया']],
    ['loses marks at its edges', "-'Ada'-", ['Ada']],
    ['is no word to expect with fewer than three letters', 'Al', []],
    ['may have two where each is a syllable or a word', '太郎', ['太郎']],
    ['is none without letters', '1234 🐉 ___', []],
    ['is none when it is empty', '', []],
    ['is none when it is longer than an engine takes', 'Abc '.repeat(20), []],
    ['loses control characters and line breaks', 'Ada\u0000\nLovelace\u202e', ['Ada Lovelace']],
  ]
  test.each(rows)('%s', (_, name, expected) => {
    expect(namesOf(name)).toEqual(expected)
  })
})

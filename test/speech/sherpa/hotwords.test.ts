import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { hotwordsOf, letteringOf, piecesOf, vocabularyOf } from '../../../src/speech/sherpa/hotwords.ts'
import { withAssets } from '../../support/assets.ts'

describe('key terms become hotwords', () => {
  test.each([
    ['in capitals, each once and in order', ['Zelda', 'Abigail', 'zelda'], ['ABIGAIL', 'ZELDA']],
    ['without marks that the model cannot write', ['Zoë Müller', 'Łukasz'], ['UKASZ', 'ZOE MULLER']],
    ['with their apostrophes', ['O’Brien', "D'Arcy"], ["D'ARCY", "O'BRIEN"]],
    ['without digits and signs', ['GPT-4o mini!', 'R2D2'], ['GPT O MINI']],
    ['unless little is left of them', ['Al', '42', '日本語', ''], []],
  ])('%s', (_, terms, words) => {
    expect(hotwordsOf(terms, 'capitals')).toEqual(words)
  })

  test('in the letters of the model', () => {
    expect(hotwordsOf(['Abigail'], 'small')).toEqual(['abigail'])
    expect(hotwordsOf(['Abigail'], 'both')).toEqual(['Abigail'])
  })

  test('a hundred of them, the most important', () => {
    const terms = Array.from(
      { length: 120 },
      (_, at) => `Word${'abcdefghij'[at % 10]}${'abcdefghijkl'[Math.floor(at / 10)]}`,
    )
    const words = hotwordsOf(terms, 'small')
    expect(words).toHaveLength(100)
    expect(words).not.toContain(terms.at(-1)?.toLowerCase())
  })
})

describe('the pieces of a model', () => {
  const TOKENS = '<blk> 0\n<sos/eos> 1\n<unk> 2\nS 3\n▁THE 4\n▁ 5\n'

  test('are read from its tokens', () => {
    expect(piecesOf(TOKENS)).toEqual(['<blk>', '<sos/eos>', '<unk>', 'S', '▁THE', '▁'])
  })

  test.each([
    ['capitals', TOKENS],
    ['small', '<blk> 0\n<unk> 1\n▁the 2\n'],
    ['both', '<blk> 0\n▁The 1\ns 2\n'],
  ])('tell that it writes %s', (lettering, tokens) => {
    expect(letteringOf(piecesOf(tokens))).toBe(lettering)
  })

  test('make a vocabulary in which earlier pieces are likelier', () => {
    expect(vocabularyOf(piecesOf(TOKENS))).toBe('<blk>\t0\n<sos/eos>\t0\n<unk>\t0\nS\t0\n▁THE\t-1\n▁\t-2\n')
  })

  withAssets('make the vocabulary that was measured', async ({ models }) => {
    const folder = join(models, 'zipformer-en-3.3m')
    const tokens = await readFile(join(folder, 'tokens.txt'), 'utf8')
    expect(vocabularyOf(piecesOf(tokens))).toBe(await readFile(join(folder, 'bpe.vocab'), 'utf8'))
  })
})

/** More would make others be heard where they were not said. */
const MOST_TERMS = 100
/** A term of fewer letters is a piece of too many words. */
const FEWEST_LETTERS = 3

/** The letters that a model writes, as its list of tokens shows. */
export type Lettering = 'capitals' | 'small' | 'both'

/** The pieces of words that a model writes: its `tokens.txt`, a piece and its number in each line. */
export function piecesOf(tokens: string): readonly string[] {
  return tokens
    .split('\n')
    .map((line) => line.slice(0, line.lastIndexOf(' ')))
    .filter((piece) => piece !== '')
}

/**
 * A vocabulary for sentencepiece made from the order of the pieces, which is that of their merging: the earlier, the
 * likelier. It cut the names of the measured clips as the model's own did.
 */
export function vocabularyOf(pieces: readonly string[]): string {
  const first = pieces.findIndex((piece) => !isMark(piece))
  return pieces.map((piece, at) => `${piece}\t${isMark(piece) ? 0 : first - at}\n`).join('')
}

export function letteringOf(pieces: readonly string[]): Lettering {
  const written = pieces.filter((piece) => !isMark(piece)).join('')
  if (!/\p{Ll}/u.test(written)) return 'capitals'
  return /\p{Lu}/u.test(written) ? 'both' : 'small'
}

/**
 * Key terms in the letters of the model, each once and in a fixed order, so that two lists of the same words are the
 * same list. What the model could not write is left out.
 */
export function hotwordsOf(terms: readonly string[], lettering: Lettering): readonly string[] {
  const written = terms.slice(0, MOST_TERMS).flatMap((term) => {
    const plain = term
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[’`]/g, "'")
      .replace(/[^A-Za-z']+/g, ' ')
      .trim()
    if (plain.replace(/[^A-Za-z]/g, '').length < FEWEST_LETTERS) return []
    return [lettered(plain, lettering)]
  })
  return [...new Set(written)].sort()
}

function lettered(text: string, lettering: Lettering): string {
  if (lettering === 'both') return text
  return lettering === 'capitals' ? text.toUpperCase() : text.toLowerCase()
}

const isMark = (piece: string): boolean => /^<.+>$/.test(piece)

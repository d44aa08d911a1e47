/**
 * The words of the tone language: lower case, easily read, and none found inside another, so that a line in a text
 * channel can be searched for one. 64 of them: a chord has three voices with four tones each.
 */
export const VOCABULARY: readonly string[] = [
  ...['anchor', 'apple', 'badger', 'basket', 'beacon', 'bottle', 'branch', 'bridge'],
  ...['butter', 'candle', 'carpet', 'castle', 'cherry', 'cloud', 'copper', 'cradle'],
  ...['desert', 'dragon', 'eagle', 'engine', 'falcon', 'feather', 'forest', 'garden'],
  ...['ginger', 'guitar', 'hammer', 'harbour', 'honey', 'island', 'jacket', 'jungle'],
  ...['kettle', 'ladder', 'lantern', 'lemon', 'magnet', 'marble', 'meadow', 'mirror'],
  ...['needle', 'orange', 'otter', 'paddle', 'pepper', 'pillow', 'planet', 'rabbit'],
  ...['river', 'rocket', 'saddle', 'silver', 'spider', 'temple', 'thunder', 'tunnel'],
  ...['again', 'always', 'maybe', 'please', 'soon', 'thanks', 'today', 'tonight'],
]

/** After one of these the sandbox's speech server is sure that a turn is over; its people end most lines with one. */
export const CLOSING_WORDS: ReadonlySet<string> = new Set(VOCABULARY.slice(-8))

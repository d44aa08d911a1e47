/** A word as it is compared: lower case, letters and digits only. Empty when it holds none. */
export function plainWord(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** The words of a text as they are compared; a hyphen or a dash parts two words. */
export function plainWords(text: string): string[] {
  return text
    .split(/[\s\p{Pd}]+/u)
    .map(plainWord)
    .filter((word) => word !== '')
}

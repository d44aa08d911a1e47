/** What a language needs so that sentences with figures and lists come right in it. */
export interface Grammar {
  /**
   * The form that goes with a count, with the count put in place of `#`: `count(2, { one: '# turn', other: '# turns' })`.
   * The forms are those of Unicode's plural rules; what a language does not tell apart is left out.
   */
  count(n: number, forms: Forms): string
  /** "a, b and c". */
  list(items: readonly string[]): string
  /** "a, b or c". */
  either(items: readonly string[]): string
  /** As the language writes figures: `1,234.5`. */
  figure(n: number): string
}

export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

/** @param locale as Unicode names it: `de`, `pt-BR`. */
export function grammar(locale: string): Grammar {
  const rules = new Intl.PluralRules(locale)
  const figures = new Intl.NumberFormat(locale)
  const and = new Intl.ListFormat(locale, { type: 'conjunction' })
  const or = new Intl.ListFormat(locale, { type: 'disjunction' })
  return {
    count: (n, forms) => (forms[rules.select(n)] ?? forms.other).replaceAll('#', figures.format(n)),
    list: (items) => and.format(items),
    either: (items) => or.format(items),
    figure: (n) => figures.format(n),
  }
}

/** How a language writes a figure with its unit: `#` stands for the figure. */
export interface Units {
  readonly hours: string
  readonly minutes: string
  readonly seconds: string
  /** What parts them. */
  readonly between: string
}

export interface Measures {
  /** In whole seconds, from an hour on in minutes: "12 s", "2 min 5 s", "1 h 2 min". */
  duration(ms: number): string
  /** How long something was, to the tenth of a second where it was short: "0.4 s", "1 min 5 s", "1 h 2 min". */
  length(ms: number): string
  /** "0.02 USD". */
  money(amount: number, currency: string): string
  /** The figure of it alone: "0.02". */
  amount(amount: number): string
}

/** @param locale as Unicode names it: `de`, `pt-BR`. */
export function measuresIn(locale: string, { hours, minutes, seconds, between }: Units): Measures {
  const figures = new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 1 })
  const amounts = new Intl.NumberFormat(locale, {
    useGrouping: false,
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })
  const written = (figure: number, unit: string): string => unit.replace('#', figures.format(figure))
  const joined = (...parts: readonly string[]): string => parts.join(between)
  return {
    duration(ms) {
      const whole = Math.round(ms / 1_000)
      const [h, min, s] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
      return joined(
        ...(h > 0 ? [written(h, hours)] : []),
        ...(min > 0 ? [written(min, minutes)] : []),
        ...(h === 0 ? [written(s, seconds)] : []),
      )
    },
    length(ms) {
      if (ms < 9_950) return written(Number((ms / 1_000).toFixed(1)), seconds)
      const whole = Math.round(ms / 1_000)
      if (whole < 60) return written(whole, seconds)
      const min = Math.floor(whole / 60)
      return min < 60
        ? joined(written(min, minutes), written(whole % 60, seconds))
        : joined(written(Math.floor(min / 60), hours), written(min % 60, minutes))
    },
    money: (amount, currency) => `${amounts.format(amount)} ${currency}`,
    amount: (amount) => amounts.format(amount),
  }
}

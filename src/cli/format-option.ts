import { InvalidArgumentError, Option } from 'commander'

/** `--format`, once for each or several with commas between them; each once in the order they were named. */
export const formatOption = (formats: readonly string[], fallback: readonly string[]): Option =>
  new Option('-f, --format <name>', `${formats.join(', ')}; several with commas, or the option several times`)
    .default(fallback, fallback.join(','))
    .argParser((text, before: readonly string[]) => {
      const wanted = text.split(',').map((name) => name.trim().toLowerCase())
      const unknown = wanted.find((name) => !formats.includes(name))
      if (unknown !== undefined) throw new InvalidArgumentError(`Choose from ${formats.join(', ')}.`)
      return [...new Set([...(before === fallback ? [] : before), ...wanted])]
    })

/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string
  readonly rest: string
}

export interface Stage {
  readonly image: string
  readonly name: string
  readonly steps: readonly Instruction[]
}

/** The stages of a Dockerfile (docs.docker.com/reference/dockerfile): as much of its language as ours uses. */
export function stagesOf(text: string): readonly Stage[] {
  const stages: { image: string; name: string; steps: Instruction[] }[] = []
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
  for (const line of lines.split('\n')) {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    const from = name === 'FROM' ? /^(\S+) AS (\S+)$/.exec(rest) : null
    if (from !== null) stages.push({ image: from[1] ?? '', name: from[2] ?? '', steps: [] })
    else if (name === '') throw new Error(`no instruction: ${line}`)
    else stages.at(-1)?.steps.push({ name, rest })
  }
  return stages
}

/** `["a", "b"]`, the form in which no shell stands between a container and its program. */
export function execForm(rest: string): readonly string[] {
  const parsed: unknown = JSON.parse(rest.slice(rest.indexOf('[')))
  if (!Array.isArray(parsed)) throw new Error(`no list: ${rest}`)
  return parsed.map(String)
}

export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const pairs = stage.steps
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ rest }) => rest.split(' '))
    .map((pair) => pair.split('='))
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]))
}

/** What `COPY` takes and where it goes; `from` is another stage, or null for what the builder was sent. */
export function copyOf({ rest }: Instruction) {
  const [, from = null, places = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? []
  const paths = places.split(' ')
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' }
}

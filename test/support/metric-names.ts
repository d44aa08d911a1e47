/** What Prometheus' query language has beside the names of metrics. */
const WORDS = new Set([
  ...['sum', 'min', 'max', 'avg', 'count', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right'],
  ...[
    'rate',
    'irate',
    'increase',
    'changes',
    'delta',
    'absent',
    'histogram_quantile',
    'label_values',
    'time',
  ],
  ...['or', 'and', 'unless', 'bool', 'offset'],
])
/** Prometheus makes this one itself, for everything that it scrapes. */
const MADE_BY_PROMETHEUS = new Set(['up'])

/** The metrics that an expression reads. Throws for a function that is not known here. */
export function metricNames(expression: string): readonly string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '')
  for (const [, called = ''] of bare.matchAll(/([a-zA-Z_]\w*)\s*\(/g))
    if (!WORDS.has(called)) throw new Error(`no function that is known: ${called}`)
  const names = bare.match(/[a-zA-Z_:][\w:]*/g) ?? []
  return names.filter((name) => !WORDS.has(name) && !MADE_BY_PROMETHEUS.has(name))
}

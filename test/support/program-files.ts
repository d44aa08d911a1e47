import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** What a file of ours loads when it runs; types alone are gone by then. */
function loadedBy(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s(?!type\b)[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function closure(entry: string): { readonly files: Set<string>; readonly packages: Set<string> } {
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (files.has(file)) return
    files.add(file)
    for (const name of loadedBy(file)) {
      if (name.startsWith('.')) visit(normalize(join(dirname(file), name)))
      else if (!name.startsWith('node:')) packages.add(packageOf(name))
    }
  }
  visit(entry)
  return { files, packages }
}

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

/** Every file that a program is made of, from its first one on. */
export const programFiles = (entry: string): readonly string[] => [...closure(entry).files]

/** Every package that it loads. */
export const programPackages = (entry: string): readonly string[] => [...closure(entry).packages]

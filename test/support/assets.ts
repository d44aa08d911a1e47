import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@jest/globals'

export interface Assets {
  /** Holds `zipformer-en-3.3m/`. */
  readonly models: string
  /** Holds 16 kHz sound files and `clips.tsv`: file, reference, origin. */
  readonly audio: string
}

/**
 * Speech models and human speech, which are too large and not ours to keep in the repository: `HANSARD_TEST_ASSETS`
 * names a folder with `models/` and `audio/`. Null where there is none.
 */
export function assets(): Assets | null {
  const folder = process.env['HANSARD_TEST_ASSETS']
  if (folder === undefined || folder === '') return null
  const found = { models: join(folder, 'models'), audio: join(folder, 'audio') }
  return existsSync(found.models) && existsSync(found.audio) ? found : null
}

/** A test that needs the assets; without them it is skipped, and says so. */
export function withAssets(
  name: string,
  run: (assets: Assets) => Promise<void> | void,
  limitMs = 30_000,
): void {
  const found = assets()
  if (found !== null) {
    test(name, () => run(found), limitMs)
    return
  }
  process.stderr.write(`SKIPPED: ${name} (HANSARD_TEST_ASSETS names no folder with models/ and audio/)\n`)
  test.skip(name, () => {})
}

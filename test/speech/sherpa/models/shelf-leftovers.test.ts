import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { systemClock } from '../../../../src/base/clock.ts'
import { ModelShelf } from '../../../../src/speech/sherpa/models/model-shelf.ts'
import { GOOD } from './archives.ts'
import { ReleaseServer } from './release-server.ts'
import { SMALL } from './small-model.ts'

let folder: string
let server: ReleaseServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hansard-shelf-'))
  server = await ReleaseServer.start(GOOD)
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

test('an archive that was left beside its model, by one that died in between, goes with the next fetch', async () => {
  const shelf = new ModelShelf({
    folder,
    clock: systemClock,
    claim: () => ({ release: () => {} }),
    releases: server.address,
    catalogue: [SMALL],
  })
  const fetched = { signal: new AbortController().signal, onStep: () => {} }
  const model = await shelf.fetch(SMALL, fetched)
  await writeFile(`${model}.tar.bz2`, GOOD)
  expect(await shelf.fetch(SMALL, fetched)).toBe(model)
  expect(existsSync(`${model}.tar.bz2`)).toBe(false)
  expect(await readdir(folder)).toEqual([SMALL.name])
  expect(server.requests).toHaveLength(1)
})

import { resolve } from 'node:path'
import { createLog } from '../base/log.ts'
import { proveAddon } from '../speech/sherpa/addon.ts'
import { DEFAULT_MODEL } from '../speech/sherpa/catalogue.ts'
import { createSherpaEngine } from '../speech/sherpa/engine.ts'
import { findModel } from '../speech/sherpa/model.ts'
import { fetchModel, type ModelSurroundings, openShelf } from './model-command.ts'

/**
 * The folder of a model that works on this machine: the one that is named, else where the bot would find one, else it
 * is fetched there. Rejects with an EngineError of one sentence where none can be had, before anything is fetched if
 * none could be run.
 */
export async function modelFolder(
  named: string | undefined,
  surroundings: ModelSurroundings,
): Promise<string> {
  await proveAddon(surroundings.clock)
  const folder = await folderOf(named, surroundings)
  await proveModel(folder, surroundings)
  return folder
}

async function folderOf(named: string | undefined, surroundings: ModelSurroundings): Promise<string> {
  if (named !== undefined) return resolve(surroundings.folder, named)
  const shelf = openShelf(surroundings)
  const isThere = await findModel({ folder: shelf.folder, byDefault: true }).then(
    () => true,
    () => false,
  )
  if (!isThere) await fetchModel(shelf, DEFAULT_MODEL, surroundings)
  return resolve(shelf.folder)
}

/** Loads it once, as the bot will. */
async function proveModel(folder: string, { clock, signal }: ModelSurroundings): Promise<void> {
  const engine = createSherpaEngine({ modelDir: folder, processes: 1 }, { clock, log: createLog('silent') })
  const giveUp = (): void => void engine.close()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    signal.throwIfAborted()
    await engine.check()
  } finally {
    signal.removeEventListener('abort', giveUp)
    await engine.close()
  }
}

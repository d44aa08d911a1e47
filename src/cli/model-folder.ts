import { resolve } from 'node:path'
import { DEFAULT_MODEL } from '../speech/sherpa/catalogue.ts'
import { findModel } from '../speech/sherpa/model.ts'
import { fetchModel, type ModelSurroundings, openShelf } from './model-command.ts'

/**
 * The folder of a model: the one that is named, else where the bot would find one, else it is fetched there. Rejects
 * with an EngineError of one sentence where none can be had.
 */
export async function modelFolder(
  named: string | undefined,
  surroundings: ModelSurroundings,
): Promise<string> {
  if (named !== undefined) {
    const folder = resolve(surroundings.folder, named)
    await findModel(folder)
    return folder
  }
  const shelf = openShelf(surroundings)
  const isThere = await findModel({ folder: shelf.folder, byDefault: true }).then(
    () => true,
    () => false,
  )
  if (!isThere) await fetchModel(shelf, DEFAULT_MODEL, surroundings)
  return resolve(shelf.folder)
}

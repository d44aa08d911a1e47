import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { ConfigError, StoreError } from '../base/errors.ts'
import { settings } from '../config/settings.ts'
import { CATALOGUE, DEFAULT_MODEL, MOBILE, type PublishedModel } from '../speech/sherpa/catalogue.ts'
import { type Claim, ModelShelf, type Standing } from '../speech/sherpa/models/model-shelf.ts'
import { megabytes, modelTrouble } from '../speech/sherpa/models/model-trouble.ts'
import { FolderLock } from '../storage/folder-lock.ts'
import { ModelProgress } from './model-progress.ts'
import { type Output, type Surroundings, say } from './surroundings.ts'

/** What the tool touches of the process that it runs in. */
export type ModelSurroundings = Omit<Surroundings, 'input'>

interface ModelOptions {
  readonly list?: true
  readonly remove?: true
  readonly to?: string
}

const AFTER = `
Models lie in SPEECH_MODEL_DIR, or else in the folder models of DATA_DIR, and the bot finds them there. A download that
was broken off goes on where it was. What is fetched is proven by its SHA-256 before it is used.

  $ npm run model                          Fetch the default model, ${DEFAULT_MODEL}
  $ npm run model -- --list                What is there, and what could be
  $ npm run model kroko-en                 Fetch another
  $ npm run model -- --remove kroko-en     Remove it`

/** `model`: fetches, lists and removes the models of the local engine. */
export function modelCommand(
  surroundings: ModelSurroundings,
  catalogue: readonly PublishedModel[] = CATALOGUE,
): Command {
  return new Command('model')
    .description('Fetch a speech model for the local engine, which costs nothing and sends no sound away.')
    .argument('[name]', `one of ${catalogue.map(({ name }) => name).join(', ')}`)
    .option('-l, --list', 'show the models, and which of them are there')
    .option('-r, --remove', 'remove it instead')
    .option('--to <folder>', 'keep models there')
    .addHelpText('after', AFTER)
    .action(async (name: string | undefined, options: ModelOptions) => {
      const shelf = openShelf(surroundings, { catalogue, to: options.to })
      if (options.list) await list(shelf, surroundings.out)
      else if (options.remove) await remove(shelf, name ?? DEFAULT_MODEL, surroundings.out)
      else await fetchModel(shelf, name ?? DEFAULT_MODEL, surroundings)
    })
}

/** The folder in which models are kept: the one that is named, else SPEECH_MODEL_DIR, else in DATA_DIR. */
export function openShelf(
  { environment, folder, clock }: Pick<ModelSurroundings, 'environment' | 'folder' | 'clock'>,
  {
    catalogue,
    to,
  }: { readonly catalogue?: readonly PublishedModel[]; readonly to?: string | undefined } = {},
): ModelShelf {
  const releases = settings.speechModelUrl.parse(
    environment[settings.speechModelUrl.name]?.trim() || RELEASES,
  )
  if ('problem' in releases) throw new ConfigError([`${settings.speechModelUrl.name} ${releases.problem}`])
  const chosen = environment[settings.speechModelDir.name]?.trim()
  const dataDir = environment[settings.dataDir.name]?.trim() || (settings.dataDir.fallback ?? '')
  return new ModelShelf({
    folder: to === undefined ? chosen || join(dataDir, 'models') : resolve(folder, to),
    clock,
    claim,
    releases: releases.value,
    ...(catalogue === undefined ? {} : { catalogue }),
  })
}

const RELEASES = settings.speechModelUrl.fallback ?? ''

function claim(folder: string): Claim | null {
  try {
    return FolderLock.take(folder)
  } catch (error) {
    if (error instanceof StoreError && error.trouble === 'locked') return null
    throw error
  }
}

/** Fetches a model, with a word on what it is; rejects with an EngineError of one sentence. */
export async function fetchModel(
  shelf: ModelShelf,
  name: string,
  { out, errors, signal }: ModelSurroundings,
): Promise<void> {
  const model = shelf.named(name)
  if ((await shelf.standing(model)).kind === 'whole') {
    say(out, `${model.name} is here already, whole and proven.`)
    return
  }
  await shelf.provePlace()
  say(out, `${model.name}: ${model.about}. ${megabytes(model.archive.bytes)}, licence: ${model.licence}.`)
  for (const note of [...notesOf(model), UNTRIED]) say(out, note)
  const progress = new ModelProgress(errors)
  try {
    await shelf.fetch(model, { signal, onStep: (step) => progress.show(step) })
  } finally {
    progress.end()
  }
  say(out, `${model.name} is here now, whole and proven. The engine "sherpa" finds it in ${shelf.folder}.`)
}

async function remove(shelf: ModelShelf, name: string, out: Output): Promise<void> {
  const model = shelf.named(name)
  await shelf.remove(model)
  say(out, `${model.name} was removed.`)
}

async function list(shelf: ModelShelf, out: Output): Promise<void> {
  if (await shelf.isOneModel()) say(out, modelTrouble.holdsAModel(shelf.folder).message)
  else say(out, `Models in ${shelf.folder}:`)
  for (const { model, standing } of await shelf.list()) {
    say(out, `\n${model.name} (${standingText(standing, model)})`)
    say(out, `  ${model.about}`)
    say(
      out,
      `  language ${model.language}; ${megabytes(model.archive.bytes)} to fetch; licence: ${model.licence}`,
    )
    for (const note of notesOf(model)) say(out, `  ${note}`)
  }
  say(out, `\n${NONE_TRIED}`)
}

function standingText(standing: Standing, model: PublishedModel): string {
  switch (standing.kind) {
    case 'whole':
      return standing.name === model.name ? 'here' : `here as ${standing.name}`
    case 'damaged':
      return `damaged: ${standing.why}`
    case 'begun':
      return `${megabytes(standing.bytes)} of it are here`
    case 'absent':
      return 'not here'
  }
}

const UNTRIED = 'These very files were not tried with Hansard yet: see how it does for you.'
const NONE_TRIED = `What would be fetched was not tried with Hansard file by file: ${DEFAULT_MODEL} was measured as ${MOBILE}, the others were not.`

function notesOf({ cased, hotwords, oneWordWrongIn }: PublishedModel): readonly string[] {
  return [
    cased ? 'Writes capitals and small letters itself.' : 'Writes no punctuation.',
    hotwords ? 'Can listen for key terms.' : 'Cannot listen for key terms.',
    ...(oneWordWrongIn === null ? [] : [`About 1 word in ${oneWordWrongIn} is wrong.`]),
  ]
}

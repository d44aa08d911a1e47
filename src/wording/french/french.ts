import type { Words } from '../words.ts'
import { answers } from './answers.ts'
import { commands } from './commands.ts'
import { consent } from './consent.ts'
import { exports } from './exports.ts'
import { files } from './files.ts'
import { measures } from './measures.ts'
import { places } from './places.ts'
import { posts } from './posts.ts'
import { session } from './session.ts'
import { settings } from './settings.ts'
import { speech } from './speech.ts'
import { spending } from './spending.ts'
import { status } from './status.ts'
import { store } from './store.ts'
import { voice } from './voice.ts'

export const french: Words = {
  locale: 'fr',
  answers,
  commands,
  consent,
  exports,
  files,
  measures,
  places,
  posts,
  session,
  settings,
  speech,
  spending,
  status,
  store,
  voice,
}

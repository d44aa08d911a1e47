import { allWords, wordsOf } from '../../wording/catalogue.ts'
import type { Words } from '../../wording/words.ts'
import type { GuildSettings } from './guild-settings.ts'

/** The words in which a guild is written to: in the language it has chosen, else in that of its Discord locale. */
export const wordsFor = ({ wording }: Pick<GuildSettings, 'wording'>, locale: string): Words =>
  allWords.find((words) => words.locale === wording) ?? wordsOf(locale)

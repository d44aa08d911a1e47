import { measuresIn } from '../measures.ts'
import type { Words } from '../words.ts'

export const measures: Words['measures'] = measuresIn('fr', {
  hours: '# h',
  minutes: '# min',
  seconds: '# s',
  between: ' ',
})

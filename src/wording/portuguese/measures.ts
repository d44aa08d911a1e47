import { measuresIn } from '../measures.ts'
import type { Words } from '../words.ts'

export const measures: Words['measures'] = measuresIn('pt-BR', {
  hours: '# h',
  minutes: '# min',
  seconds: '# s',
  between: ' ',
})

import { measuresIn } from '../measures.ts'
import type { Words } from '../words.ts'

export const measures: Words['measures'] = measuresIn('ja', {
  hours: '#時間',
  minutes: '#分',
  seconds: '#秒',
  between: '',
})

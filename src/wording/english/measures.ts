import { measuresIn } from '../measures.ts'

/** Durations and money. */
export const measures = measuresIn('en-GB', {
  hours: '# h',
  minutes: '# min',
  seconds: '# s',
  between: ' ',
})

import { parse } from '@plussub/srt-vtt-parser'
import * as v from 'valibot'

const Parsed = v.object({
  entries: v.array(v.object({ id: v.string(), from: v.number(), to: v.number(), text: v.string() })),
})

/** The cues that somebody else's parser finds in a SubRip or WebVTT file; times in ms. */
export const parsedSubtitles = (file: string) => v.parse(Parsed, parse(file)).entries

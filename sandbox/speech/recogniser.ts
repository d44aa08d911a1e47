/** What a recogniser tells, in order of `atMs`: how much audio it had taken when it knew. Times are ms of audio. */
export type Heard =
  /** Something that may become a word has begun to sound. */
  | { readonly kind: 'onset'; readonly startMs: number; readonly atMs: number }
  /** It has ended, and was this word. */
  | {
      readonly kind: 'word'
      readonly text: string
      readonly startMs: number
      readonly endMs: number
      readonly atMs: number
    }
  /** It has ended, and was none. */
  | { readonly kind: 'nothing'; readonly atMs: number }

/** Turns one session's audio into words. Every `onset` is followed by its `word` or `nothing`. */
export interface Recogniser {
  /** Takes the next mono s16le sound, in pieces of any length (whole samples). */
  push(pcm: Buffer): readonly Heard[]
  /** No more sound comes: tells what a word in mid-sound amounts to. */
  flush(): readonly Heard[]
}

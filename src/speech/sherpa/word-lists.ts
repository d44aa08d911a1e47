import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { NativeMaker, NativeRecogniser } from './native-recogniser.ts'

/** Lists of words that recognisers are kept for: each is a recogniser of its own, of 15 MB. */
const MOST_LISTS = 6

/**
 * A recogniser for each list of words that ears listen for. The native side takes the words when a recogniser is
 * made, and not for a stream, so ears with the same words share one. The list that was not wanted for longest goes
 * when another comes.
 */
export class WordLists {
  readonly #maker: Pick<NativeMaker, 'hotwords' | 'make'>
  readonly #plain: NativeRecogniser
  /** By their words; the one that was wanted last is the last. */
  readonly #lists = new Map<string, NativeRecogniser>()

  constructor(maker: Pick<NativeMaker, 'hotwords' | 'make'>, plain: NativeRecogniser) {
    this.#maker = maker
    this.#plain = plain
  }

  /**
   * The recogniser that listens for these terms, with one user more; one that listens for none where they cannot be
   * had, since words are worth more than which words.
   */
  take(terms: readonly string[]): NativeRecogniser {
    const found = this.#find(this.#maker.hotwords(terms))
    found.users += 1
    return found
  }

  #find(words: readonly string[]): NativeRecogniser {
    if (words.length === 0) return this.#plain
    const key = words.join('\n')
    const known = this.#lists.get(key)
    this.#lists.delete(key)
    if (known === undefined && !this.#makeRoom()) return this.#plain
    const list = known ?? this.#made(words)
    if (list !== this.#plain) this.#lists.set(key, list)
    return list
  }

  #made(words: readonly string[]): NativeRecogniser {
    try {
      return this.#maker.make(words)
    } catch {
      return this.#plain
    }
  }

  /** False where every list is in use. */
  #makeRoom(): boolean {
    if (this.#lists.size < MOST_LISTS) return true
    for (const [key, list] of this.#lists) {
      if (list.users > 0) continue
      this.#lists.delete(key)
      collectGarbage()
      return true
    }
    return false
  }
}

/**
 * The native memory of a recogniser is freed when its handle is collected, and V8, which sees only the handle, is in
 * no hurry: 30 lists one after the other took 430 MB.
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}

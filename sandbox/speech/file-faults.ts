/** What a request of the file API is about. */
export type FileAct = 'upload' | 'create' | 'get' | 'delete'

/** How one request goes wrong. */
export type FileFault =
  /** It is not done, and this is answered; the body is `{"error": …}` unless given. */
  | {
      readonly do: 'answer'
      readonly status: number
      readonly error?: string
      readonly body?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The TCP connection is destroyed: `early` before anything is read or done, `late` when all is done but said. */
  | { readonly do: 'cut'; readonly when: 'early' | 'late' }
  /** Nothing is answered, ever: `early` before anything is read or done, `late` when all is done. */
  | { readonly do: 'hang'; readonly when: 'early' | 'late' }

/** How one job goes. An empty plan is one that is being processed when first asked about, and then done. */
export interface JobPlan {
  /** What is told, question by question, before it is done. */
  readonly states?: readonly ('queued' | 'processing')[]
  /** It stays so for ever. */
  readonly stuck?: 'queued' | 'processing'
  /** It fails with this text. */
  readonly error?: string
  /** Fields of the transcript that are told otherwise. */
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Plans what goes wrong with files, for requests and jobs from now on. */
export class FileFaults {
  readonly #next = new Map<FileAct, (FileFault | null)[]>()
  readonly #always = new Map<FileAct, FileFault>()
  readonly #jobs: JobPlan[] = []

  /** The next `count` requests of this kind go so; null: well. */
  next(act: FileAct, fault: FileFault | null, count = 1): void {
    const planned = this.#next.get(act) ?? []
    this.#next.set(act, [...planned, ...Array<FileFault | null>(count).fill(fault)])
  }

  /** Every request of this kind goes so, unless `next` says otherwise. */
  always(act: FileAct, fault: FileFault): void {
    this.#always.set(act, fault)
  }

  /** The next job goes so. */
  nextJob(plan: JobPlan): void {
    this.#jobs.push(plan)
  }

  /** Back to good health. */
  clear(): void {
    this.#next.clear()
    this.#always.clear()
    this.#jobs.length = 0
  }

  take(act: FileAct): FileFault | null {
    const planned = this.#next.get(act)?.shift()
    return planned === undefined ? (this.#always.get(act) ?? null) : planned
  }

  takeJob(): JobPlan {
    return this.#jobs.shift() ?? {}
  }
}

import type { SpeakerId } from '../../../src/base/ids.ts'
import { withoutVoice } from '../../../src/session/record/unwanted-words.ts'
import type {
  LineId,
  Outbox,
  OutgoingPost,
  PendingPost,
  PostPart,
  UnpostedLine,
} from '../../../src/session/store.ts'
import type { FinalTurn, Gap } from '../../../src/transcript/turn.ts'

type Line = { readonly kind: 'turn'; readonly turn: FinalTurn } | { readonly kind: 'gap'; readonly gap: Gap }
type PostState = 'pending' | 'posted' | 'refused' | 'withdrawn'

interface Row extends PendingPost {
  state: PostState
  message: string | null
}

/** An outbox that outlives its sink, and the lines of the record that belong to it. */
export class MemoryOutbox implements Outbox {
  readonly rows: Row[] = []
  readonly #lines = new Map<LineId, Line>()
  #last = 0

  addTurn(turn: FinalTurn): LineId {
    return this.#add({ kind: 'turn', turn })
  }

  addGap(gap: Gap): LineId {
    return this.#add({ kind: 'gap', gap })
  }

  states(): PostState[] {
    return this.rows.map(({ state }) => state)
  }

  async begin(post: OutgoingPost, at: number): Promise<number> {
    const id = this.rows.length + 1
    const parts = post.parts.map((part) => ({ ...part, speaker: this.#speakerOf(part.line) }))
    this.rows.push({ ...post, parts, id, at, sent: null, state: 'pending', message: null })
    return id
  }

  /** What is pending or not posted of this person's words is not to be posted. */
  drop(speaker: SpeakerId): void {
    for (const row of this.rows) if (row.state === 'pending') Object.assign(row, withoutVoice(row, speaker))
    const kept = this.rows.flatMap(({ parts }) => parts.map(({ line }) => line))
    for (const line of [...this.#lines.keys()])
      if (this.#speakerOf(line) === speaker && !kept.includes(line)) this.#lines.delete(line)
  }

  async posted(id: number, message: string): Promise<void> {
    Object.assign(this.#row(id), { state: 'posted', message })
  }

  async refused(id: number): Promise<void> {
    this.#row(id).state = 'refused'
  }

  async withdrawn(id: number): Promise<void> {
    this.#row(id).state = 'withdrawn'
  }

  async pending(): Promise<readonly PendingPost[]> {
    return this.rows.filter(({ state }) => state === 'pending')
  }

  async shown(most: number): Promise<readonly string[]> {
    return this.rows
      .flatMap(({ state, message }) => (state === 'posted' && message ? [message] : []))
      .slice(-most)
  }

  async unposted(): Promise<readonly UnpostedLine[]> {
    const kept = this.rows.filter(({ state }) => state !== 'withdrawn').flatMap(({ parts }) => parts)
    const open = [...this.#lines].flatMap(([line, what]) => {
      const doneTo = endOf(kept.filter((part) => part.line === line))
      return doneTo === Number.MAX_SAFE_INTEGER ? [] : [{ line, doneTo, ...what }]
    })
    return open.sort((a, b) => startOf(a) - startOf(b))
  }

  #add(line: Line): LineId {
    this.#last += 1
    const id = this.#last
    this.#lines.set(id, line)
    return id
  }

  #speakerOf(id: LineId): SpeakerId | null {
    const line = this.#lines.get(id)
    return line?.kind === 'turn' ? line.turn.speaker.id : null
  }

  #row(id: number): Row {
    const row = this.rows[id - 1]
    if (row === undefined) throw new Error('there is no such post')
    return row
  }
}

const endOf = (parts: readonly PostPart[]): number => Math.max(0, ...parts.map(({ to }) => to))
const startOf = (line: Line): number => (line.kind === 'turn' ? line.turn : line.gap).startMs

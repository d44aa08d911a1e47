/** One way to listen, measured against the others. */
export interface Contender {
  readonly name: string
  /** The user id that the speakers' packets are to be sent to. */
  readonly listener: string
  /** Listens from now on. */
  begin(): void
  /** Does nothing from now on. */
  end(): void
  /** Packets worked through so far, or collected. */
  packets(): number
  /** For one that only collects while it listens: the work itself, which is then what is measured. */
  rest?(): void
}

import { type Clock, within } from '../../base/clock.ts'
import { UserError } from '../../base/errors.ts'
import type { CaptionSink, OpenSink, Shut, SinkRequest } from '../ports.ts'

/** How long opening a channel may take: what nobody can read is still being paid for. */
const OPEN_MS = 20_000

export interface SinkOpeningOptions {
  readonly openSink: OpenSink
  readonly request: Omit<SinkRequest, 'shut'>
  readonly clock: Clock
}

/** A sink that is being opened: in time or not at all. It may be shut before anybody knows it. */
export class SinkOpening {
  /** Rejects with a UserError where the bot may not post, or where that is not known in time. */
  readonly sink: Promise<CaptionSink>
  #told: ((why: Shut) => void) | null = null
  #shut: Shut | null = null

  constructor({ openSink, request, clock }: SinkOpeningOptions) {
    const opening = openSink({ ...request, shut: (why) => this.#onShut(why) })
    let late = false
    // A sink that comes too late belongs to nobody.
    void opening.then(
      (sink) => late && sink.close(),
      () => {},
    )
    this.sink = within(clock, OPEN_MS, opening, () => {
      late = true
      throw new UserError(({ session }) => session.target.silent(`<#${request.channel}>`))
    })
  }

  /** Tells from now on that the sink is shut; within the call, if it is already. */
  onShut(told: (why: Shut) => void): void {
    this.#told = told
    if (this.#shut !== null) told(this.#shut)
  }

  #onShut(why: Shut): void {
    if (this.#told === null) this.#shut ??= why
    else this.#told(why)
  }
}

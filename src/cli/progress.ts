import cliProgress, { type GenericFormatter } from 'cli-progress'
import { clippedToWidth } from '../transcript/text-width.ts'
import type { Output } from './surroundings.ts'

/** How far something is, as a share of it (0 to 1) where that is known, and in words. */
export interface Stage {
  readonly share: number | null
  readonly words: string
}

const LABEL_COLUMNS = 24
const BAR_COLUMNS = 30

/** A line of a terminal that shows how far long work is, and goes when it is done; nothing elsewhere. */
export class Progress {
  readonly #bar: cliProgress.SingleBar
  #stage: Stage

  constructor(output: Output, label: string, begin: Stage) {
    this.#stage = begin
    this.#bar = new cliProgress.SingleBar({
      stream: output,
      format: this.#line(clippedToWidth(label, LABEL_COLUMNS)),
      barsize: BAR_COLUMNS,
      fps: 5,
      hideCursor: true,
      clearOnComplete: true,
      // Whoever shows it ends it, also at a signal.
      gracefulExit: false,
    })
    this.#bar.start(1, begin.share ?? 0)
  }

  show(stage: Stage): void {
    this.#stage = stage
    this.#bar.update(stage.share ?? 0)
  }

  /** Twice is fine. */
  end(): void {
    this.#bar.stop()
  }

  #line(label: string): GenericFormatter {
    return (options, { progress }) => {
      const { share, words } = this.#stage
      if (share === null) return `${label}  ${words}`
      const percent = String(Math.floor(progress * 100)).padStart(3)
      return `${label} [${cliProgress.Format.BarFormat(progress, options)}] ${percent} %  ${words}`
    }
  }
}

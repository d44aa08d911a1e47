import type { SessionMs, SpeakerId } from '../base/ids.ts'
import type { Speaker } from '../transcript/turn.ts'
import { Attendance } from './attendance.ts'
import { Announcer, type AnnouncerOptions } from './consent/announcer.ts'
import type { Occasion } from './consent/consent-notice.ts'
import type { RecordWriter } from './record/record-writer.ts'
import type { Unheard } from './speaker/speaker-roll.ts'

export interface RoomPeopleOptions extends AnnouncerOptions {
  /** Who was in the room when the run before this one last looked. */
  readonly here: readonly Speaker[]
  readonly writer: Pick<RecordWriter, 'presence'>
}

/** The people in a session's room: who they are, which of them are heard, and that those are told of it. */
export class RoomPeople {
  readonly #options: RoomPeopleOptions
  readonly #attendance: Attendance
  readonly #announcer: Announcer

  constructor(options: RoomPeopleOptions) {
    this.#options = options
    this.#attendance = new Attendance(options.here)
    this.#announcer = new Announcer(options)
  }

  /** Tells all who are in the room; rejects with a UserError where that cannot be. Nobody is to be heard before. */
  announce(people: readonly Speaker[], occasion: Occasion): Promise<void> {
    return this.#announcer.begin(people, occasion)
  }

  /** An earlier run told those who were there, and it holds. */
  goOn(): void {
    this.#announcer.goOn(this.#options.here.map(({ id }) => id))
  }

  /** Who came was there already: nothing happens. */
  came(speaker: Speaker): void {
    if (!this.#attendance.came(speaker)) return
    this.#announcer.came(speaker)
    this.#options.writer.presence({ speaker, kind: 'joined', atMs: this.#nowMs })
  }

  left(id: SpeakerId): void {
    const speaker = this.#attendance.went(id)
    if (speaker) this.#options.writer.presence({ speaker, kind: 'left', atMs: this.#nowMs })
    this.#announcer.left(id)
  }

  /** Bots do not count. */
  get count(): number {
    return this.#attendance.here.filter(({ bot }) => !bot).length
  }

  /** Those in the room who are not among these. */
  missing(people: readonly Speaker[]): readonly SpeakerId[] {
    const there = new Set(people.map(({ id }) => id))
    return this.#attendance.here.map(({ id }) => id).filter((id) => !there.has(id))
  }

  /** Whether somebody, in the room or not, wants to be heard, and was told or can be. */
  hears(speaker: Speaker): boolean {
    return this.#options.consent.hears(speaker) && !this.#announcer.isOutOfReach(speaker.id)
  }

  /** Those of these who are in the room and heard. */
  heardAmong(speakers: readonly Speaker[]): readonly Speaker[] {
    const here = new Set(this.#attendance.here.map(({ id }) => id))
    return speakers.filter((speaker) => here.has(speaker.id) && this.hears(speaker))
  }

  /** Those in the room whom nobody is to hear. */
  get unheard(): readonly Unheard[] {
    return this.#attendance.here.flatMap((speaker): Unheard[] => {
      const standing = this.#options.consent.standing(speaker)
      if (standing === 'opted-out' || standing === 'unasked') return [{ speaker, state: standing }]
      return standing === 'heard' && !this.hears(speaker) ? [{ speaker, state: 'untold' }] : []
    })
  }

  /** Another rule of the guild holds from now on, or text is kept for longer: all are told. */
  termsChanged(): void {
    this.#announcer.changed(this.#attendance.here)
  }

  /** To be called at every beat of the session: tells those who came. */
  tick(): void {
    this.#announcer.tick()
  }

  get #nowMs(): SessionMs {
    return this.#options.nowMs()
  }
}

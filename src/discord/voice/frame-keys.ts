import type { VoiceConnection } from '@discordjs/voice'

/** DAVE's name for sound; the package has it as a `const enum`, which type stripping cannot read. */
const AUDIO = 0
const DAVE_MARK = 0xfa
/** An 8-byte tag, the nonce, the size of this supplement and the marker (two bytes). */
const LEAST_SUPPLEMENT_BYTES = 12

/**
 * Why a frame is not open: there are no keys for anything yet, or those that are there do not fit it.
 */
export type Closed = 'no keys' | 'refused'

/** A frame with whose key opened it. */
export interface Owned {
  readonly userId: string
  readonly payload: Buffer
}

/**
 * The end-to-end encryption of one connection, as far as receiving goes. It asks davey's session itself and not the
 * library's wrapper around it: that counts failures over all speakers in one counter, which a healthy speaker keeps
 * clearing for a deaf one, and after 37 in a row throws the keys away or destroys whoever is at hand. It also gives
 * frames out sealed while the voice socket resumes.
 */
export class FrameKeys {
  readonly #connection: VoiceConnection

  constructor(connection: VoiceConnection) {
    this.#connection = connection
  }

  /** The Opus packet in this person's frame, or why there is none. */
  open(userId: string, frame: Buffer): Buffer | Closed {
    const dave = this.#dave
    // Silence frames are never sealed (DAVE protocol, "Silence Packets").
    if (isSilence(frame)) return frame
    if (dave === undefined) return looksSealed(frame) ? 'no keys' : frame
    const { session, protocolVersion } = dave
    if (session === undefined) return protocolVersion === 0 || !looksSealed(frame) ? frame : 'no keys'
    if (!session.ready) return looksSealed(frame) ? 'no keys' : frame
    if (protocolVersion === 0 && !looksSealed(frame) && !session.canPassthrough(userId)) return frame
    try {
      return session.decrypt(userId, AUDIO, frame)
    } catch {
      // davey throws for nothing but a frame that it cannot open: it came from outside, and is the caller's to count.
      return 'refused'
    }
  }

  /**
   * Whose key opens this sealed frame, among all who are in the call, with what was in it. A key that does not fit
   * does no harm; the one that fits has opened the frame for good, as each nonce is taken only once.
   */
  ownerOf(frame: Buffer): Owned | null {
    const session = this.#dave?.session
    if (!session?.ready || !looksSealed(frame)) return null
    for (const userId of this.#connection.receiver.connectionData.connectedClients ?? []) {
      try {
        return { userId, payload: session.decrypt(userId, AUDIO, frame) }
      } catch {
        // Not theirs.
      }
    }
    return null
  }

  /** Whether keys are on their way: then frames that stay shut are nobody's fault. */
  get arriving(): boolean {
    const dave = this.#dave
    return dave?.session !== undefined && (!dave.session.ready || dave.reinitializing)
  }

  /** Throws all keys away and asks the voice server to be let in anew, as after a commit that made no sense (op 31). */
  renew(): void {
    const dave = this.#dave
    if (dave?.session !== undefined && dave.protocolVersion > 0)
      dave.recoverFromInvalidTransition(dave.lastTransitionId ?? 0)
  }

  get #dave() {
    const { state } = this.#connection
    if (!('networking' in state)) return undefined
    const networking = state.networking.state
    return 'dave' in networking ? networking.dave : undefined
  }
}

/** Whether a frame ends as DAVE's do: a tag, a nonce, the size of both with what follows, and FA FA ("Payload Format"). */
export function looksSealed(frame: Buffer): boolean {
  const { length } = frame
  if (length < LEAST_SUPPLEMENT_BYTES || frame[length - 1] !== DAVE_MARK || frame[length - 2] !== DAVE_MARK)
    return false
  const supplement = frame[length - 3] ?? 0
  return supplement >= LEAST_SUPPLEMENT_BYTES && supplement < length
}

/** What a Discord client sends five times when its person stops talking. */
export const isSilence = (frame: Buffer): boolean =>
  frame.length === 3 && frame[0] === 0xf8 && frame[1] === 0xff && frame[2] === 0xfe

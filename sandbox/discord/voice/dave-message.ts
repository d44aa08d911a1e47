/** What the voice server says about end-to-end encryption, to sockets and to simulated people alike (opcodes of DAVE 1). */
export type DaveMessage =
  /** Get ready for this protocol version; transition 0 is carried out at once. */
  | { readonly op: 21; readonly transitionId: number; readonly protocolVersion: number }
  /** Carry out the transition: senders switch keys. */
  | { readonly op: 22; readonly transitionId: number }
  /** Epoch 1 means: forget the group, send a new key package. */
  | { readonly op: 24; readonly epoch: number; readonly protocolVersion: number }
  /** The external sender. */
  | { readonly op: 25; readonly payload: Buffer }
  /** Proposals to commit to. */
  | { readonly op: 27; readonly payload: Buffer }
  /** The commit that won. */
  | { readonly op: 29; readonly transitionId: number; readonly commit: Buffer }
  /** The receiver is in: its part of the Welcome. */
  | { readonly op: 30; readonly transitionId: number; readonly welcome: Buffer }

/** One who takes part in a call's encryption. */
export interface DaveMember {
  readonly userId: string
  deliver(message: DaveMessage): void
}

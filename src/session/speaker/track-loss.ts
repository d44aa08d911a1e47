import type { GapCause } from '../../speech/engine.ts'

/** What kept somebody's speech from becoming text: the engine, or the network on the way from their mouth. */
export type TrackLoss = GapCause | 'network'

/** Nothing was lost so far, in ms of session time. */
export const noLoss = (): Record<TrackLoss, number> => ({
  'engine-unavailable': 0,
  'engine-overloaded': 0,
  'buffer-overflow': 0,
  network: 0,
})

import { type SpeakerId, speakerId } from '../base/ids.ts'

/** Who starts what starts by itself: nobody, so that nobody is told of its troubles in private. */
export const AUTO_STARTER: SpeakerId = speakerId('0')

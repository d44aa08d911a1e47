import type { SessionMeter } from '../session/session-meters.ts'

interface Figure {
  readonly name: string
  readonly help: string
  readonly meter: SessionMeter
  /** From the meter's unit to the figure's. */
  readonly scale?: number
}

/** What sessions count, as it is shown: one counter each. */
export const SESSION_FIGURES: readonly Figure[] = [
  { name: 'packets_received', meter: 'received', help: 'Datagrams that came over the voice UDP sockets.' },
  {
    name: 'packets_refused',
    meter: 'refused',
    help: 'Left as they came, since their speaker is not to be heard.',
  },
  { name: 'packets_opened', meter: 'opened', help: 'Packets opened and handed on to a speaker.' },
  {
    name: 'packets_opened_late',
    meter: 'openedLate',
    help: 'Of those, the ones opened while the voice socket was away.',
  },
  { name: 'packets_lost', meter: 'lost', help: 'Missing from the RTP sequence, and given up.' },
  { name: 'packets_late', meter: 'late', help: 'Came after they had been given up.' },
  { name: 'packets_duplicated', meter: 'duplicated', help: 'Came a second time.' },
  { name: 'packets_sealed', meter: 'sealed', help: 'Dropped, since there was no DAVE key at all yet.' },
  {
    name: 'packets_unopened',
    meter: 'unopened',
    help: 'Dropped, since the transport tag or the DAVE key did not fit.',
  },
  { name: 'packets_undecodable', meter: 'undecodable', help: 'Opened, but refused by libopus.' },
  { name: 'packets_empty', meter: 'empty', help: 'Nothing but padding.' },
  { name: 'packets_runt', meter: 'runts', help: 'Too short for RTP.' },
  { name: 'packets_foreign', meter: 'foreign', help: 'Not RTP with Opus: RTCP, video.' },
  {
    name: 'packets_excess',
    meter: 'excess',
    help: 'Dropped, since they came faster than real time for long.',
  },
  {
    name: 'packets_unknown_ssrc',
    meter: 'unnamedHeld',
    help: 'Came before Discord had said whose stream it is, and were kept.',
  },
  {
    name: 'packets_unknown_ssrc_released',
    meter: 'unnamedReleased',
    help: 'Of those, the ones handed on when the speaker was known.',
  },
  {
    name: 'packets_unknown_ssrc_dropped',
    meter: 'unnamedDropped',
    help: 'Of those, the ones dropped since nobody was named in time.',
  },
  {
    name: 'timed_decodes',
    meter: 'timedDecodes',
    help: 'Packets whose decoding was timed: one in 64.',
  },
  {
    name: 'timed_decode_seconds',
    meter: 'timedDecodeMs',
    scale: 1e-3,
    help: 'What decoding them took; divided by their number, what decoding a packet takes.',
  },
  { name: 'turns', meter: 'turns', help: 'Finished turns of speech.' },
  { name: 'words', meter: 'words', help: 'Words in them.' },
  {
    name: 'turns_late',
    meter: 'linesLate',
    help: 'Turns and gaps that were told after others which began later.',
  },
  { name: 'lines_unkept', meter: 'linesUnkept', help: 'Lines that were shown and are not in the journal.' },
  { name: 'gaps', meter: 'gaps', help: 'Stretches of speech lost to recognition, and shown as gaps.' },
  { name: 'spoken_seconds', meter: 'spokenMs', scale: 1e-3, help: 'Sound in which somebody spoke.' },
  {
    name: 'speech_connections',
    meter: 'connections',
    help: 'Sessions opened with a speech service.',
  },
]

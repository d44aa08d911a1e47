import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { SessionMeter, SessionMeters } from '../session/session-meters.ts'
import type { EngineCost } from '../session/spend/spend.ts'
import type { SpeakerState } from '../session/status.ts'

/** Where the figures come from; asked when somebody scrapes, so that counting costs the packets' way nothing. */
export interface MetricSources {
  /** What all sessions have counted since the program began. */
  readonly meters: () => SessionMeters
  readonly sessions: () => number
  readonly openStreams: () => number
  /** How many speakers are in each state. */
  readonly speakers: () => ReadonlyMap<SpeakerState, number>
  readonly posts: () => { readonly captions: number; readonly panels: number }
  readonly problems: () => number
  /** What was used of each engine since the program began. */
  readonly costs: () => readonly EngineCost[]
  /** What all guilds have cost in this UTC day and month. */
  readonly spent: () => Readonly<Record<'day' | 'month', { readonly cost: number }>>
}

interface Figure {
  readonly name: string
  readonly help: string
  readonly meter: SessionMeter
  /** From the meter's unit to the figure's. */
  readonly scale?: number
}

const FIGURES: readonly Figure[] = [
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
  { name: 'gaps', meter: 'gaps', help: 'Stretches of speech lost to recognition, and shown as gaps.' },
  { name: 'spoken_seconds', meter: 'spokenMs', scale: 1e-3, help: 'Sound in which somebody spoke.' },
  {
    name: 'speech_connections',
    meter: 'connections',
    help: 'Sessions opened with a speech service.',
  },
]

const HEALS = ['resubscribe', 'decoder', 'rejoin'] as const
const STATES = ['hearing', 'silent', 'encrypted', 'behind', 'opted-out', 'unasked', 'lost'] as const
const PREFIX = 'hansard_'

/** Everything Prometheus can scrape: what was counted, and the process's own figures. No label names a person. */
export function createMetrics(sources: MetricSources): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const { name, help, meter, scale = 1 } of FIGURES) {
    counter(register, { name, help }, () => sources.meters().of(meter) * scale)
  }
  heals(register, sources)
  speakers(register, sources)
  costs(register, sources)
  counter(
    register,
    { name: 'posts', help: 'Messages with captions that Discord took.' },
    () => sources.posts().captions,
  )
  counter(
    register,
    { name: 'panel_requests', help: 'Status panels made and edited.' },
    () => sources.posts().panels,
  )
  gauge(register, { name: 'sessions', help: 'Sessions that listen.' }, sources.sessions)
  gauge(
    register,
    { name: 'speech_streams_open', help: 'Speakers whose speech is being recognised.' },
    sources.openStreams,
  )
  gauge(
    register,
    { name: 'health_problems', help: 'What makes /healthz red; 0 is healthy.' },
    sources.problems,
  )
  return register
}

interface Named {
  readonly name: string
  readonly help: string
}

function counter(register: Registry, { name, help }: Named, read: () => number): void {
  new Counter({
    name: `${PREFIX}${name}_total`,
    help,
    registers: [register],
    collect() {
      // The count itself lives elsewhere; this one is only its picture.
      this.reset()
      this.inc(read())
    },
  })
}

function gauge(register: Registry, { name, help }: Named, read: () => number): void {
  new Gauge({
    name: `${PREFIX}${name}`,
    help,
    registers: [register],
    collect() {
      this.set(read())
    },
  })
}

function heals(register: Registry, { meters }: MetricSources): void {
  new Counter({
    name: `${PREFIX}heals_total`,
    help: 'What was done to hear somebody again, by step.',
    labelNames: ['step'],
    registers: [register],
    collect() {
      this.reset()
      const counts = meters()
      for (const step of HEALS) this.inc({ step }, counts.of(`heal-${step}`))
    },
  })
}

function speakers(register: Registry, sources: MetricSources): void {
  new Gauge({
    name: `${PREFIX}speakers`,
    help: 'Speakers in sessions that listen, by state.',
    labelNames: ['state'],
    registers: [register],
    collect() {
      const counts = sources.speakers()
      for (const state of STATES) this.set({ state }, counts.get(state) ?? 0)
    },
  })
}

function costs(register: Registry, sources: MetricSources): void {
  const byEngine = (name: string, help: string, read: (cost: EngineCost) => number) =>
    new Counter({
      name: `${PREFIX}${name}_total`,
      help,
      labelNames: ['engine'],
      registers: [register],
      collect() {
        this.reset()
        for (const cost of sources.costs()) this.inc({ engine: cost.engine }, read(cost))
      },
    })
  byEngine(
    'speech_billed_seconds',
    'What a speech service bills for: time in which a session with it was open.',
    ({ billedMs }) => billedMs / 1000,
  )
  byEngine('speech_cost', 'What that costs, in the currency of SPEECH_PRICE_PER_HOUR.', ({ cost }) => cost)
  new Gauge({
    name: `${PREFIX}spent`,
    help: 'What all servers have cost in this UTC day and month, also before the program began.',
    labelNames: ['period'],
    registers: [register],
    collect() {
      const spent = sources.spent()
      for (const period of ['day', 'month'] as const) this.set({ period }, spent[period].cost)
    },
  })
}

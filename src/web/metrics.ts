import { collectDefaultMetrics, Registry } from 'prom-client'
import type { StoreTrouble } from '../base/errors.ts'
import { type LossCause, type SessionMeters, TRACK_LOSSES } from '../session/session-meters.ts'
import type { EngineCost } from '../session/spend/spend.ts'
import type { SpeakerState } from '../session/status.ts'
import type { EngineTraffic } from '../speech/engine.ts'
import { counter, gauge, histogramText, labelled } from './picture.ts'
import type { PostCounts } from './post-counts.ts'
import { SESSION_FIGURES } from './session-figures.ts'

/** An engine as machines are to know it. */
export interface EngineSigns {
  readonly name: string
  /** Sessions have found it to be down. */
  readonly down: boolean
  /** Null: it makes no connections. */
  readonly traffic: EngineTraffic | null
}

/** Where the figures come from; asked when somebody scrapes, so that counting costs the packets' way nothing. */
export interface MetricSources {
  /** What all sessions have counted since the program began. */
  readonly meters: () => SessionMeters
  readonly sessions: () => number
  readonly openStreams: () => number
  /** How many speakers are in each state. */
  readonly speakers: () => ReadonlyMap<SpeakerState, number>
  readonly posts: () => PostCounts
  /** What waits to be posted. */
  readonly waiting: () => number
  readonly ready: () => boolean
  readonly problems: () => number
  /** Speakers who should be heard and are not, for longer than healing takes. */
  readonly deaf: () => number
  readonly engines: () => readonly EngineSigns[]
  /** What was used of each engine since the program began. */
  readonly costs: () => readonly EngineCost[]
  /** What all guilds have cost in this UTC day and month. */
  readonly spent: () => Readonly<Record<'day' | 'month', { readonly cost: number }>>
  readonly capsReached: () => { readonly guilds: number; readonly total: boolean }
  readonly storeFailures: () => ReadonlyMap<StoreTrouble, number>
  readonly storeTrouble: () => StoreTrouble | null
}

const HEALS = ['resubscribe', 'decoder', 'rejoin'] as const
const STATES = ['hearing', 'silent', 'encrypted', 'behind', 'opted-out', 'unasked', 'lost'] as const
const LOSSES: readonly LossCause[] = [...TRACK_LOSSES, 'voice']
const TROUBLES: readonly StoreTrouble[] = ['full', 'read-only', 'locked', 'broken']

export interface Metrics {
  readonly contentType: string
  /** As of now, in Prometheus' text format. */
  text(): Promise<string>
}

/** Everything Prometheus can scrape: what was counted, and the process's own figures. No label names a person. */
export function createMetrics(sources: MetricSources): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const { name, help, meter, scale = 1 } of SESSION_FIGURES) {
    counter(register, { name, help }, () => sources.meters().of(meter) * scale)
  }
  hearing(register, sources)
  recognition(register, sources)
  posting(register, sources)
  spending(register, sources)
  store(register, sources)
  return {
    contentType: register.contentType,
    text: async () => [await register.metrics(), ...times(sources)].join('\n'),
  }
}

/** How long things take, stage by stage. */
const times = ({ meters, posts }: MetricSources): readonly string[] => [
  histogramText(
    {
      name: 'packet_to_wire_seconds',
      help: 'From the arrival of the packet that fills a chunk of 50 ms until the chunk was handed to a live speech stream; one chunk in 8 is timed.',
    },
    meters().wire,
  ),
  histogramText(
    {
      name: 'release_hold_seconds',
      help: 'How long finished turns wait, in the order of speech, for somebody who began before them.',
    },
    meters().hold,
  ),
  histogramText(
    {
      name: 'release_to_accepted_seconds',
      help: 'From the release of a line until Discord has accepted the message that holds its end.',
    },
    posts().times,
  ),
]

function hearing(register: Registry, sources: MetricSources): void {
  labelled(register, 'counter', {
    name: 'heals',
    help: 'What was done to hear somebody again, by step.',
    label: 'step',
    read: () => HEALS.map((step) => [step, sources.meters().of(`heal-${step}`)]),
  })
  labelled(register, 'gauge', {
    name: 'speakers',
    help: 'Speakers in sessions that listen, by state.',
    label: 'state',
    read: () => {
      const counts = sources.speakers()
      return STATES.map((state) => [state, counts.get(state) ?? 0])
    },
  })
  gauge(
    register,
    { name: 'deaf_speakers', help: 'Speakers who should be heard and are not, for more than 10 s.' },
    sources.deaf,
  )
  labelled(register, 'counter', {
    name: 'lost_seconds',
    help: 'Speech that did not become text, and stands in the transcript as gaps, by cause.',
    label: 'cause',
    read: () => LOSSES.map((cause) => [cause, sources.meters().of(`lostMs-${cause}`) / 1000]),
  })
  gauge(register, { name: 'sessions', help: 'Sessions that listen.' }, sources.sessions)
  gauge(
    register,
    { name: 'ready', help: '1: logged in, connected and taking commands, as /readyz says; 0: not.' },
    () => Number(sources.ready()),
  )
  gauge(
    register,
    { name: 'health_problems', help: 'What makes /healthz red; 0 is healthy.' },
    sources.problems,
  )
}

function recognition(register: Registry, sources: MetricSources): void {
  gauge(
    register,
    { name: 'speech_streams_open', help: 'Speakers whose speech is being recognised.' },
    sources.openStreams,
  )
  const ofEngines = (name: string, help: string, read: (engine: EngineSigns) => number) =>
    labelled(register, 'gauge', {
      name,
      help,
      label: 'engine',
      read: () => sources.engines().map((engine) => [engine.name, read(engine)]),
    })
  ofEngines('engine_down', '1: sessions have found this engine to be down.', ({ down }) => Number(down))
  ofEngines(
    'engine_refused',
    '1: the service refuses the key, the account or a setting for good.',
    (engine) => Number(engine.traffic?.refused ?? false),
  )
  ofEngines(
    'speech_connections_open',
    'Connections to the service that are open, and billed, now.',
    ({ traffic }) => traffic?.open ?? 0,
  )
  ofEngines(
    'speech_openings_waiting',
    'Streams that wait for leave to open a connection: a limit of the account, or a key that is being proved.',
    ({ traffic }) => traffic?.waiting ?? 0,
  )
  const counted = (name: string, help: string, read: (traffic: EngineTraffic) => number) =>
    labelled(register, 'counter', {
      name,
      help,
      label: 'engine',
      read: () => sources.engines().map(({ name, traffic }) => [name, traffic === null ? 0 : read(traffic)]),
    })
  counted(
    'speech_openings',
    'Connections asked of the service, tests of the key among them.',
    ({ asked }) => asked,
  )
  counted('speech_sessions_begun', 'Of those, the ones in which a session began.', ({ begun }) => begun)
  labelled(register, 'counter', {
    name: 'speech_losses',
    help: 'Connections that ended unasked, by reason: each is followed by another one, if the service takes us at all.',
    label: 'reason',
    read: () => lossesOf(sources.engines()),
  })
}

/** Those that are looked for first are there from the beginning, so that a first one shows as a rise. */
function lossesOf(engines: readonly EngineSigns[]): readonly (readonly [string, number])[] {
  const sums = new Map([
    ['closed-3007', 0],
    ['closed-3009', 0],
    ['http-429', 0],
    ['network', 0],
  ])
  for (const { traffic } of engines)
    for (const [reason, count] of traffic?.losses ?? []) sums.set(reason, (sums.get(reason) ?? 0) + count)
  return [...sums]
}

function posting(register: Registry, { posts, waiting }: MetricSources): void {
  const figures: readonly (readonly [string, string, () => number])[] = [
    ['posts', 'Messages with captions that Discord took.', () => posts().captions],
    ['panel_requests', 'Status panels made and edited.', () => posts().panels],
    ['post_retries', 'Captions that were tried again.', () => posts().retries],
    [
      'posts_rate_limited',
      'Captions that had to wait since there were too many (429).',
      () => posts().limited,
    ],
    ['posts_refused', 'Captions that Discord did not take as they were.', () => posts().refused],
    ['posts_in_doubt', 'Captions of which nobody can know whether they are shown.', () => posts().lost],
    ['posts_unkept', 'Captions that did not reach the outbox, since the store failed.', () => posts().unkept],
  ]
  for (const [name, help, read] of figures) counter(register, { name, help }, read)
  gauge(register, { name: 'posts_waiting', help: 'What waits to be posted, or is on its way.' }, waiting)
}

function spending(register: Registry, sources: MetricSources): void {
  const ofEngines = (name: string, help: string, read: (cost: EngineCost) => number) =>
    labelled(register, 'counter', {
      name,
      help,
      label: 'engine',
      read: () => sources.costs().map((cost) => [cost.engine, read(cost)]),
    })
  ofEngines(
    'speech_billed_seconds',
    'What a speech service bills for: time in which a session with it was open.',
    ({ billedMs }) => billedMs / 1000,
  )
  ofEngines('speech_cost', 'What that costs, in the currency of SPEECH_PRICE_PER_HOUR.', ({ cost }) => cost)
  labelled(register, 'gauge', {
    name: 'spent',
    help: 'What all servers have cost in this UTC day and month, also before the program began.',
    label: 'period',
    read: () => (['day', 'month'] as const).map((period) => [period, sources.spent()[period].cost]),
  })
  labelled(register, 'gauge', {
    name: 'caps_reached',
    help: 'Spending caps that are used up now: of how many servers, and (0 or 1) of all together.',
    label: 'scope',
    read: () => {
      const { guilds, total } = sources.capsReached()
      return [
        ['server', guilds],
        ['total', Number(total)],
      ]
    },
  })
}

function store(register: Registry, sources: MetricSources): void {
  labelled(register, 'counter', {
    name: 'store_errors',
    help: 'What the store could not write or read, by trouble.',
    label: 'trouble',
    read: () => TROUBLES.map((trouble) => [trouble, sources.storeFailures().get(trouble) ?? 0]),
  })
  labelled(register, 'gauge', {
    name: 'store_trouble',
    help: '1: what is said now may not be kept, for this trouble.',
    label: 'trouble',
    read: () => TROUBLES.map((trouble) => [trouble, Number(sources.storeTrouble() === trouble)]),
  })
}

import { describe, test } from '@jest/globals'
import {
  abort,
  begin,
  endTurn,
  fault,
  finish,
  greeted,
  heartbeat,
  lost,
  opened,
  play,
  type Row,
  redialled,
  roll,
  silence,
  sound,
  start,
  termination,
  tick,
  turn,
} from '../../../support/dialogue-rows.ts'

const rows: readonly Row[] = [
  { name: 'silence opens no session', steps: [[0, silence(0, 500), []]], wakeAt: null },
  {
    name: 'the first sound opens a session, and what came before its Begin is sent after it, at no more than 1.25 times real time',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [900, sound(50, 950), []],
      [1000, [opened(1), sound(950, 1000)].flat(), []],
      [1200, begin(1), ['live', 'sound 0-500']],
      [1239, tick, []],
      [1240, tick, ['sound 500-550']],
      [1640, tick, ['sound 550-1000']],
      [1700, sound(1000, 1050), ['sound 1000-1050']],
    ],
    // Two minutes before three hours are over.
    wakeAt: 1200 + 10_680_000,
  },
  {
    name: 'a turn is told while it is open, then its formatted copy is final; a third copy says nothing',
    awaitsCopy: true,
    steps: [
      ...start,
      [500, turn(1, 0, 'open', [roll]), ['open 0: roll (100-400)']],
      [800, turn(1, 0, 'over', [['roll', 100, 420]]), ['open 0: roll (100-420)']],
      [900, turn(1, 0, 'formatted', [['Roll.', 100, 420]]), ['final 0: Roll. (100-420)']],
      [950, turn(1, 0, 'formatted', [['Roll!', 100, 420]]), []],
    ],
  },
  {
    name: 'a formatted copy that never comes is not waited for longer than 2 s, and is dropped when it comes later',
    awaitsCopy: true,
    steps: [
      ...start,
      [800, turn(1, 0, 'over', [roll]), ['open 0: roll (100-400)']],
      [2799, tick, []],
      [2800, tick, ['final 0: roll (100-400)']],
      [2900, turn(1, 0, 'formatted', [['Roll.', 100, 400]]), []],
    ],
  },
  {
    name: 'a held turn is final when the next one begins',
    awaitsCopy: true,
    steps: [
      ...start,
      [800, turn(1, 0, 'over', [roll]), ['open 0: roll (100-400)']],
      [900, turn(1, 1, 'open', [['for', 450, 500]]), ['final 0: roll (100-400)', 'open 1: for (450-500)']],
    ],
  },
  {
    name: 'a held turn is final when the socket is lost, and is not told again',
    awaitsCopy: true,
    steps: [
      ...start,
      [800, turn(1, 0, 'over', [['roll', 100, 500]]), ['open 0: roll (100-500)']],
      [900, lost(1, 1006), ['final 0: roll (100-500)']],
      [5000, tick, []],
    ],
    wakeAt: null,
  },
  {
    name: 'with a model that tells each end once, an unformatted end is final',
    steps: [...start, [800, turn(1, 0, 'over', [roll]), ['final 0: roll (100-400)']]],
  },
  {
    name: 'a turn that ends without words is dropped, and withdrawn if it was shown',
    steps: [
      ...start,
      [500, turn(1, 0, 'over', []), []],
      [600, turn(1, 1, 'open', [roll]), ['open 0: roll (100-400)']],
      [700, turn(1, 1, 'formatted', []), ['withdrawn 0']],
    ],
  },
  {
    name: 'word times after a pause in which nothing was sent are session times, also with a padded start',
    steps: [
      ...start,
      [800, turn(1, 0, 'over', [roll]), ['final 0: roll (100-400)']],
      [60_000, sound(60_000, 60_500), ['sound 60000-60500']],
      [60_900, turn(1, 1, 'over', [['dice', 0, 900]]), ['final 1: dice (60000-60400)']],
    ],
  },
  {
    name: 'a lost socket: its open turn is withdrawn, and told again by the replay under another key',
    steps: [
      ...start,
      [500, turn(1, 0, 'open', [roll]), ['open 0: roll (100-400)']],
      [600, sound(500, 550), ['sound 500-550']],
      [650, lost(1, 1006), ['withdrawn 0', 'waiting']],
      [700, sound(550, 600), []],
      // Half of 500 ms, with 0.5 for chance.
      [899, tick, []],
      ...redialled(2, [900, 1000], ['live', 'sound 0-500']),
      [1080, tick, ['sound 500-600']],
      [1200, turn(2, 0, 'over', [roll]), ['final 1: roll (100-400)']],
    ],
  },
  {
    name: 'a replay begins before the last word of the last final, and words told before are dropped by their end',
    steps: [
      ...start,
      [500, turn(1, 0, 'over', [roll]), ['final 0: roll (100-400)']],
      [600, sound(500, 800), ['sound 500-800']],
      [650, lost(1, 1006), ['waiting']],
      ...redialled(2, [900, 1000], ['live', 'sound 50-550']),
      [1200, tick, ['sound 550-800']],
      // The repeated word ends at 400 as before, the new one starts early by its padding: told by their ends.
      [1210, turn(2, 0, 'open', [['roll', 0, 350]]), []],
      [
        1300,
        turn(2, 0, 'over', [
          ['roll', 0, 350],
          ['again', 450, 650],
        ]),
        ['final 1: again (500-700)'],
      ],
    ],
  },
  {
    name: 'what a stale socket says late is ignored',
    steps: [
      ...start,
      [600, lost(1, 1006), ['waiting']],
      [850, tick, ['connect 2', 'connecting']],
      [860, [turn(1, 0, 'over', [roll]), lost(1, 1006), begin(1)], []],
    ],
  },
  {
    name: 'a socket lost while all was heard is opened again only by the next sound',
    steps: [
      ...start,
      [600, turn(1, 0, 'over', [['roll', 100, 500]]), ['final 0: roll (100-500)']],
      [700, silence(500, 600), ['sound 500-600']],
      [900, lost(1, 1006), []],
      [1000, silence(600, 700), []],
      [9000, sound(9000, 9050), ['connect 2', 'connecting']],
    ],
  },
  {
    name: 'the beginning of a word that lies before the padded end of the last one is not forgotten with the socket',
    steps: [
      ...start,
      [450, turn(1, 0, 'over', [['roll', 100, 500]]), ['final 0: roll (100-500)']],
      [500, lost(1, 1006), []],
      [550, sound(500, 550), ['connect 2', 'connecting']],
      [600, greeted(2), ['live', 'sound 50-550']],
    ],
  },
  {
    name: 'sound that brought no word is not replayed once a heartbeat has shown the server to be well',
    steps: [...start, [8000, heartbeat(1), []], [9000, lost(1, 1006), []]],
    wakeAt: null,
  },
  {
    name: 'sound that brought no word yet is replayed if the heartbeat came right after it',
    steps: [...start, [5000, heartbeat(1), []], [5100, lost(1, 1006), ['waiting']]],
  },
  {
    name: 'attempts are spaced by a back-off that doubles, and more where there are too many sessions',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [0, lost(1, { kind: 'network', code: 'ECONNREFUSED' }), ['waiting']],
      [250, tick, ['connect 2', 'connecting']],
      [250, lost(2, { kind: 'http', status: 503 }), ['waiting']],
      [749, tick, []],
      [750, tick, ['connect 3', 'connecting']],
      [
        750,
        [opened(3), fault(3, 1008, 'Too many concurrent sessions'), lost(3, 1008)],
        ['crowded', 'waiting'],
      ],
      [2749, tick, []],
      [2750, tick, ['connect 4', 'connecting']],
    ],
    wakeAt: 12_750,
  },
  {
    name: 'no upgrade in 10 s, and no Begin in 10 s after it, is a loss',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [9999, tick, []],
      [10_000, tick, ['close 0', 'waiting']],
      [10_250, tick, ['connect 2', 'connecting']],
      [15_000, opened(2), []],
      [24_999, tick, []],
      [25_000, tick, ['close 0', 'waiting']],
    ],
  },
  {
    name: 'sound beyond the bound is a gap, told in one piece when the session is live again',
    keepMs: 1000,
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [2000, sound(50, 2000), []],
      [2100, greeted(1), ['gap 0-1000 engine-unavailable', 'live', 'sound 1000-1500']],
    ],
  },
  {
    name: 'silence that was filled in behind lost sound is no part of the gap',
    keepMs: 1000,
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [2000, [sound(50, 1000), silence(1000, 1500)].flat(), []],
      [9000, sound(9000, 10_000), []],
      [9100, greeted(1), ['gap 0-1000 engine-unavailable', 'live', 'sound 9000-9500']],
    ],
  },
  {
    name: 'sent sound beyond the bound is a gap only if its socket is lost before its final',
    keepMs: 500,
    steps: [
      ...start,
      [600, sound(500, 600), ['sound 500-600']],
      [650, lost(1, 1006), ['waiting']],
      ...redialled(2, [900, 900], ['gap 0-100 engine-unavailable', 'live', 'sound 100-600']),
    ],
  },
  {
    name: 'sent sound that gives way while there is no socket is a gap',
    keepMs: 500,
    steps: [
      ...start,
      [650, lost(1, 1006), ['waiting']],
      [700, sound(500, 600), []],
      ...redialled(2, [900, 900], ['gap 0-100 engine-unavailable', 'live', 'sound 100-600']),
    ],
  },
  {
    name: 'sent sound that gave way is no gap when a heartbeat has shown that it held no words',
    keepMs: 500,
    steps: [
      ...start,
      [600, sound(500, 600), ['sound 500-600']],
      [9000, heartbeat(1), []],
      [9100, sound(9100, 9150), ['sound 9100-9150']],
      [9200, lost(1, 1006), ['waiting']],
      ...redialled(2, [9450, 9500], ['live', 'sound 9100-9150']),
    ],
  },
  {
    name: 'a refusal before the Begin ends the stream, with what was not heard as a gap',
    steps: [
      [0, sound(0, 500), ['connect 1', 'connecting']],
      [50, [opened(1), fault(1, 1008, 'Invalid API key')], []],
      [60, lost(1, 1008), ['refused 1008', 'gap 0-500 engine-unavailable', 'ended by 1008']],
      [70, [sound(500, 600), endTurn, finish(1000), abort, tick].flat(), []],
    ],
    wakeAt: null,
  },
  {
    name: 'a key revoked in mid-turn: what is known of the turn stands',
    steps: [
      ...start,
      [500, turn(1, 0, 'open', [['roll', 100, 450]]), ['open 0: roll (100-450)']],
      [600, sound(500, 1000), ['sound 500-1000']],
      [700, fault(1, 1008, 'Invalid API key'), []],
      // The close that should follow does not come.
      [
        1700,
        tick,
        [
          'close 0',
          'refused 1008',
          'cut 0: roll (100-450)',
          'gap 450-1000 engine-unavailable',
          'ended by 1008',
        ],
      ],
    ],
  },
  {
    name: 'the end of a long quiet by our own timeout: the next sound opens a new session',
    steps: [
      ...start,
      [600, turn(1, 0, 'over', [['roll', 100, 400]]), ['final 0: roll (100-400)']],
      [120_600, [fault(1, 3006, 'Session terminated due to inactivity'), lost(1, 3006)], []],
      [130_000, sound(130_000, 130_050), ['connect 2', 'connecting']],
    ],
  },
  {
    name: 'an expired session is followed by a new one, with what it had not answered',
    steps: [
      ...start,
      [40_000, sound(40_000, 40_050), ['sound 40000-40050']],
      [40_010, [fault(1, 3008, 'Session Expired'), lost(1, 3008)], ['waiting']],
      ...redialled(2, [40_260, 40_300], ['live', 'sound 0-500']),
    ],
  },
  {
    name: 'a fault of ours rebuilds the session once, not again',
    steps: [
      ...start,
      [600, [fault(1, 3007, 'Input Duration Error'), lost(1, 3007)], ['waiting']],
      ...redialled(2, [850, 900], ['live', 'sound 0-500']),
      [
        1000,
        [fault(2, 3007, 'Input Duration Error'), lost(2, 3007)],
        ['gap 0-500 engine-unavailable', 'ended by 3007'],
      ],
    ],
  },
  {
    name: 'heartbeats that stop coming are a loss; without any, quiet is no loss',
    steps: [
      ...start,
      [3_600_000, [tick, sound(3_600_000, 3_600_050)].flat(), ['sound 3600000-3600050']],
      [3_600_100, heartbeat(1), []],
      [3_617_599, tick, []],
      [3_617_600, tick, ['close 0', 'waiting']],
    ],
  },
  {
    name: 'pongs that stop coming are a loss',
    steps: [
      ...start,
      [15_000, { kind: 'pong', epoch: 1 }, []],
      [49_999, tick, []],
      [50_000, tick, ['close 0', 'waiting']],
    ],
  },
  {
    name: 'endTurn asks for the end of a turn that may be open, once',
    steps: [
      [0, endTurn, []],
      ...start,
      [600, endTurn, ['say ForceEndpoint']],
      [700, endTurn, []],
      [800, turn(1, 0, 'open', [roll]), ['open 0: roll (100-400)']],
      [900, endTurn, ['say ForceEndpoint']],
      [1000, turn(1, 0, 'over', [roll]), ['final 0: roll (100-400)']],
      [1100, [silence(500, 600), endTurn].flat(), ['sound 500-600']],
    ],
  },
  {
    name: 'endTurn keeps its place behind sound that waits, also in a replay',
    steps: [
      [0, [sound(0, 400), endTurn, sound(400, 500)].flat(), ['connect 1', 'connecting']],
      [100, greeted(1), ['live', 'sound 0-400', 'say ForceEndpoint', 'sound 400-500']],
      [200, lost(1, 1006), ['waiting']],
      ...redialled(2, [450, 500], ['live', 'sound 0-400', 'say ForceEndpoint', 'sound 400-500']),
    ],
  },
  { name: 'finish of an unused stream ends it', steps: [[0, finish(5000), ['ended']]], wakeAt: null },
  {
    name: 'finish sends what waits, says Terminate, and ends with the Termination, after the last final',
    awaitsCopy: true,
    steps: [
      [0, sound(0, 550), ['connect 1', 'connecting']],
      [0, greeted(1), ['live', 'sound 0-500']],
      [10, finish(10_000), []],
      [40, tick, ['sound 500-550', 'say Terminate']],
      [100, turn(1, 0, 'over', [roll]), ['open 0: roll (100-400)']],
      [100, turn(1, 1, 'over', []), ['final 0: roll (100-400)']],
      [110, termination(1), ['close 1000', 'ended']],
    ],
  },
  {
    name: 'finish while connecting waits for the session, tells it all and ends it',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [10, finish(10_000), []],
      [100, greeted(1), ['live', 'sound 0-50', 'say Terminate']],
      [200, turn(1, 0, 'over', [['roll', 0, 50]]), ['final 0: roll (0-50)']],
      [210, lost(1, 1000), ['ended']],
    ],
  },
  {
    name: 'a Termination that never comes is waited for 5 s',
    steps: [
      ...start,
      [500, turn(1, 0, 'over', [['roll', 100, 500]]), ['final 0: roll (100-500)']],
      [600, finish(20_000), ['say Terminate']],
      [5599, tick, []],
      [5600, tick, ['close 0', 'ended']],
    ],
  },
  {
    name: 'a server that does not answer Terminate is asked anew for what it left open; at the deadline, what is known stands',
    steps: [
      ...start,
      [500, turn(1, 0, 'open', [['roll', 100, 400]]), ['open 0: roll (100-400)']],
      [600, finish(8000), ['say Terminate']],
      [5600, tick, ['close 0', 'withdrawn 0', 'waiting']],
      ...redialled(2, [5850, 5900], ['live', 'sound 0-500', 'say Terminate']),
      [6000, turn(2, 0, 'open', [['roll', 100, 500]]), ['open 1: roll (100-500)']],
      [8000, tick, ['close 0', 'cut 1: roll (100-500)', 'ended']],
    ],
  },
  {
    name: 'a socket cut while it finishes is replaced, if time allows',
    steps: [
      ...start,
      [600, finish(10_000), ['say Terminate']],
      [700, lost(1, 1006), ['waiting']],
      ...redialled(2, [950, 1000], ['live', 'sound 0-500', 'say Terminate']),
      [1200, turn(2, 0, 'over', [roll]), ['final 0: roll (100-400)']],
      [1300, termination(2), ['close 1000', 'ended']],
    ],
  },
  {
    name: 'finish while waiting for the next attempt makes it at once',
    steps: [
      ...start,
      [600, lost(1, 1006), ['waiting']],
      [610, finish(10_000), ['connect 2', 'connecting']],
      [700, greeted(2), ['live', 'sound 0-500', 'say Terminate']],
    ],
  },
  {
    name: 'a deadline that comes before the session leaves a gap',
    steps: [
      [0, sound(0, 500), ['connect 1', 'connecting']],
      [100, finish(3000), []],
      [3000, tick, ['close 0', 'gap 0-500 engine-unavailable', 'ended']],
    ],
  },
  {
    name: 'with too much waiting for the deadline, Terminate is said in time for its finals',
    steps: [
      [0, sound(0, 10_000), ['connect 1', 'connecting']],
      [0, greeted(1), ['live', 'sound 0-500']],
      [100, finish(2000), ['sound 500-600']],
      [500, tick, ['say Terminate']],
      [600, turn(1, 0, 'over', [['roll', 100, 600]]), ['final 0: roll (100-600)']],
      [700, termination(1), ['close 1000', 'gap 600-10000 engine-unavailable', 'ended']],
    ],
  },
  {
    name: 'abort says nothing more, and parts from the server in good order',
    steps: [
      ...start,
      [500, turn(1, 0, 'open', [roll]), ['open 0: roll (100-400)']],
      [600, abort, ['say Terminate', 'close 5000', 'ended']],
      [700, [turn(1, 0, 'over', [roll]), termination(1), lost(1, 1000)], []],
    ],
    wakeAt: null,
  },
  {
    name: 'abort before the upgrade cuts the attempt',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [10, abort, ['close 0', 'ended']],
    ],
  },
]

describe('the dialogue', () => {
  test.each(rows)('$name', play)
})

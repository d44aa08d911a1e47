import { describe, test } from '@jest/globals'
import {
  abort,
  begin,
  dialled,
  fault,
  finish,
  greeted,
  heartbeat,
  lost,
  opened,
  play,
  pong,
  type Row,
  redialled,
  rest,
  roll,
  silence,
  sound,
  start,
  surrender,
  termination,
  tick,
  told,
  tune,
  turn,
} from '../../../support/dialogue-rows.ts'

/** A session that may last 300 s: its successor is due from 200 s on, opened by 250 s, taken by 266.7 s. */
const startOfShort: Row['steps'] = [
  [0, sound(0, 500), ['connect 1', 'connecting']],
  [0, [opened(1), begin(1, 300)], ['live', 'sound 0-500']],
  [600, turn(1, 0, 'over', [['roll', 100, 500]]), ['final 0: roll (100-500)']],
]

const rests: readonly Row[] = [
  {
    name: 'a rest ends the session, which still tells its finals; then there is quiet, and no event',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [650, rest, []],
      [700, turn(1, 0, 'over', [['roll', 100, 450]]), ['final 0: roll (100-450)']],
      [710, turn(1, 1, 'over', []), []],
      [720, termination(1), ['close 1000']],
      [800, [tick, rest, silence(500, 600)].flat(), []],
    ],
    wakeAt: null,
  },
  {
    name: 'a rest that is ended by a close without a Termination is a rest',
    steps: [...start, [600, rest, ['say Terminate']], [720, lost(1, 1000), []]],
    wakeAt: null,
  },
  {
    name: 'sound during a rest opens the next session at once, which is fed when the first has told its turns',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [700, sound(500, 600), ['connect 2', 'connecting']],
      [750, greeted(2), []],
      [800, turn(1, 0, 'over', [['roll', 100, 500]]), ['final 0: roll (100-500)']],
      [810, turn(2, 0, 'open', [roll]), []],
      // Where it was cut off in the middle of a word, that is told again.
      [820, termination(1), ['1: close 1000', 'live', 'sound 50-550']],
      [860, tick, ['sound 550-600']],
      [
        900,
        turn(2, 0, 'over', [
          ['roll', 0, 450],
          ['dice', 450, 550],
        ]),
        ['final 1: dice (500-600)'],
      ],
    ],
  },
  {
    name: 'sound after a rest, in the same breath, brings back what was not told before it',
    steps: [
      ...start,
      [450, turn(1, 0, 'over', [['roll', 100, 300]]), ['final 0: roll (100-300)']],
      [600, rest, ['say Terminate']],
      [610, termination(1), ['close 1000']],
      [650, sound(500, 550), ['connect 2', 'connecting']],
      [700, greeted(2), ['live', 'sound 0-500']],
    ],
  },
  {
    name: 'sound long after a rest brings nothing back',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [610, termination(1), ['close 1000']],
      [9000, sound(8850, 8900), ['connect 2', 'connecting']],
      [9100, greeted(2), ['live', 'sound 8850-8900']],
    ],
  },
  {
    name: 'a session lost while it was asked to end tells what it had not told to the next one',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [700, sound(500, 550), ['connect 2', 'connecting']],
      [750, lost(1, 1006), []],
      [800, greeted(2), ['live', 'sound 0-500']],
    ],
  },
  {
    name: 'a session lost while it was asked to end is replaced for what it had not told',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [5599, tick, []],
      [5600, tick, ['close 0', 'waiting']],
      ...redialled(2, [5850, 5900], ['live', 'sound 0-500', 'say Terminate']),
      [5950, [turn(2, 0, 'over', [roll]), termination(2)], ['final 0: roll (100-400)', 'close 1000']],
    ],
    wakeAt: null,
  },
  {
    name: 'a rest while sound waits comes when all is sent',
    steps: [
      [0, sound(0, 550), ['connect 1', 'connecting']],
      [10, rest, []],
      [20, greeted(1), ['live', 'sound 0-500']],
      [60, tick, ['sound 500-550', 'say Terminate']],
    ],
  },
  {
    name: 'a rest that could not come yet is forgotten when there is sound again',
    steps: [
      [0, sound(0, 500), ['connect 1', 'connecting']],
      [10, [rest, sound(500, 550)].flat(), []],
      [20, greeted(1), ['live', 'sound 0-500']],
      [60, tick, ['sound 500-550']],
    ],
  },
  {
    name: 'finish while a session rests ends the stream with it',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [650, finish(9000), []],
      [700, turn(1, 0, 'over', [roll]), ['final 0: roll (100-400)']],
      [710, termination(1), ['close 1000', 'ended']],
    ],
    wakeAt: null,
  },
  {
    name: 'finish while a session rests and there is new sound tells that too',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [700, sound(500, 550), ['connect 2', 'connecting']],
      [710, finish(9000), []],
      [750, greeted(2), []],
      [760, turn(1, 0, 'over', [['roll', 100, 500]]), ['final 0: roll (100-500)']],
      [770, termination(1), ['1: close 1000', 'live', 'sound 50-550', 'say Terminate']],
      [800, termination(2), ['close 1000', 'ended']],
    ],
  },
  {
    name: 'finish after a rest ends the stream at once',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [650, termination(1), ['close 1000']],
      [700, finish(9000), ['ended']],
    ],
    wakeAt: null,
  },
  {
    name: 'a key revoked during a rest is refused once, with the next words',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [650, turn(1, 0, 'over', [['roll', 100, 450]]), ['final 0: roll (100-450)']],
      [660, termination(1), ['close 1000']],
      [9000, sound(8900, 9000), ['connect 2', 'connecting']],
      [
        9100,
        [opened(2), fault(2, 1008, 'Invalid API key'), lost(2, 1008)],
        ['refused 1008', 'gap 8900-9000 engine-unavailable', 'ended by 1008'],
      ],
      [9200, sound(9000, 9100), []],
    ],
    wakeAt: null,
  },
  {
    name: 'abort during a rest lets both sockets go in good order',
    steps: [
      ...start,
      [600, rest, ['say Terminate']],
      [700, [sound(500, 550), opened(2)].flat(), ['connect 2', 'connecting']],
      [750, abort, ['1: close 5000', 'say Terminate', 'close 5000', 'ended']],
    ],
    wakeAt: null,
  },
]

const rollovers: readonly Row[] = [
  {
    name: 'before its end a session is replaced between two turns: the old one hears on until the new one has begun',
    steps: [
      ...startOfShort,
      [199_999, sound(199_000, 199_050), ['sound 199000-199050']],
      [200_000, tick, ['connect 2']],
      [200_010, opened(2), []],
      [200_100, [sound(199_050, 199_100), silence(199_100, 199_150)].flat(), ['1: sound 199050-199150']],
      [200_200, begin(2), ['1: say Terminate']],
      [200_250, sound(199_150, 199_250), []],
      [200_300, turn(1, 1, 'over', [['dice', 500, 600]]), ['final 1: dice (199000-199100)']],
      [200_310, termination(1), ['1: close 1000', 'sound 199000-199250']],
    ],
  },
  {
    name: 'a turn that is open when a session is to be replaced is awaited for half of the time left',
    steps: [
      ...startOfShort,
      [
        199_990,
        [sound(199_000, 199_050), turn(1, 1, 'open', [['dice', 500, 550]])].flat(),
        ['sound 199000-199050', 'open 1: dice (199000-199050)'],
      ],
      [200_000, tick, []],
      [249_999, sound(249_000, 249_050), ['sound 249000-249050']],
      [250_000, tick, ['connect 2']],
      [250_010, greeted(2), []],
      [250_060, sound(249_050, 249_100), ['1: sound 249050-249100']],
      // A pause in it will do now.
      [250_110, silence(249_100, 249_150), ['1: sound 249100-249150', '1: say Terminate']],
      [250_120, turn(1, 1, 'over', [['dice', 500, 650]]), ['final 1: dice (249000-249100)']],
    ],
  },
  {
    name: 'without a pause it is replaced in mid-word, and the successor hears the last second and a half again',
    steps: [
      ...startOfShort,
      [
        265_000,
        [sound(265_000, 265_050), turn(1, 1, 'open', [['dice', 500, 550]])].flat(),
        ['1: sound 265000-265050', 'connect 2', 'open 1: dice (265000-265050)'],
      ],
      [265_010, greeted(2), []],
      [266_660, sound(265_050, 265_100), ['1: sound 265050-265100']],
      [266_700, tick, ['1: say Terminate']],
      [266_710, turn(1, 1, 'over', [['dice', 500, 550]]), ['final 1: dice (265000-265050)']],
      [266_720, termination(1), ['1: close 1000', 'sound 265050-265100']],
    ],
  },
  {
    name: 'a session in which nobody speaks is let go before its end, and none follows until somebody does',
    steps: [
      ...startOfShort,
      [200_000, tick, ['say Terminate']],
      [200_100, termination(1), ['close 1000']],
      [210_000, sound(210_000, 210_050), ['connect 2', 'connecting']],
    ],
  },
  {
    name: 'a successor that cannot be opened is tried again, unnoticed',
    steps: [
      ...startOfShort,
      [199_999, sound(199_000, 199_050), ['sound 199000-199050']],
      [200_000, tick, ['connect 2']],
      [200_010, lost(2, { kind: 'http', status: 503 }), []],
      [200_259, tick, []],
      [200_260, tick, ['connect 3']],
    ],
  },
  {
    name: 'a successor that cannot be opened is not tried again when nobody speaks any more',
    steps: [
      ...startOfShort,
      [199_999, sound(199_000, 199_050), ['sound 199000-199050']],
      [200_000, tick, ['connect 2']],
      [202_000, lost(2, { kind: 'http', status: 503 }), []],
      [202_250, tick, ['1: say Terminate']],
    ],
  },
  {
    name: 'a session that ends before its successor has begun leaves it what it had not told',
    steps: [
      ...startOfShort,
      [199_999, sound(199_000, 199_050), ['sound 199000-199050']],
      [200_000, tick, ['connect 2']],
      [200_010, [fault(1, 3008, 'Session Expired'), lost(1, 3008)], ['connecting']],
      // The last word of what was told goes with it.
      [200_100, greeted(2), ['live', 'sound 50-500', 'sound 199000-199050']],
    ],
  },
  {
    name: 'finish lets the successor go',
    steps: [
      ...startOfShort,
      [199_999, sound(199_000, 199_050), ['sound 199000-199050']],
      [200_000, [tick, opened(2)], ['connect 2']],
      [200_100, finish(300_000), ['say Terminate', 'close 5000', '1: say Terminate']],
      [200_200, termination(1), ['1: close 1000', 'ended']],
    ],
  },
  {
    name: 'a rest lets the successor go too',
    steps: [
      ...startOfShort,
      [199_999, sound(199_000, 199_050), ['sound 199000-199050']],
      [200_000, tick, ['connect 2']],
      [200_100, rest, ['close 0', '1: say Terminate']],
      [200_200, termination(1), ['1: close 1000']],
    ],
    wakeAt: null,
  },
  {
    name: 'a successor that is refused ends the stream, when the session has told what it heard',
    steps: [
      ...startOfShort,
      [199_999, sound(199_000, 199_050), ['sound 199000-199050']],
      [200_000, [tick, opened(2)], ['connect 2']],
      [200_100, [fault(2, 1008, 'Invalid API key'), lost(2, 1008)], ['refused 1008', '1: say Terminate']],
      [200_150, sound(199_050, 199_100), []],
      [200_200, turn(1, 1, 'over', [['dice', 500, 550]]), ['final 1: dice (199000-199050)']],
      [200_210, termination(1), ['1: close 1000', 'gap 199050-199100 engine-unavailable', 'ended by 1008']],
    ],
    wakeAt: null,
  },
]

const signsOfLife: readonly Row[] = [
  {
    name: 'a minute of music is no loss while heartbeats come',
    steps: [
      ...start,
      [4000, heartbeat(1), []],
      [20_000, [sound(500, 20_000), heartbeat(1)].flat(), ['sound 500-1000']],
      [36_000, [sound(20_000, 36_000), heartbeat(1)].flat(), ['sound 1000-1500']],
      [52_000, [sound(36_000, 52_000), heartbeat(1)].flat(), ['sound 1500-2000']],
    ],
  },
  {
    name: 'a minute of music is no loss while pongs come',
    steps: [
      ...start,
      ...[0, 15, 30, 45].flatMap((at): Row['steps'] => [
        [at * 1000 + 600, pong(1), []],
        ...seconds(at + 1, at + 14.5),
      ]),
    ],
  },
  {
    name: 'of a server that sends neither, 20 s of sound without any message is a loss, once in 5 minutes',
    steps: [
      ...start,
      ...seconds(1, 19.5),
      [20_100, sound(20_000, 20_500), ['sound 20000-20500', 'close 0', 'waiting']],
      ...redialled(2, [20_350, 20_400], ['live', 'sound 0-500']),
      // The backlog is told too, so 25 s of sound are more than 20 s long.
      ...Array.from({ length: 500 }, (_, place): Row['steps'][number] => [20_450 + place * 50, tick, null]),
      [60_000, tick, null],
      [320_100, tick, ['close 0', 'waiting']],
    ],
  },
  {
    name: 'any message is an answer',
    steps: [
      ...start,
      ...seconds(1, 19),
      [19_900, told(1, { kind: 'unknown', type: 'Mood' }), []],
      ...seconds(20, 38),
    ],
  },
]

/** Sound at real time, from one second to another. */
function seconds(from: number, to: number): Row['steps'] {
  const steps: Row['steps'][number][] = []
  for (let ms = from * 1000; ms <= to * 1000; ms += 500)
    steps.push([ms, sound(ms, ms + 500), [`sound ${ms}-${ms + 500}`]])
  return steps
}

const turned = [['basket'], ['basket', 'candle']]

const tunings: readonly Row[] = [
  {
    name: 'a session that runs is told what changed, at most once a second, the last wins',
    steps: [
      ...start,
      [
        600,
        tune({ keyterms_prompt: turned[0] ?? [], min_turn_silence: 400 }),
        ['say UpdateConfiguration {"keyterms_prompt":["basket"],"min_turn_silence":400}'],
      ],
      [700, tune({ keyterms_prompt: [], min_turn_silence: 160 }), []],
      [800, tune({ keyterms_prompt: turned[1] ?? [], min_turn_silence: 400 }), []],
      [1599, tick, []],
      [1600, tick, ['say UpdateConfiguration {"keyterms_prompt":["basket","candle"]}']],
      [5000, tune({ keyterms_prompt: turned[1] ?? [], min_turn_silence: 400 }), []],
    ],
  },
  {
    name: 'a change before the socket is made goes into its address, one after that is told when the session is fed',
    places: 'asked for',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [10, tune({ min_turn_silence: 160 }), []],
      [20, dialled(1), []],
      [30, tune({ min_turn_silence: 800 }), []],
      [40, greeted(1), ['live', 'say UpdateConfiguration {"min_turn_silence":800}', 'sound 0-50']],
    ],
  },
  {
    name: 'nothing is told to a session that was asked to end',
    steps: [...start, [600, rest, ['say Terminate']], [700, tune({ min_turn_silence: 160 }), []]],
  },
]

const places: readonly Row[] = [
  {
    name: 'a socket that waits for its place is not given up, and what is said meanwhile is kept',
    places: 'asked for',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [50_000, [tick, sound(50, 100)].flat(), []],
      [55_000, dialled(1), []],
      [64_999, [tick, opened(1)], []],
      [65_100, begin(1), ['live', 'sound 0-100']],
    ],
  },
  {
    name: 'a deadline that comes before the place leaves a gap',
    places: 'asked for',
    steps: [
      [0, sound(0, 50), ['connect 1', 'connecting']],
      [100, finish(3000), []],
      [3000, tick, ['close 0', 'gap 0-50 engine-unavailable', 'ended']],
    ],
    wakeAt: null,
  },
]

const surrenders: readonly Row[] = [
  {
    name: 'surrender parts in good order, withdraws the open turn and gives back what no final covers',
    steps: [
      ...start,
      [500, turn(1, 0, 'open', [['roll', 100, 400]]), ['open 0: roll (100-400)']],
      [
        600,
        [sound(500, 550), surrender].flat(),
        [
          'sound 500-550',
          'surrender 0 50 100 150 200 250 300 350 400 450 500',
          'say Terminate',
          'close 5000',
          'withdrawn 0',
          'ended',
        ],
      ],
      [700, [turn(1, 0, 'over', [roll]), lost(1, 1000)], []],
    ],
    wakeAt: null,
  },
  {
    name: 'surrender tells a turn that only waits for its formatted copy, and what gave way as a gap',
    awaitsCopy: true,
    keepMs: 500,
    steps: [
      ...start,
      [500, [sound(500, 550), silence(550, 600)].flat(), ['sound 500-600']],
      [600, turn(1, 0, 'over', [['roll', 100, 550]]), ['open 0: roll (100-550)']],
      [650, surrender, ['surrender 550', 'say Terminate', 'close 5000', 'final 0: roll (100-550)', 'ended']],
    ],
  },
  {
    name: 'surrender without a session gives back what waits, and tells what gave way before',
    keepMs: 200,
    steps: [
      [0, sound(0, 400), ['connect 1', 'connecting']],
      [10, lost(1, 1006), ['waiting']],
      [20, surrender, ['surrender 200 250 300 350', 'gap 0-200 engine-unavailable', 'ended']],
    ],
  },
  { name: 'surrender of an unused stream gives nothing', steps: [[0, surrender, ['surrender ', 'ended']]] },
]

const cuts: readonly Row[] = [
  {
    name: 'a turn that is open at the deadline stands as cut, and only what follows its last word is a gap',
    steps: [
      ...start,
      [500, turn(1, 0, 'open', [['roll', 100, 150]]), ['open 0: roll (100-150)']],
      [600, [sound(500, 550), finish(900)].flat(), ['sound 500-550', 'say Terminate']],
      [900, tick, ['close 0', 'cut 0: roll (100-150)', 'gap 150-550 engine-unavailable', 'ended']],
    ],
  },
  {
    name: 'a second fault of ours in mid-turn cuts it',
    steps: [
      ...start,
      [600, [fault(1, 3007, 'Input Duration Error'), lost(1, 3007)], ['waiting']],
      ...redialled(2, [850, 900], ['live', 'sound 0-500']),
      [950, turn(2, 0, 'open', [['roll', 100, 450]]), ['open 0: roll (100-450)']],
      [
        1000,
        [fault(2, 3007, ''), lost(2, 3007)],
        ['cut 0: roll (100-450)', 'gap 450-500 engine-unavailable', 'ended by 3007'],
      ],
    ],
  },
]

describe.each([
  ['at rest', rests],
  ['before the end of a session', rollovers],
  ['that looks for signs of life', signsOfLife],
  ['that is tuned', tunings],
  ['that waits for its place', places],
  ['that surrenders', surrenders],
  ['whose turn is cut', cuts],
])('a dialogue %s', (_name, rows) => {
  test.each(rows)('$name', play)
})

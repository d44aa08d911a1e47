import { describe, expect, test } from '@jest/globals'
import { EngineError, UserError } from '../../src/base/errors.ts'
import { createLog } from '../../src/base/log.ts'
import type { ChainNews, EngineChain } from '../../src/speech/chain.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import { verbatim } from '../../src/wording/words.ts'
import { inEnglish } from '../support/in-english.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'

const DOWN_AFTER_MS = 15_000

const far = (name = 'far'): ScriptedEngine =>
  new ScriptedEngine({ name, description: `${name} (sound is sent away)`, place: 'cloud' })
const near = (): ScriptedEngine =>
  new ScriptedEngine({ name: 'near', description: 'near (sound stays here)', place: 'here' })

function setup(engines = [far(), near()], { toCloud = false } = {}) {
  const clock = new ManualClock()
  const roster = new EngineRoster({
    engines,
    clock,
    log: createLog('silent'),
    downAfterMs: DOWN_AFTER_MS,
    toCloud,
    random: () => 1,
  })
  /** A session's chain, with its news as short stories. */
  const session = (names?: readonly string[]) => {
    const chain = roster.chain(names)
    const news: string[] = []
    chain.onNews(({ kind, from, to, reason }: ChainNews) => {
      news.push(`${kind} ${from.name} ${to.name}: ${inEnglish(reason)}`)
    })
    return { chain, news }
  }
  /** Speech waits for the engine that is current now, for so long. */
  const wait = async (chain: EngineChain, ms: number) => {
    const [engine, sinceMs] = [chain.current, clock.now()]
    for (let passed = 0; passed < ms; passed += 50) {
      await clock.run(50, 50)
      chain.away(engine, sinceMs)
    }
  }
  const [first = far(), second = near()] = engines
  return { clock, roster, first, second, session, wait }
}

const refusalOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'not refused',
    (error: unknown) => (error instanceof UserError ? error.message : `not a UserError: ${error}`),
  )
const hopeless = new EngineError(verbatim('The key is refused.'), { retryable: false })

describe('at the start of a session', () => {
  test('the first engine that works is chosen', async () => {
    const { session, first, second } = setup()
    const { chain } = session()
    expect(await chain.choose()).toBe(first)
    expect(chain.current).toBe(first)
    expect(chain.trouble).toBeNull()
    // It costs nothing, and will be ready when it is needed.
    expect(second.checks).toBe(1)
  })

  test('one that has to be paid for is not tried before it is needed', async () => {
    const billing = { by: 'socket', pricePerHour: 0.15 } as const
    const dear = new ScriptedEngine({ name: 'dear', place: 'cloud', billing })
    const { chain } = setup([far(), dear]).session()
    await chain.choose()
    expect(dear.checks).toBe(0)
  })

  test('the next one is chosen when the first refuses', async () => {
    const { session, first, second } = setup()
    first.refuse('The key is refused.')
    const { chain, news } = session()
    expect(await chain.choose()).toBe(second)
    expect(news).toEqual([])
    expect(inEnglish(chain.trouble)).toBe('The key is refused. Near has taken over.')
  })

  test('the refusals of all are told when none works', async () => {
    const { session, first, second } = setup()
    first.refuse('The key is refused.')
    second.refuse('There is no model.')
    expect(await refusalOf(session().chain.choose())).toBe(
      'I cannot transcribe now. The key is refused. There is no model.',
    )
  })

  test('no cloud takes the place of an engine here, and the refusal says what would allow it', async () => {
    const [here, cloud] = [near(), far()]
    here.refuse('There is no model.')
    const { session } = setup([here, cloud])
    expect(await refusalOf(session().chain.choose())).toMatch(
      /There is no model\. Far could take over, but sound would leave this machine then: the setting FALLBACK_TO_CLOUD/,
    )
    expect(cloud.checks).toBe(0)
  })

  test('a cloud takes the place of an engine here where that is allowed', async () => {
    const [here, cloud] = [near(), far()]
    here.refuse('There is no model.')
    const { session } = setup([here, cloud], { toCloud: true })
    expect(await session().chain.choose()).toBe(cloud)
  })

  test('one cloud may take the place of another', async () => {
    const [one, other] = [far('one'), far('other')]
    one.refuse('The key is refused.')
    expect(await setup([one, other]).session().chain.choose()).toBe(other)
  })

  test('a session has an order of its own; engines that there are not are passed over', async () => {
    const { session, second } = setup()
    const { chain } = session(['gone', 'near'])
    expect(await chain.choose()).toBe(second)
    expect(chain.engines).toEqual([second])
  })

  test('an engine that is known to be down is tried last, and first again when it works', async () => {
    const { session, first, second, wait } = setup()
    const one = session().chain
    await one.choose()
    await wait(one, DOWN_AFTER_MS)
    const checks = first.checks
    const other = session().chain
    expect(await other.choose()).toBe(second)
    expect(first.checks).toBe(checks)
  })
})

describe('when the engine is away', () => {
  test('the next one takes over after the time that is set, and not before', async () => {
    const { session, first, second, wait } = setup()
    const { chain, news } = session()
    await chain.choose()
    await wait(chain, DOWN_AFTER_MS - 50)
    expect(chain.current).toBe(first)
    expect(news).toEqual([])
    await wait(chain, DOWN_AFTER_MS)
    expect(chain.current).toBe(second)
    expect(chain.isDown(first)).toBe(true)
    expect(news).toEqual(['fell-back far near: Far has been away for 15 s.'])
    expect(inEnglish(chain.trouble)).toBe('Far has been away for 15 s. Near has taken over.')
  })

  test('what one session finds out all sessions know', async () => {
    const { session, second, wait } = setup()
    const [one, other] = [session(), session()]
    await one.chain.choose()
    await other.chain.choose()
    await wait(one.chain, DOWN_AFTER_MS)
    expect(other.chain.current).toBe(second)
    expect(other.news).toEqual(['fell-back far near: Far has been away for 15 s.'])
  })

  test('one session moves alone while others are told texts', async () => {
    const { clock, session, first, second, wait } = setup()
    const [one, other] = [session(), session()]
    await one.chain.choose()
    await other.chain.choose()
    const stop = clock.every(1_000, () => other.chain.well(first))
    await wait(one.chain, DOWN_AFTER_MS)
    expect(one.chain.current).toBe(second)
    expect(other.chain.current).toBe(first)
    await clock.run(15_000, 500)
    expect(one.chain.current).toBe(first)
    stop()
  })

  test('it stays where there is no other, and the status says why', async () => {
    const { clock, session, first, wait } = setup([far()])
    const { chain, news } = session()
    await chain.choose()
    await wait(chain, 60_000)
    expect(chain.current).toBe(first)
    expect(news).toEqual([])
    // Its own streams try to reach it: there is no need to probe.
    expect(clock.pending).toBe(0)
    expect(inEnglish(chain.trouble)).toBe('Far has been away for 15 s.')
    chain.well(first)
    expect(chain.trouble).toBeNull()
  })

  test('what broke for this session alone is trouble until it is told a text', async () => {
    const { session, first } = setup([far()])
    const { chain } = session()
    await chain.choose()
    chain.refused(first, new EngineError(verbatim('It crashed.'), { retryable: true }))
    expect(inEnglish(chain.trouble)).toBe('It crashed.')
    chain.well(first)
    expect(chain.trouble).toBeNull()
  })

  test('there is no flight from one that is down to another that is down', async () => {
    const { session, first, second, wait } = setup()
    const { chain, news } = session()
    await chain.choose()
    first.refuse('No answer.', true)
    await wait(chain, DOWN_AFTER_MS)
    await wait(chain, DOWN_AFTER_MS)
    expect(chain.current).toBe(second)
    expect(news).toHaveLength(1)
    expect(inEnglish(chain.trouble)).toBe('No answer. Near has been away for 15 s.')
  })
})

describe('the way back', () => {
  test('is taken when the better engine proves to work again', async () => {
    const { clock, session, first, second, wait } = setup()
    const { chain, news } = session()
    await chain.choose()
    first.refuse('No answer.', true)
    await wait(chain, DOWN_AFTER_MS)
    await clock.run(16_000, 500)
    expect(chain.current).toBe(second)
    first.refusal = null
    await clock.run(30_000, 500)
    expect(chain.current).toBe(first)
    expect(news.at(-1)).toBe('returned near far: Far is back.')
    expect(chain.trouble).toBeNull()
    expect(clock.pending).toBe(0)
  })

  test('is looked for after 15 s, then ever more seldom, at least every two minutes', async () => {
    const { clock, session, first, wait } = setup()
    const { chain } = session()
    await chain.choose()
    first.refuse('No answer.', true)
    await wait(chain, DOWN_AFTER_MS)
    const times: number[] = []
    const [fromMs, before] = [clock.now(), first.checks]
    for (let seen = before; clock.now() - fromMs < 480_000; seen = first.checks) {
      await clock.run(1_000, 1_000)
      if (first.checks > seen) times.push(Math.round((clock.now() - fromMs) / 1_000))
    }
    expect(times).toEqual([15, 45, 105, 225, 345, 465])
  })

  test('is looked for as seldom as before when the engine fails again right after its return', async () => {
    const { clock, session, first, wait } = setup()
    const { chain, news } = session()
    await chain.choose()
    for (let round = 0; round < 4; round += 1) {
      await wait(chain, DOWN_AFTER_MS)
      for (let waited = 0; chain.current !== first && waited < 300; waited += 1) await clock.run(1_000, 1_000)
      expect(chain.current).toBe(first)
    }
    expect(news).toHaveLength(8)
    // 4 times 15 s until it is found to be down, and 15, 30, 60 and 120 s until it is tried again.
    expect(Math.round(clock.now() / 1_000)).toBe(285)
  })

  test('is not looked for while nobody needs it', async () => {
    const { clock, session, first, wait } = setup()
    const { chain } = session()
    await chain.choose()
    first.refuse('No answer.', true)
    await wait(chain, DOWN_AFTER_MS)
    chain.close()
    const checks = first.checks
    await clock.run(600_000, 5_000)
    expect(first.checks).toBe(checks)
    expect(clock.pending).toBe(0)
    first.refusal = null
    const later = session().chain
    await later.choose()
    await clock.run(40_000, 1_000)
    expect(later.current).toBe(first)
  })

  test('is taken at once when another session is told a text by it', async () => {
    const { session, first, wait } = setup()
    const [one, other] = [session(), session()]
    await one.chain.choose()
    await other.chain.choose()
    await wait(one.chain, DOWN_AFTER_MS)
    other.chain.well(first)
    expect(one.chain.current).toBe(first)
    expect(one.news.at(-1)).toBe('returned near far: Far is back.')
  })
})

describe('when an engine refuses for good', () => {
  test('no session is told of a change to one that is known not to work', async () => {
    const { session, first, second } = setup()
    second.refuse('There is no model.')
    const { chain, news } = session()
    await chain.choose()
    chain.refused(first, hopeless)
    expect(news).toEqual(['none-left far far: The key is refused.'])
  })

  test('one that did not work takes over when it was mended before the next session', async () => {
    const { session, first, second } = setup()
    second.refuse('There is no model.')
    await session().chain.choose()
    second.refusal = null
    const { chain, news } = session()
    await chain.choose()
    await Promise.resolve()
    chain.refused(first, hopeless)
    expect(news).toEqual(['fell-back far near: The key is refused.'])
  })

  test('the next one takes over at once, in all sessions', async () => {
    const { session, first, second } = setup()
    const [one, other] = [session(), session()]
    await one.chain.choose()
    await other.chain.choose()
    one.chain.refused(first, hopeless)
    expect([one.chain.current, other.chain.current]).toEqual([second, second])
    expect(other.news).toEqual(['fell-back far near: The key is refused.'])
  })

  test('a text that came before the refusal does not bring it back', async () => {
    const { session, first, second } = setup()
    const [one, other] = [session(), session()]
    await one.chain.choose()
    await other.chain.choose()
    one.chain.refused(first, hopeless)
    other.chain.well(first)
    expect(one.chain.current).toBe(second)
  })

  test('and there is no other, the session is told that none is left, once', async () => {
    const { session, first } = setup([far()])
    const { chain, news } = session()
    await chain.choose()
    chain.refused(first, hopeless)
    chain.refused(first, hopeless)
    expect(news).toEqual(['none-left far far: The key is refused.'])
  })

  test('it is not the end while another may come back', async () => {
    const { session, first, second, wait } = setup()
    const { chain, news } = session()
    await chain.choose()
    await wait(chain, DOWN_AFTER_MS)
    chain.refused(second, new EngineError(verbatim('The model is broken.'), { retryable: false }))
    expect(chain.current).toBe(first)
    expect(news).toEqual([
      'fell-back far near: Far has been away for 15 s.',
      'fell-back near far: The model is broken.',
    ])
    chain.refused(first, hopeless)
    expect(news.at(-1)).toBe('none-left far far: The key is refused.')
  })

  test('a stream that breaks in one session moves that session only', async () => {
    const { clock, session, first, second } = setup()
    const [one, other] = [session(), session()]
    await one.chain.choose()
    await other.chain.choose()
    one.chain.refused(first, new EngineError(verbatim('It crashed.'), { retryable: true }))
    expect([one.chain.current, other.chain.current]).toEqual([second, first])
    await clock.run(16_000, 500)
    expect(one.chain.current).toBe(first)
    expect(one.news).toEqual(['fell-back far near: It crashed.', 'returned near far: Far is back.'])
    expect(other.news).toEqual([])
  })
})

test('a chain that was closed, and a roster, leave nothing open and say nothing more', async () => {
  const { clock, roster, session, first, wait } = setup()
  const [one, other] = [session(), session()]
  await one.chain.choose()
  await other.chain.choose()
  first.refuse('No answer.', true)
  await wait(one.chain, DOWN_AFTER_MS)
  one.chain.close()
  one.chain.close()
  one.chain.well(first)
  expect(one.news).toHaveLength(1)
  other.chain.refused(first, new EngineError(verbatim('It crashed.'), { retryable: true }))
  roster.close()
  roster.close()
  expect(clock.pending).toBe(0)
})

test('the status tells the trouble of the engine at hand', async () => {
  const { session, first } = setup()
  const { chain } = session()
  await chain.choose()
  first.trouble = verbatim('Few sessions may be opened.')
  expect(inEnglish(chain.trouble)).toBe('Few sessions may be opened.')
})

import { describe, expect, test } from '@jest/globals'
import { EngineRoster } from '../../src/speech/roster.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'

function setup() {
  const clock = new ManualClock()
  const log = new RecordingLog()
  const engines = ['one', 'two', 'three'].map((name) => new ScriptedEngine({ name, description: name }))
  const roster = new EngineRoster({ engines, clock, log, downAfterMs: 15_000, toCloud: false })
  const orderOf = (names?: readonly string[]) => roster.chain(names).engines.map(({ name }) => name)
  return { clock, log, engines, roster, orderOf }
}

describe('a roster of engines', () => {
  test('gives each session the order of the host, or one of its own', () => {
    const { orderOf } = setup()
    expect(orderOf()).toEqual(['one', 'two', 'three'])
    expect(orderOf(['three', 'one'])).toEqual(['three', 'one'])
    expect(orderOf(['three', 'four'])).toEqual(['three'])
    expect(orderOf(['four'])).toEqual(['one', 'two', 'three'])
  })

  test('probes an engine once for all the sessions that miss it, and spreads the probes', async () => {
    const { clock, engines, roster } = setup()
    const chains = [roster.chain(), roster.chain(), roster.chain()]
    for (const chain of chains) await chain.choose()
    const [one] = engines
    if (one === undefined) throw new Error('no engine')
    one.refuse('No answer.', true)
    const before = one.checks
    await clock.run(15_000, 1_000)
    for (const chain of chains) chain.away(one, 0)
    await clock.run(7_000, 500)
    expect(one.checks).toBe(before)
    await clock.run(8_000, 500)
    expect(one.checks).toBe(before + 1)
    roster.close()
    expect(clock.pending).toBe(0)
  })

  test('logs what goes down and where sound goes by the names of engines', async () => {
    const { clock, log, engines, roster } = setup()
    const chain = roster.chain()
    await chain.choose()
    const [one] = engines
    if (one === undefined) throw new Error('no engine')
    await clock.run(15_000, 1_000)
    chain.away(one, 0)
    expect(engines.map((engine) => roster.isDown(engine))).toEqual([true, false, false])
    expect(log.lines).toEqual([
      { event: 'engine down', engine: 'one', hopeless: false },
      { event: 'engine chain', news: 'fell-back', from: 'one', to: 'two' },
    ])
    roster.close()
  })

  test('lets one session bear what a check was billed for, whoever caused it', () => {
    const { engines, roster } = setup()
    const [one] = engines
    if (one === undefined) throw new Error('no engine')
    const [chain, other] = [roster.chain(), roster.chain()]
    expect([...chain.checkedMs]).toEqual([])
    one.checkedMs = 1_500
    expect([...chain.checkedMs]).toEqual([[one, 1_500]])
    expect([...other.checkedMs]).toEqual([])
    one.checkedMs = 2_500
    expect([...other.checkedMs]).toEqual([[one, 1_000]])
    expect([...chain.checkedMs]).toEqual([[one, 1_500]])
  })
})

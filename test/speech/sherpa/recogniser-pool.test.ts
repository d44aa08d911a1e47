import { availableParallelism } from 'node:os'
import { describe, expect, test } from '@jest/globals'
import { EngineError } from '../../../src/base/errors.ts'
import type { Hypothesis } from '../../../src/speech/sherpa/protocol.ts'
import type { ChildEnd } from '../../../src/speech/sherpa/recogniser-child.ts'
import { RecogniserPool } from '../../../src/speech/sherpa/recogniser-pool.ts'
import type { EarLine, EarOwner } from '../../../src/speech/sherpa/recogniser-process.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { ScriptedChild } from './scripted-child.ts'

const MODEL = { name: null, paths: { encoder: 'e', decoder: 'd', joiner: 'j', tokens: 't' } } as const
const GONE = new EngineError(verbatim('The model is gone.'), { retryable: false })

/** Somebody who is heard, and what they were told. */
class Speaker implements EarOwner {
  readonly told: string[] = []
  readonly line: EarLine

  constructor(pool: RecogniserPool) {
    this.line = pool.lift(this)
  }

  listening(): void {
    this.told.push('listening')
  }

  heard(): void {}

  finished(hypothesis: Hypothesis): void {
    this.told.push(`finished ${hypothesis.map(({ text }) => text).join('')}`)
  }

  lost(): void {
    this.told.push('lost')
  }

  failed({ message, retryable }: EngineError): void {
    this.told.push(`failed${retryable ? ' for now' : ''}: ${message}`)
  }
}

/** A pool whose children are in the test's hands, and whose model can be taken away. */
function stand(most: number | null) {
  const clock = new ManualClock()
  const children: ScriptedChild[] = []
  const model = { there: true, looks: 0, proof: 'these files' }
  const pool = new RecogniserPool({
    clock,
    log: new RecordingLog(),
    most,
    find: async () => {
      model.looks += 1
      if (!model.there) throw GONE
      return { ...MODEL, proof: model.proof }
    },
    begin: (_, listener) => {
      const child = new ScriptedChild(children.length + 1, listener)
      children.push(child)
      return child
    },
  })
  /** All that was begun goes on: promises settle, and children load. */
  const settle = async (): Promise<void> => {
    await clock.run(1)
    for (const child of children) if (child.state === 'loading') child.listens()
    await clock.run(1)
  }
  /** So many people begin to talk, one after the other. */
  const speakers = async (count: number): Promise<Speaker[]> => {
    const all: Speaker[] = []
    for (let i = 0; i < count; i += 1) {
      all.push(new Speaker(pool))
      await settle()
    }
    return all
  }
  return { clock, children, model, pool, settle, speakers }
}

/** How many speakers each child was told of in sound. */
function spread(all: readonly Speaker[], children: readonly ScriptedChild[]): number[] {
  for (const { line } of all) line.sound(Buffer.of(0, 0))
  return children.map(({ orders }) => {
    const ears = orders.flatMap((order) => (order.kind === 'sound' ? [order.ear] : []))
    orders.length = 0
    return new Set(ears).size
  })
}

describe('speakers', () => {
  test('need no process until one of them is heard, or somebody checks', async () => {
    const { children, pool, settle } = stand(4)
    await settle()
    expect(children).toHaveLength(0)
    const checked = pool.start()
    await settle()
    await checked
    expect(children).toHaveLength(1)
    await pool.start()
    expect(children).toHaveLength(1)
  })

  test('fill one process before another is started, and are then spread over as many as there may be', async () => {
    const { children, speakers } = stand(3)
    const few = await speakers(4)
    expect(spread(few, children)).toEqual([4])
    const more = [...few, ...(await speakers(1))]
    expect(spread(more, children)).toEqual([4, 1])
    const many = [...more, ...(await speakers(25))]
    expect(spread(many, children)).toEqual([10, 10, 10])
  })

  test('who all begin at the same moment are spread as well', async () => {
    const { children, pool, settle } = stand(3)
    const all = Array.from({ length: 10 }, () => new Speaker(pool))
    await settle()
    expect(spread(all, children)).toEqual([4, 4, 2])
  })

  test('have one process for each core but one where nothing is set, and always one', async () => {
    const { children, speakers } = stand(null)
    const cores = availableParallelism()
    await speakers(4 * cores)
    expect(children).toHaveLength(Math.max(1, cores - 1))
  })

  test('who come go to the process with the fewest, and stay there', async () => {
    const { children, speakers } = stand(2)
    const all = await speakers(12)
    expect(spread(all, children)).toEqual([6, 6])
    for (const { line } of all.slice(0, 4)) line.hangUp()
    const rest = all.slice(4)
    expect(spread(rest, children)).toEqual([2, 6])
    expect(spread([...rest, ...(await speakers(3))], children)).toEqual([5, 6])
  })

  test('tell their child what to expect, what they said, and when they go', async () => {
    const { children, speakers } = stand(1)
    const [speaker] = await speakers(1)
    speaker?.line.expect(['Hansard'])
    speaker?.line.sound(Buffer.of(1, 2))
    speaker?.line.flush(600)
    speaker?.line.hangUp()
    speaker?.line.hangUp()
    expect(children[0]?.orders).toEqual([
      { kind: 'expect', ear: 1, words: ['Hansard'] },
      { kind: 'sound', ear: 1, pcm: Buffer.of(1, 2) },
      { kind: 'flush', ear: 1, paddingMs: 600 },
      { kind: 'forget', ear: 1 },
    ])
  })
})

describe('a process that nobody needs', () => {
  test('goes after five minutes without a speaker, and the next speaker starts another', async () => {
    const { clock, children, pool, speakers } = stand(2)
    const [speaker] = await speakers(1)
    clock.advance(3_600_000)
    expect(children[0]?.state).toBe('listening')
    speaker?.line.hangUp()
    clock.advance(299_000)
    expect(children[0]?.state).toBe('listening')
    const [next] = await speakers(1)
    clock.advance(3_600_000)
    expect(children[0]?.state).toBe('listening')
    next?.line.hangUp()
    clock.advance(300_000)
    expect(children[0]?.state).toBe('killed')
    expect(clock.pending).toBe(0)
    await speakers(1)
    expect(children.map(({ state }) => state)).toEqual(['killed', 'listening'])
    await pool.close()
  })

  test('also if it was only checked', async () => {
    const { clock, children, pool, settle } = stand(1)
    const checked = pool.start()
    await settle()
    await checked
    clock.advance(300_000)
    expect(children[0]?.state).toBe('killed')
  })

  test('is not started again when it dies', async () => {
    const { clock, children, speakers } = stand(1)
    const [speaker] = await speakers(1)
    speaker?.line.hangUp()
    children[0]?.dies()
    await clock.run(10_000, 100)
    expect(children).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })
})

describe('a child that dies', () => {
  test('is followed by another for its own speakers, and no other speaker notices', async () => {
    const { clock, children, speakers, settle } = stand(2)
    const all = await speakers(8)
    children[1]?.dies()
    await clock.run(200)
    await settle()
    const told = all.map((speaker) => speaker.told.join(', '))
    expect(told).toEqual([...Array(4).fill('listening'), ...Array(4).fill('listening, lost, listening')])
    expect(spread(all, children)).toEqual([4, 0, 4])
  })

  test('is not given who comes meanwhile, where another listens', async () => {
    const { clock, children, settle, speakers } = stand(2)
    const all = await speakers(8)
    for (const { line } of all.slice(4)) line.hangUp()
    const [last] = await speakers(1)
    children[1]?.dies()
    const next = await speakers(1)
    expect(next[0]?.told).toEqual(['listening'])
    await clock.run(100)
    await settle()
    expect(last?.told).toEqual(['listening', 'lost', 'listening'])
    expect(children).toHaveLength(3)
  })

  test('is started again ever later, six times in a row at most; who comes then has a new chance', async () => {
    const { clock, children, speakers, settle } = stand(1)
    const [speaker] = await speakers(1)
    const startedMs: number[] = []
    for (let death = 1; death <= 6; death += 1) {
      const diedMs = clock.now()
      children.at(-1)?.dies()
      while (children.length === death && clock.now() < diedMs + 10_000) await clock.run(10)
      startedMs.push(clock.now() - diedMs)
      await settle()
    }
    expect(startedMs.slice(0, 5)).toEqual([100, 200, 400, 800, 1600])
    expect(children).toHaveLength(6)
    expect(speaker?.told.at(-1)).toBe('failed for now: The local speech recogniser keeps crashing.')
    expect(clock.pending).toBe(0)
    const [next] = await speakers(1)
    expect(next?.told).toEqual(['listening'])
  })

  test('now and then is always followed by another, if turns are finished in between', async () => {
    const { clock, children, speakers, settle } = stand(1)
    const [speaker] = await speakers(1)
    for (let death = 1; death <= 40; death += 1) {
      children.at(-1)?.finished(1)
      children.at(-1)?.dies()
      await clock.run(20_000, 100)
      await settle()
    }
    expect(children).toHaveLength(41)
    expect(speaker?.told.filter((told) => told.startsWith('failed'))).toEqual([])
  })

  test('twenty times in five minutes is given up all the same: it may be what somebody said that kills it', async () => {
    const { clock, children, speakers, settle } = stand(1)
    const [speaker] = await speakers(1)
    for (let death = 1; death <= 20; death += 1) {
      children.at(-1)?.finished(1)
      children.at(-1)?.dies()
      await clock.run(1_000, 100)
      await settle()
    }
    expect(children).toHaveLength(20)
    expect(speaker?.told.at(-1)).toMatch(/^failed for now: .* keeps crashing\.$/)
  })

  test('because it hangs is said to hang', async () => {
    const { clock, children, speakers, settle } = stand(1)
    const [speaker] = await speakers(1)
    for (let death = 1; death <= 6; death += 1) {
      children.at(-1)?.dies('hung')
      await clock.run(5_000, 100)
      await settle()
    }
    expect(speaker?.told.at(-1)).toBe('failed for now: The local speech recogniser keeps hanging.')
  })
})

describe('a model', () => {
  const UNLOADABLE =
    'The local speech model could not be loaded: fetch it again with "npm run model", or set SPEECH_MODEL_DIR to another.'

  test.each<[ChildEnd['cause'], string | null, string]>([
    ['died', 'SIGABRT', UNLOADABLE],
    ['died', 'SIGSEGV', UNLOADABLE],
    ['died', null, UNLOADABLE],
    ['bad-model', 'SIGKILL', UNLOADABLE],
    [
      'no-addon',
      'SIGKILL',
      'The local speech recogniser cannot run on this machine: the package sherpa-onnx-node has no program for it.',
    ],
  ])(
    'that no child can load (%s, %s) is refused in one sentence, and tried again after a minute',
    async (cause, signal, message) => {
      const { clock, children, pool, settle } = stand(4)
      const refused = expect(pool.start()).rejects.toMatchObject({ message, retryable: false })
      const speaker = new Speaker(pool)
      await clock.run(10)
      children[0]?.dies(cause, signal)
      await refused
      expect(speaker.told).toEqual([`failed: ${message}`])
      await expect(pool.start()).rejects.toMatchObject({ message })
      const next = new Speaker(pool)
      await clock.run(59_000, 1_000)
      expect(next.told).toEqual([`failed: ${message}`])
      const early = new Speaker(pool)
      await settle()
      expect(early.told).toEqual([`failed: ${message}`])
      expect(children).toHaveLength(1)
      await clock.run(1_000)
      const late = new Speaker(pool)
      await settle()
      expect(late.told).toEqual(['listening'])
      expect(children).toHaveLength(2)
    },
  )

  test('that no child can load is tried again at once when its files are others', async () => {
    const { clock, children, model, pool, settle } = stand(2)
    const refused = expect(pool.start()).rejects.toMatchObject({ retryable: false })
    await clock.run(1)
    children[0]?.dies('bad-model')
    await refused
    model.proof = 'other files'
    const speaker = new Speaker(pool)
    await settle()
    expect(speaker.told).toEqual(['listening'])
    expect(children).toHaveLength(2)
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGHUP'])(
    'whose first child is killed (%s) while it loads is tried again soon, for speakers and checks',
    async (signal) => {
      const { clock, children, pool, settle } = stand(2)
      const checked = pool.start()
      const speaker = new Speaker(pool)
      await clock.run(1)
      children[0]?.dies('died', signal)
      await clock.run(100)
      await settle()
      await checked
      expect(speaker.told).toEqual(['lost', 'listening'])
      expect(children).toHaveLength(2)
    },
  )

  test('whose children are all killed while they load is given up for now, after six', async () => {
    const { clock, children, pool, settle } = stand(1)
    const message =
      'The process of the local speech recogniser was killed while it loaded the model: this machine may be short of memory.'
    const refused = expect(pool.start()).rejects.toMatchObject({ message, retryable: true })
    for (let death = 1; death <= 6; death += 1) {
      await clock.run(5_000, 100)
      children.at(-1)?.dies()
    }
    await refused
    await clock.run(60_000, 1_000)
    expect(children).toHaveLength(6)
    const speaker = new Speaker(pool)
    await settle()
    expect(speaker.told).toEqual(['listening'])
  })

  test('that is slow to load is tried again for who speaks, and told at once to who only asks', async () => {
    const { clock, children, pool, settle } = stand(1)
    const speaker = new Speaker(pool)
    await clock.run(1)
    const message = 'The local speech model was not loaded within 30 s.'
    const refused = expect(pool.start()).rejects.toMatchObject({ message, retryable: true })
    children[0]?.dies('slow-load')
    await refused
    await clock.run(100)
    await settle()
    expect(speaker.told).toEqual(['lost', 'listening'])
    for (let death = 2; death <= 6; death += 1) {
      children.at(-1)?.dies('slow-load')
      await clock.run(5_000, 100)
    }
    expect(speaker.told.at(-1)).toBe(`failed for now: ${message}`)
    expect(children).toHaveLength(6)
  })

  test('for whose process there is no room is tried again, and then given up for now', async () => {
    const { clock, children, pool } = stand(1)
    const speaker = new Speaker(pool)
    for (let death = 1; death <= 6; death += 1) {
      await clock.run(5_000, 100)
      children.at(-1)?.dies('not-started')
    }
    const message = 'This machine has no room for the process of the local speech recogniser.'
    expect(speaker.told.at(-1)).toBe(`failed for now: ${message}`)
    await clock.run(60_000, 1_000)
    expect(children).toHaveLength(6)
  })

  test('that is gone when a child died fails its speakers at once with what is wrong, and nothing is started', async () => {
    const { clock, children, model, speakers } = stand(1)
    const [speaker] = await speakers(1)
    model.there = false
    children[0]?.dies()
    await clock.run(60_000, 1_000)
    expect(speaker?.told).toEqual(['listening', 'lost', 'failed: The model is gone.'])
    expect(children).toHaveLength(1)
    expect(model.looks).toBe(2)
    expect(clock.pending).toBe(0)
  })

  test('that is put back is found by the next who asks', async () => {
    const { children, model, pool, settle } = stand(1)
    model.there = false
    await expect(pool.start()).rejects.toBe(GONE)
    model.there = true
    const checked = pool.start()
    await settle()
    await checked
    expect(children).toHaveLength(1)
  })

  test('that is gone while another child holds it: that one takes the speakers over', async () => {
    const { clock, children, model, speakers } = stand(2)
    const all = await speakers(8)
    model.there = false
    children[1]?.dies()
    await clock.run(1_000, 100)
    expect(all.map((speaker) => speaker.told.join(', ')).slice(4)).toEqual(
      Array(4).fill('listening, lost, listening'),
    )
    expect(spread(all, children)).toEqual([8, 0])
    const more = await speakers(1)
    expect(spread([...all, ...more], children)).toEqual([9, 0])
  })
})

describe('a pool that is closed', () => {
  test('waits for nothing, though nobody was ever heard', async () => {
    const { clock, children, pool, settle } = stand(1)
    const checked = pool.start()
    await settle()
    await checked
    await pool.close()
    expect(children[0]?.state).toBe('killed')
    expect(clock.pending).toBe(0)
  })

  test('ends every child, tells every speaker, starts none, and leaves nothing open', async () => {
    const { clock, children, pool, settle, speakers } = stand(3)
    const all = await speakers(9)
    const late = new Speaker(pool)
    children[0]?.dies()
    await pool.close()
    await pool.close()
    await settle()
    const failed = 'failed for now: The local speech recogniser was shut down.'
    for (const speaker of [...all, late]) expect(speaker.told.at(-1)).toBe(failed)
    expect(children.map(({ state }) => state)).toEqual(['dead', 'killed', 'killed'])
    expect(clock.pending).toBe(0)
    await expect(pool.start()).rejects.toMatchObject({ retryable: true })
    const after = new Speaker(pool)
    await settle()
    expect(after.told).toEqual([failed])
    expect(children).toHaveLength(3)
  })
})

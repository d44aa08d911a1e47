import { afterEach, expect, test } from '@jest/globals'
import { liveHead } from '../../../src/discord/captions/live-text.ts'
import { english } from '../../../src/wording/english/english.ts'
import { until } from '../../support/until.ts'
import { OwnTime } from '../own-time.ts'
import { openTurn, requestOf, type Stage, setStage, turnOf } from './caption-stage.ts'

let stage: Stage | undefined

afterEach(async () => {
  await stage?.close()
  stage = undefined
})

async function opened(live = true) {
  stage = await setStage({ style: { live } })
  return { ...stage, sink: await stage.open() }
}

const LIVE_HEAD = liveHead(english)

const lives = ({ text }: Stage) => text.messages.filter(({ content }) => content.startsWith(LIVE_HEAD))
const edits = ({ discord }: Stage) => discord.requests.filter(({ method }) => method === 'PATCH')

test('show what is being said in one message, edited in its time, and go when the finals are shown', async () => {
  const here = await opened()
  const { sink, say, text, discord } = here
  const [ann, bob] = [turnOf('Ann', 'one two three'), turnOf('Bob', 'hi')]
  const taken = here.taken().then(() => performance.now())
  sink.open(openTurn(ann, 'one'))
  const takenMs = await taken
  for (const word of ['one two', 'one two thr', 'one two three']) {
    sink.open(openTurn(ann, word))
    sink.open(openTurn(bob, 'h'))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const givenMs = performance.now()
  await until('the words', () => lives(here)[0]?.content.includes('three') === true)
  expect(lives(here).map(({ content }) => content)).toEqual([
    `${LIVE_HEAD}\n-# **Ann** … one two three\n-# **Bob** … h`,
  ])
  // The words took 0.3 s to come; where it was longer, there was time for more.
  expect(edits(here).length).toBeLessThanOrEqual(1 + Math.floor((givenMs - takenMs) / 1_500))
  const changes: string[] = []
  text.onMessage((change, { content }) => changes.push(`${change} ${content.includes('three')}`))
  discord.failNext({ method: 'POST', path: /^\/webhooks\//, delayMs: 2_500 })
  say(sink, ann)
  sink.withdrawn(bob.id)
  await sink.flush()
  // What was said stays to be seen until its final is there.
  expect(changes.filter((change) => change !== 'update true')).toEqual(['create true'])
  await until('the end of it', () => lives(here).length === 0)
  expect(text.messages.map(({ content }) => content)).toEqual(['one two three'])
  expect(discord.rateLimited).toBe(0)
  sink.close()
})

test('come after the finals: these wait no longer than without them, and no limit is met', async () => {
  const here = await opened()
  const { sink, say, text, discord } = here
  const time = new OwnTime()
  const [given, waited] = [new Map<string, number>(), new Map<string, number>()]
  /** How long the oldest final had waited when a live message was posted. */
  const pressed: number[] = []
  text.onMessage((change, { content }) => {
    const now = time.ms
    if (!content.startsWith(LIVE_HEAD)) {
      for (const word of content.match(/\bw\d+\b/g) ?? []) waited.set(word, now - (given.get(word) ?? 0))
    } else if (change === 'create') {
      const waiting = [...given].filter(([word]) => !waited.has(word)).map(([, at]) => now - at)
      pressed.push(Math.max(0, ...waiting))
    }
  })
  const open = turnOf('Ann', '')
  for (let n = 0; n < 200; n += 1) {
    const turn = turnOf(`P${n % 6}`, `w${n}`, [n, n])
    sink.open(openTurn(open, `v${n}`))
    await new Promise((resolve) => setTimeout(resolve, n % 20 === 0 ? 600 : 40))
    given.set(turn.text, time.ms)
    say(sink, turn)
  }
  await sink.flush()
  time.close()
  expect([...waited.keys()].sort()).toEqual([...given.keys()].sort())
  expect(Math.max(...waited.values())).toBeLessThan(3_500)
  expect(pressed.length).toBeGreaterThan(0)
  expect(Math.max(...pressed)).toBeLessThan(500)
  expect(discord.rateLimited).toBe(0)
  sink.close()
  await until('the end of it', () => lives(here).length === 0)
})

test('stand at the end of the channel again when finals were posted below them', async () => {
  const here = await opened()
  const { sink, say, text } = here
  const open = turnOf('Ann', 'still speaking')
  sink.open(openTurn(open, 'still'))
  await until('the live message', () => lives(here).length === 1)
  say(sink, turnOf('Bob', 'a line'))
  await sink.flush()
  expect(text.messages.at(-1)?.content).toBe('a line')
  sink.open(openTurn(open, 'still speaking'))
  await until('its new place', () => {
    sink.open(openTurn(open, 'still speaking'))
    return text.messages.at(-1)?.content.startsWith(LIVE_HEAD) === true
  })
  expect(lives(here).length).toBe(1)
  sink.close()
  await until('the end of it', () => lives(here).length === 0)
})

test('what a crash left of them is taken away, and is in no outbox', async () => {
  const here = await opened()
  here.sink.open(openTurn(turnOf('Ann', ''), 'half a'))
  await until('the live message', () => lives(here).length === 1)
  expect(here.outbox.rows).toEqual([])
  const sink = await (await here.another()).open(requestOf(here))
  await sink.recover()
  await until('the end of it', () => lives(here).length === 0)
  sink.close()
})

test('what a crash left of them is looked for again where the first look fails', async () => {
  const here = await opened()
  here.sink.open(openTurn(turnOf('Ann', ''), 'half a'))
  await until('the live message', () => lives(here).length === 1)
  const [left] = lives(here)
  here.discord.failNext({ method: 'GET', path: /^\/channels\/\d+\/messages$/, status: 500 })
  const sink = await (await here.another()).open(requestOf(here))
  await sink.recover()
  await until('the failure', () => here.log.lines.some(({ event }) => event === 'live captions delayed'))
  sink.open(openTurn(turnOf('Bob', ''), 'new'))
  await until('the end of it', () => !here.text.messages.some(({ id }) => id === left?.id))
  await until('the new words', () => lives(here).some(({ content }) => content.includes('new')))
  sink.close()
})

test('a final of which nobody knows whether it is shown leaves them, and a message that somebody deletes is made again', async () => {
  const here = await opened()
  here.guild.deny(here.text, 'ReadMessageHistory')
  await here.told()
  const [ann, bob] = [turnOf('Ann', 'one'), turnOf('Bob', 'two')]
  here.sink.open(openTurn(ann, 'one'))
  await until('the live message', () => lives(here).length === 1)
  here.text.remove(lives(here)[0]?.id ?? '')
  here.sink.open(openTurn(bob, 'tw'))
  await until('the failure', () => here.log.lines.some(({ event }) => event === 'live captions delayed'))
  here.discord.failNext({ method: 'POST', path: /^\/webhooks\//, status: 500 })
  here.say(here.sink, ann)
  await here.sink.flush()
  here.sink.open(openTurn(bob, 'two'))
  await until('the words', () => lives(here)[0]?.content.endsWith('two') === true)
  expect(lives(here).map(({ content }) => content)).toEqual([`${LIVE_HEAD}\n-# **Bob** … two`])
  here.sink.close()
})

test('are off by default', async () => {
  const here = await opened(false)
  here.sink.open(openTurn(turnOf('Ann', ''), 'half a'))
  here.sink.notice('one')
  await here.sink.flush()
  expect(here.contents()).toEqual(['one'])
})

test('are shown from the moment that a guild wants them, and taken away when it wants them no more', async () => {
  const here = await opened(false)
  const { sink } = here
  const ann = turnOf('Ann', 'one two three')
  sink.open(openTurn(ann, 'one'))
  sink.showLive?.(true)
  sink.showLive?.(true)
  sink.open(openTurn(ann, 'one two'))
  await until('the live message', () => lives(here).length === 1)
  expect(lives(here)[0]?.content).toBe(`${LIVE_HEAD}\n-# **Ann** … one two`)
  sink.showLive?.(false)
  await until('its end', () => lives(here).length === 0)
  sink.open(openTurn(ann, 'one two three'))
  sink.showLive?.(true)
  sink.open(openTurn(ann, 'one two three'))
  await until('another', () => lives(here).length === 1)
  sink.close()
  sink.showLive?.(true)
  await until('the end of it', () => lives(here).length === 0)
})

test("look as the guild wants them, whatever is the host's way", async () => {
  stage = await setStage({ style: { live: false, posting: 'personas' } })
  const { sinks, text, say } = stage
  const sink = await sinks.open({ ...requestOf(stage), style: { live: true, posting: 'plain' } })
  const ann = turnOf('Ann', 'one two')
  sink.open(openTurn(ann, 'one'))
  const here = stage
  await until('the live message', () => lives(here).length === 1)
  say(sink, ann)
  await sink.flush()
  await until('the line', () => text.messages.some(({ content }) => content === '**Ann**: one two'))
  expect(text.messages.map(({ webhookId }) => webhookId).filter((id) => id !== null)).toEqual([])
  sink.close()
})

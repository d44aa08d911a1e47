import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { commands } from '../../commands/index.ts'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage

beforeEach(async () => {
  stage = await openCommandStage()
})

afterEach(() => stage.close())

test('/transcribe help says in four lines how to begin, to the caller alone', async () => {
  const outcome = await stage.ann.command(stage.text, ['transcribe', 'help'])
  const { content } = await outcome.next()
  expect(outcome.ephemeral).toBe(true)
  const lines = unescaped(content).split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain('join a voice channel and give /transcribe start')
})

test('/transcribe help names no command that there is not', async () => {
  const { content } = await (await stage.ann.command(stage.text, ['transcribe', 'help'])).next()
  const named = [...content.matchAll(/<\/transcribe (\w+):\d+>/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(4)
  const known = commands.map(({ name }) => name)
  expect(named.filter((name) => name === undefined || !known.includes(name))).toEqual([])
})

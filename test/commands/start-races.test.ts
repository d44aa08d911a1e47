import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { commands } from '../../commands/index.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import { EngineError } from '../../src/base/errors.ts'
import type { CommandContext } from '../../src/session/command.ts'
import { verbatim } from '../../src/wording/words.ts'
import { contextOf, type Hall, openHall, until } from '../discord/hall.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'

/** An engine whose probe takes as long as the test wants. */
class SlowEngine extends ScriptedEngine {
  readonly probe = Promise.withResolvers<void>()

  override async check(): Promise<void> {
    await super.check()
    await this.probe.promise
  }
}

let hall: Hall
let engine: SlowEngine
let context: CommandContext
let ann: SandboxMember

beforeEach(async () => {
  hall = await openHall({ gateway: { commands } })
  engine = new SlowEngine()
  context = await contextOf(hall.gateway, hall.log, [engine])
  await hall.gateway.start(context)
  ann = hall.guild.addMember('ann', { nick: 'Ann' })
  ann.joinVoice(hall.room)
})

afterEach(async () => {
  await context.sessions.drain(verbatim('The test is over.'))
  await hall.close()
})

/** A start that got as far as the engine's probe, or, once `joins`, as the voice server. */
async function starting() {
  const outcome = await ann.command(hall.text, ['transcribe', 'start'])
  await until('the probe', () => engine.checks === 1)
  return { said: async () => (await outcome.next(() => true, 20_000)).content, outcome }
}

/** Resolves when the bot was told of all that was done until now: Discord's news come in order. */
async function told(): Promise<void> {
  const { id } = hall.discord.addGuild('News')
  await until('the news', () => hall.gateway.guilds.some((guild) => guild === id))
}

const bot = () => hall.guild.voiceState(hall.guild.bot.id)

describe('while it starts', () => {
  test('the bot is moved: it leaves, and who started it is told', async () => {
    const { said } = await starting()
    const cellar = hall.guild.addVoice('Cellar')
    const stopWatching = hall.guild.onVoice((member, state) => {
      if (member !== hall.guild.bot || state.channelId !== hall.room.id) return
      stopWatching()
      // Before it is told of a voice server to connect to.
      hall.guild.setVoiceState({ ...state, channelId: cellar.id })
    })
    engine.probe.resolve()
    expect(await said()).toMatch(
      /^I was moved to another voice channel, and listen only where I was asked to\./,
    )
    expect(context.sessions.count).toBe(0)
  })

  test('the voice channel is deleted: who started it is told', async () => {
    const { said } = await starting()
    hall.guild.deleteChannel(hall.room)
    await told()
    engine.probe.resolve()
    expect(await said()).toMatch(/^I cannot see that voice channel\./)
    expect([context.sessions.count, bot()]).toEqual([0, null])
  })

  test('the voice channel is deleted while it is joined: who started it is told', async () => {
    const { said } = await starting()
    hall.discord.ignoreVoiceRequests(true)
    engine.probe.resolve()
    await until('the request', () => hall.discord.voiceRequests === 1)
    hall.guild.deleteChannel(hall.room)
    expect(await said()).toBe('The voice channel was deleted.')
    expect(context.sessions.count).toBe(0)
  })

  test('the text channel is deleted: it goes on in the voice channel’s own chat', async () => {
    const { outcome } = await starting()
    ann.leaveVoice()
    hall.guild.deleteChannel(hall.text)
    await told()
    engine.probe.resolve()
    await until('the session', () => context.sessions.live.length === 1)
    await until('the chat', () => context.sessions.live[0]?.channel === hall.room.id)
    expect(outcome.deferred).toBe(true)
  })

  test('a permission is taken away: it says which', async () => {
    const { said } = await starting()
    hall.guild.deny(hall.room, 'Connect')
    await told()
    engine.probe.resolve()
    expect(await said()).toMatch(/I need Connect\. Grant it/)
    expect(context.sessions.count).toBe(0)
  })

  test('the server vanishes: nothing is left, and the bot goes on elsewhere', async () => {
    await starting()
    const { discord, gateway } = hall
    discord.world.removeGuild(hall.guild)
    await until('the news', () => gateway.guilds.length === 0)
    engine.probe.resolve()
    await until('the end', () => context.sessions.count === 0)
    const other = discord.addGuild('Other')
    await told()
    const [text, cat] = [other.addText('text'), other.addMember('cat')]
    const reply = await (await cat.command(text, ['transcribe', 'status'])).next()
    expect(reply.content).toMatch(/^Nothing is being transcribed in this server\./)
  })

  test('the engine breaks down: it says what the engine says', async () => {
    const { said } = await starting()
    engine.probe.reject(new EngineError(verbatim('The key was refused.'), { retryable: false }))
    expect(await said()).toBe('I cannot transcribe now. The key was refused.')
    expect(context.sessions.count).toBe(0)
  })

  test('the starter leaves the room: it listens all the same', async () => {
    const { said } = await starting()
    ann.leaveVoice()
    engine.probe.resolve()
    expect(await said()).toMatch(/^I am listening to/)
  })
})

test('an answer that comes too late to be taken leaves what was done as it is', async () => {
  const { outcome } = await starting()
  ann.leaveVoice()
  hall.discord.failNext({
    method: 'PATCH',
    path: /webhooks/,
    status: 401,
    body: { code: 50027, message: 'Invalid Webhook Token' },
  })
  engine.probe.resolve()
  await hall.log.line('command not answered')
  expect(outcome.replies).toEqual([])
  expect(context.sessions.live).toHaveLength(1)
  expect((await (await ann.command(hall.text, ['transcribe', 'stop'])).next()).content).toMatch(/^Stopped\./)
})

import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { WebSocketServer } from 'ws'
import { Random } from '../../sandbox/cast/random.ts'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter, WORD_STEP_MS } from '../../sandbox/cast/tone-language.ts'
import { VOCABULARY } from '../../sandbox/cast/vocabulary.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { type Answer, type Place, type Request, request } from './messages.ts'

/**
 * The process in which the people of `bench/receive/receive.ts` talk: a sandbox with a number of calls (its argument),
 * and a WebSocket server that throws away what it is sent. It ends with the process that started it.
 */

const FRAME_MS = 20
/** Different things to say, so that not all decoders do the same at the same time. */
const SPEECHES = 8
const SPEECH_MS = 10_000

const calls = Number(process.argv[2])
const sandbox = await Sandbox.start()
const places = Array.from({ length: calls }, (_, index) => {
  const guild = sandbox.discord.addGuild(`Bench ${index}`)
  return { guild, room: guild.addVoice('Room'), text: guild.addText('captions') }
})
const people: VoicePerson[] = []
const callCodes: (() => string)[] = []
const speeches = Array.from({ length: SPEECHES }, (_, seed) => speech(seed))

const sink = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
sink.on('connection', (socket) => socket.on('message', () => {}))
await new Promise((resolve) => sink.once('listening', resolve))

process.on('message', (message) => {
  handle(v.parse(request, message)).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
process.once('disconnect', () => {
  sandbox.close().finally(() => process.exit())
})
tell({
  kind: 'ready',
  certificate: await readFile(sandbox.certificateFile, 'utf8'),
  token: sandbox.discord.token,
  apiUrl: sandbox.discord.apiUrl,
  botId: sandbox.discord.botUserId,
  sinkUrl: sinkUrl(),
  places: places.map(
    ({ guild, room, text }): Place => ({ guildId: guild.id, channelId: room.id, textId: text.id }),
  ),
})

async function handle(asked: Request): Promise<void> {
  const { id } = asked
  switch (asked.kind) {
    case 'fill':
      return tell({ kind: 'filled', id, people: await fill(asked.call, asked.people) })
    case 'admit':
      return tell({ kind: 'admitted', id, ...admit(asked.call, asked.userId) })
    case 'codes':
      return tell({ kind: 'codes', id, codes: callCodes.map((code) => code()) })
    case 'talk':
      await talk(asked)
      return tell({ kind: 'silent', id })
  }
}

async function fill(call: number, count: number) {
  const { guild, room } = placeOf(call)
  const entered = await Promise.all(
    Array.from({ length: count }, (_, index) => sandbox.enter(guild.addMember(`p${call}x${index}`), room)),
  )
  await Promise.all(entered.map((person) => person.whenEncrypted()))
  people.push(...entered)
  callCodes[call] = () => codeOf(entered)
  return entered.map(({ userId, ssrc }) => ({ userId, ssrc }))
}

/** While a group changes, its members do not have the same keys. */
function codeOf(members: readonly VoicePerson[]): string {
  const [code, ...others] = new Set(members.map((person) => person.voicePrivacyCode))
  return others.length === 0 ? (code ?? '') : ''
}

function admit(call: number, userId: string) {
  const { guild, room } = placeOf(call)
  const sessionId = `bench-${userId}-${call}`
  const token = sandbox.voice.admit({ guildId: guild.id, channelId: room.id, userId, sessionId })
  return { token, endpoint: sandbox.voice.endpoint }
}

async function talk(asked: { readonly people: number; readonly ms: number; readonly listener: string }) {
  sandbox.voice.setWireRule(({ listenerId }) =>
    asked.listener === '' || listenerId === asked.listener ? 'pass' : 'drop',
  )
  const frames = Math.ceil(asked.ms / FRAME_MS)
  await Promise.all(
    people.slice(0, asked.people).map((person, index) => {
      const said = speeches[index % SPEECHES] ?? []
      return person.talk(
        Array.from({ length: frames }, (_, frame) => said[frame % said.length] ?? Buffer.alloc(0)),
      )
    }),
  )
}

function speech(seed: number): Buffer[] {
  const random = new Random(seed)
  const words = Array.from({ length: Math.ceil(SPEECH_MS / WORD_STEP_MS) }, () => random.pick(VOCABULARY))
  return encodeSpeech(utter(words))
}

function placeOf(call: number) {
  const found = places[call]
  if (found === undefined) throw new RangeError('no such call')
  return found
}

function sinkUrl(): string {
  const address = sink.address()
  if (address === null || typeof address === 'string') throw new Error('the sink has no port')
  return `ws://127.0.0.1:${address.port}`
}

function tell(message: Answer): void {
  process.send?.(message)
}

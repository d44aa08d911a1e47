import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import tls from 'node:tls'
import opus from '@discordjs/opus'
import { makeCertificate } from '../sandbox/discord/voice/certificate.ts'
import { RtpStream } from '../sandbox/discord/voice/rtp.ts'
import { VoiceServer } from '../sandbox/discord/voice/voice-server.ts'
import { ReceiveGuard } from '../src/discord/receive-guard.ts'
import { Session } from '../src/session/session.ts'
import { ListeningBot } from '../test/sandbox/discord/voice/listening-bot.ts'
import { tonePackets } from '../test/sandbox/discord/voice/opus-tone.ts'
import { ManualClock } from '../test/support/manual-clock.ts'

const certificate = await makeCertificate()
tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.cert])
const voice = await VoiceServer.start({ certificate, modes: ['aead_aes256_gcm_rtpsize'] })
const seat = { guildId: '100000000000000001', channelId: '200000000000000001' }
const listening = ListeningBot.ask(voice, { ...seat, userId: '900000000000000001' })
const { connection } = listening
const clock = new ManualClock()
const nolog: any = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  with() {
    return nolog
  },
}
const session = new Session({
  id: 's' as any,
  ref: { guild: 'g', room: 'r' } as any,
  channel: 'c' as any,
  clock,
  log: nolog,
  keyTerms: [],
  longTurnMs: 20000,
  drainMs: 1000,
  onDead() {},
  sink: { notice() {}, final() {}, open() {}, withdrawn() {}, gap() {}, async flush() {}, close() {} } as any,
  engine: {
    name: 'x',
    description: 'x',
    tailMs: 1480,
    graceMs: 3000,
    async check() {},
    open: () => ({
      send() {
        chunks += 1
      },
      endTurn() {},
      async finish() {},
      abort() {},
      usage: () => ({ billedMs: 0, connections: 0 }),
    }),
    async close() {},
  } as any,
} as any)
let chunks = 0
const guard = new ReceiveGuard({
  connection,
  clock,
  meet: (id) => session.meet({ id: id as any, name: id, avatarUrl: null, bot: false }),
  onFault: (e) => console.log(e),
})
await listening.until('ready', () => connection.state.status === 'ready')
const people: any[] = []
const N = 25
for (let i = 0; i < N; i++)
  people.push(await voice.connectPerson({ ...seat, userId: String(300000000000000000n + BigInt(i)) }))
for (const p of people) await p.whenEncrypted()
await new Promise((r) => setTimeout(r, 1500))
const key = connection.receiver.connectionData.secretKey!
const tones = tonePackets(50, 300)
let c = 0x70000000
const seal = (header: Buffer, body: Buffer) => {
  const n = Buffer.alloc(12)
  n.writeUInt32BE(c++)
  const ci = createCipheriv('aes-256-gcm', key, n)
  ci.setAAD(header)
  const s = Buffer.concat([ci.update(body), ci.final()])
  return Buffer.concat([header, s, ci.getAuthTag(), n.subarray(0, 4)])
}
const rtps = people.map((p) => new RtpStream(p.ssrc))
for (const p of people) connection.receiver.ssrcMap.update({ userId: p.userId, audioSSRC: p.ssrc })
let frame = 0
const make = (n: number) =>
  Array.from({ length: n * N }, (_, i) => {
    const k = i % N
    if (k === 0) frame++
    const { header, body } = rtps[k]!.packet(frame, people[k].keys.seal(tones[frame % 50]!))
    return seal(header, body)
  })
const dave = (connection.state as any).networking.state.dave.session
const ko = createSecretKey(key)
const nonce = Buffer.alloc(12)
const decs = people.map(() => new opus.OpusEncoder(16000, 1))
const bySsrc = new Map(people.map((p, i) => [p.ssrc, [p.userId, decs[i]] as const]))
const native = (d: Buffer) => {
  const [u, dec] = bySsrc.get(d.readUInt32BE(8))!
  const at = d.length - 4
  d.copy(nonce, 0, at)
  const de = createDecipheriv('aes-256-gcm', ko, nonce)
  de.setAAD(d.subarray(0, 16))
  de.setAuthTag(d.subarray(at - 16, at))
  const b = de.update(d.subarray(16, at - 16))
  de.final()
  dec!.decode(dave.decrypt(u, 0, b.subarray(4)))
}
const cpu = async (run: () => void) => {
  const a = process.cpuUsage()
  run()
  await new Promise((r) => setImmediate(r))
  const b = process.cpuUsage(a)
  return b.user + b.system
}
const ROUNDS = Number(process.argv[2] ?? 12)
const FR = 200
for (let r = 0; r < ROUNDS; r++) {
  const one = make(FR)
  const two = make(FR)
  globalThis.gc?.()
  const n = await cpu(() => {
    for (const d of one) native(d)
  })
  globalThis.gc?.()
  const h = await cpu(() => {
    let i = 0
    for (const d of two) {
      connection.receiver.onUdpMessage(d)
      if (++i % N === 0) clock.advance(20)
    }
  })
  console.log(
    'native',
    (n / (FR * N)).toFixed(1),
    'hansard',
    (h / (FR * N)).toFixed(1),
    (h / n).toFixed(2),
    chunks,
  )
}
console.log(guard.counters)
process.exit(0)

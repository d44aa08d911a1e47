import { type ChildProcess, fork } from 'node:child_process'
import tls from 'node:tls'
import * as v from 'valibot'
import { WebSocket } from 'ws'
import { type Answer, answer, type Person, type Place, type Request } from './messages.ts'

/** As large as a group gets in which everybody has keys within about a second. */
export const CALL_PEOPLE = 25

type Ready = Extract<Answer, { readonly kind: 'ready' }>
type Reply = Exclude<Answer, Ready>
type Ask<Kind extends Request['kind']> = Omit<Extract<Request, { readonly kind: Kind }>, 'id' | 'kind'>

/** One call of the crowd, as those who listen to it know it. */
export interface Call extends Place {
  readonly index: number
  readonly people: readonly Person[]
}

/** The speakers' process, and a line to its sink for each of the speakers. */
export class Crowd {
  readonly discord: Ready
  /** By user id: a WebSocket to send the speaker's sound to. */
  readonly lines = new Map<string, WebSocket>()
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #asked = 0

  /** Starts the process; its people come later. */
  static async start(calls: number): Promise<Crowd> {
    const child = fork(new URL('./speakers.ts', import.meta.url), [String(calls)])
    const ready = await new Promise<Answer>((resolve, reject) => {
      child.once('message', (message) => resolve(v.parse(answer, message)))
      child.once('exit', () => reject(new Error('the speakers did not come')))
    })
    if (ready.kind !== 'ready') throw new Error('the speakers spoke before they were ready')
    tls.setDefaultCACertificates([...tls.getCACertificates(), ready.certificate])
    return new Crowd(child, ready)
  }

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child
    this.discord = ready
    child.removeAllListeners('exit')
    child.on('message', (message) => {
      const reply = v.parse(answer, message)
      if (reply.kind !== 'ready') this.#waiting.get(reply.id)?.(reply)
    })
    child.once('exit', (code) => {
      if (!this.#closing) throw new Error(`the speakers are gone (${code})`)
    })
  }

  #closing = false

  /** People enter a call; resolves when they have keys and their lines are open. */
  async fill(index: number, people: number): Promise<Call> {
    const place = this.discord.places[index]
    const reply = await this.#ask('fill', { call: index, people })
    if (reply.kind !== 'filled' || place === undefined) throw new Error('the call was not filled')
    await Promise.all(reply.people.map(({ userId }) => this.#openLine(userId)))
    return { ...place, index, people: reply.people }
  }

  async admit(call: number, userId: string): Promise<{ readonly token: string; readonly endpoint: string }> {
    const reply = await this.#ask('admit', { call, userId })
    if (reply.kind !== 'admitted') throw new Error('not admitted')
    return reply
  }

  /** The privacy code of each call's group. */
  async codes(): Promise<readonly string[]> {
    const reply = await this.#ask('codes', {})
    return reply.kind === 'codes' ? reply.codes : []
  }

  /** The first `people` of all talk for so long, to one listener; resolves when they fall silent. */
  async talk(speech: Ask<'talk'>): Promise<void> {
    await this.#ask('talk', speech)
  }

  async close(): Promise<void> {
    this.#closing = true
    for (const line of this.lines.values()) line.terminate()
    if (this.#child.exitCode !== null) return
    const exited = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.disconnect()
    await exited
  }

  async #openLine(userId: string): Promise<void> {
    const line = new WebSocket(this.discord.sinkUrl, { perMessageDeflate: false })
    this.lines.set(userId, line)
    await new Promise((resolve, reject) => line.once('open', resolve).once('error', reject))
  }

  #ask<Kind extends Request['kind']>(kind: Kind, details: Ask<Kind>): Promise<Reply> {
    this.#asked += 1
    const id = this.#asked
    return new Promise((resolve) => {
      this.#waiting.set(id, (reply) => {
        this.#waiting.delete(id)
        resolve(reply)
      })
      this.#child.send({ kind, id, ...details })
    })
  }
}

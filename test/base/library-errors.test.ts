import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { REST } from 'discord.js'
import { WebSocket, WebSocketServer } from 'ws'
import { createLog } from '../../src/base/log.ts'

/** What a person said, was called or keeps to themselves: it stands in whatever these libraries are given. */
const SECRET = 'unspeakable'

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
const listening = <T extends Server>(server: T): Promise<T> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))

async function thrown(act: () => unknown): Promise<unknown> {
  try {
    await act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** As `ws` reports a failure of a client. */
const failureOf = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => socket.once('error', resolve))

/** An HTTP service that answers with what it was asked, and servers that do not speak HTTP at all. */
let http: Server
let nonsense: Server
let sockets: WebSocketServer
beforeAll(async () => {
  http = await listening(
    createServer((request, response) => {
      const status = Number(/status=(\d+)/.exec(request.url ?? '')?.[1] ?? 200)
      response.writeHead(status, { 'content-type': 'application/json', 'x-quote': SECRET })
      response.end(
        request.url?.includes('broken')
          ? `{"content":"${SECRET}`
          : JSON.stringify({ code: 50_035, message: `Invalid ${SECRET}`, errors: {} }),
      )
    }),
  )
  nonsense = await listening(createTcpServer((socket) => socket.end(`${SECRET}\r\n\r\n`)))
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => sockets.once('listening', resolve))
})
afterAll(() => {
  for (const server of [http, nonsense, sockets]) server.close()
})

const rest = (): REST => new REST({ api: `http://127.0.0.1:${portOf(http)}`, retries: 0 }).setToken(SECRET)
const socketAddress = (): string => {
  const address = sockets.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `ws://127.0.0.1:${address.port}/${SECRET}`
}
const database = (): DatabaseSync =>
  new DatabaseSync(join(mkdtempSync(join(tmpdir(), 'hansard-errors-')), 'x.sqlite'))

/** Everything that these libraries throw in the way of this bot, by what a reader of the log still learns. */
const ERRORS: readonly (readonly [string, () => unknown, object])[] = [
  [
    'a message that Discord refuses',
    () => rest().post(`/webhooks/1/${SECRET}?status=400`, { body: { content: SECRET } }),
    { name: 'DiscordAPIError[50035]', code: 50_035, status: 400 },
  ],
  [
    'a failure of Discord',
    () => rest().post(`/channels/1/${SECRET}?status=500`, { body: { content: SECRET } }),
    { name: 'HTTPError', status: 500 },
  ],
  [
    'an answer of Discord that is cut',
    () => rest().get(`/channels/1/${SECRET}?broken`),
    { name: 'SyntaxError' },
  ],
  [
    'a file that nobody serves',
    () => fetch(`http://127.0.0.1:1/${SECRET}`, { headers: { authorization: SECRET } }),
    { name: 'TypeError' },
  ],
  [
    'a service that speaks no HTTP',
    () => fetch(`http://127.0.0.1:${portOf(nonsense)}/${SECRET}`),
    { name: 'TypeError', cause: { name: 'HTTPParserError' } },
  ],
  ['an address that is none', () => fetch(`http://${SECRET} /`), { cause: { code: 'ERR_INVALID_URL' } }],
  [
    'a header that is none',
    () => fetch('http://127.0.0.1:1', { headers: { key: `${SECRET}\nx` } }),
    { name: 'TypeError' },
  ],
  [
    'a speech socket that is refused',
    () => failureOf(new WebSocket(`ws://127.0.0.1:1/${SECRET}`)).then(raise),
    { code: 'ECONNREFUSED', syscall: 'connect' },
  ],
  [
    'a speech service that answers with a page',
    () => failureOf(new WebSocket(`ws://127.0.0.1:${portOf(http)}/${SECRET}`)).then(raise),
    { name: 'Error' },
  ],
  [
    'a speech service that sends nonsense',
    () => {
      sockets.once('connection', (_, { socket }) => socket.write(`${SECRET}${SECRET}`))
      return failureOf(new WebSocket(socketAddress())).then(raise)
    },
    { name: 'RangeError' },
  ],
  ['a protocol that is none', () => new WebSocket(socketAddress(), SECRET, { protocolVersion: 7 }), {}],
  [
    'a statement that SQLite does not understand',
    () => database().prepare(`SELECT ${SECRET} FROM nothing`),
    { code: 'ERR_SQLITE_ERROR', errcode: 1 },
  ],
  [
    'a row that SQLite does not take',
    () => {
      const one = database()
      one.exec('CREATE TABLE said (text TEXT UNIQUE CHECK (length(text) < 3))')
      one.prepare('INSERT INTO said VALUES (?)').run(SECRET)
    },
    { code: 'ERR_SQLITE_ERROR', errcode: 275 },
  ],
  [
    'a search that SQLite cannot read',
    () => {
      const one = database()
      one.exec('CREATE VIRTUAL TABLE said USING fts5 (text)')
      one.prepare('SELECT * FROM said WHERE said MATCH ?').all(`"${SECRET}`)
    },
    { code: 'ERR_SQLITE_ERROR', errcode: 1 },
  ],
  [
    'a file of SQLite that is not there',
    () => new DatabaseSync(`/nowhere/${SECRET}/x.sqlite`),
    { code: 'ERR_SQLITE_ERROR', errcode: 14 },
  ],
  ['JSON that is cut', () => JSON.parse(`{"content":"${SECRET}`), { name: 'SyntaxError' }],
  ['JSON that is none', () => JSON.parse(SECRET), { name: 'SyntaxError' }],
  ['JSON with lines', () => JSON.parse(`${SECRET}\n    at ${SECRET} (x:1:2)`), { name: 'SyntaxError' }],
]

function raise(error: unknown): never {
  throw error
}

describe('what the libraries throw', () => {
  test.each(ERRORS)('%s quotes nothing in the log, and says what is known of it', async (_, act, known) => {
    const error = await thrown(act)
    const lines: string[] = []
    const log = createLog('debug', { write: (line: string) => void lines.push(line) })
    log.error('it failed', error)
    log.error('it failed within', new Error(SECRET, { cause: error }))
    expect(lines.join('')).not.toContain(SECRET)
    expect(lines.join('')).not.toMatch(/authorization|x-quote|content/)
    const [first = ''] = lines
    expect(JSON.parse(first)).toMatchObject({ error: known })
  })

  test('would be quoted, did nobody drop it', async () => {
    const texts = await Promise.all(
      ERRORS.map(async ([, act]) => inspect(await thrown(act), { depth: 6, showHidden: true })),
    )
    expect(texts.filter((text) => text.includes(SECRET)).length).toBeGreaterThan(5)
  })
})

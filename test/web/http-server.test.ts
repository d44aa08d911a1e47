import { once } from 'node:events'
import { createConnection } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { ConfigError } from '../../src/base/errors.ts'
import { HttpServer, type Page } from '../../src/web/http-server.ts'
import { RecordingLog } from '../support/recording-log.ts'

const servers: HttpServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const page = (body: string): Page => ({ status: 200, contentType: 'text/plain', body })

function make(options: { readonly host?: string; readonly port?: number } = {}) {
  const log = new RecordingLog()
  const wanted = Promise.withResolvers<void>()
  const slow = Promise.withResolvers<string>()
  const server = new HttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    pages: new Map<string, () => Page | Promise<Page>>([
      ['/hello', () => page('hello\n')],
      [
        '/slow',
        () => {
          wanted.resolve()
          return slow.promise.then(page)
        },
      ],
      ['/sick', () => ({ ...page('sick\n'), status: 503 })],
      [
        '/broken',
        () => {
          throw new TypeError('a secret')
        },
      ],
    ]),
    ...options,
  })
  servers.push(server)
  return { server, log, release: { wanted: wanted.promise, now: slow.resolve } }
}

async function listening() {
  const { server, log, release } = make()
  const port = await server.start()
  return { server, log, release, port, url: `http://127.0.0.1:${port}` }
}

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

describe('the HTTP server', () => {
  test('answers with its pages, their status and type, and nothing is cached', async () => {
    const { url } = await listening()
    const hello = await fetch(`${url}/hello?who=me`)
    expect([hello.status, await hello.text()]).toEqual([200, 'hello\n'])
    expect(hello.headers.get('content-type')).toBe('text/plain')
    expect(hello.headers.get('cache-control')).toBe('no-store')
    expect((await fetch(`${url}/sick`)).status).toBe(503)
    const head = await fetch(`${url}/hello`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  test.each([
    ['GET', '/', 404],
    ['GET', '/hello/', 404],
    ['GET', '//hello', 404],
    ['GET', '/../etc/passwd', 404],
    ['POST', '/hello', 405],
    ['DELETE', '/hello', 405],
  ])('answers %s %s with %i', async (method, path, status) => {
    const { url } = await listening()
    expect((await fetch(url + path, { method })).status).toBe(status)
  })

  test('a page that fails is answered with 500, and its cause goes to the log alone', async () => {
    const { url, log } = await listening()
    const broken = await fetch(`${url}/broken`)
    expect(broken.status).toBe(500)
    expect(await broken.text()).not.toContain('secret')
    expect(log.lines.map(({ event }) => event)).toEqual(['http page failed'])
  })

  test('what is no HTTP is refused and does no harm', async () => {
    const { url, port } = await listening()
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(port, '127.0.0.1', () => socket.write('\x00\x01 nonsense\r\n\r\n'))
      let text = ''
      socket.on('data', (data) => {
        text += String(data)
      })
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect((await fetch(`${url}/hello`)).status).toBe(200)
  })

  test('a port in use is a configuration error that names it', async () => {
    const { port } = await listening()
    const error = await refusal(make({ port }).server.start())
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toContain(
      `HTTP_PORT ${port} on 127.0.0.1 is in use by another program: stop that, or choose another port.`,
    )
  })

  test('so is a host that is not of this machine', async () => {
    const error = await refusal(make({ host: '203.0.113.1' }).server.start())
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toContain('HTTP_HOST 203.0.113.1 is no address of this machine.')
  })

  test('closes though a client keeps its connection, twice if need be, and also if it never listened', async () => {
    const { server, url } = await listening()
    await (await fetch(`${url}/hello`)).text()
    await Promise.all([server.close(), server.close()])
    await expect(fetch(`${url}/hello`)).rejects.toThrow()
    await make().server.close()
  })

  test('closes at once though somebody has connected and asked nothing, or half of it', async () => {
    const { server, port } = await listening()
    const ended = ['', 'GET /hello HTTP/1.1\r\nHost: '].map(async (half) => {
      const socket = createConnection(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(half)
      return once(socket, 'close')
    })
    // A third one has been answered when these two are known of.
    await (await fetch(`http://127.0.0.1:${port}/hello`)).text()
    await server.close()
    await Promise.all(ended)
  }, 4_000)

  test('closes when what is being answered was answered', async () => {
    const { server, url, release } = await listening()
    const asked = fetch(`${url}/slow`)
    await release.wanted
    const closed = server.close()
    release.now('slow\n')
    expect(await (await asked).text()).toBe('slow\n')
    await closed
  })
})

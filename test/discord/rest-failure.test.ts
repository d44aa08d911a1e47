import { expect, test } from '@jest/globals'
import { DiscordAPIError, HTTPError } from 'discord.js'
import { restFailure } from '../../src/discord/rest-failure.ts'

const api = (status: number) =>
  new DiscordAPIError({ code: 0, message: 'x' }, 0, status, 'POST', 'http://x', {
    files: undefined,
    body: undefined,
  })
const coded = (code: string) => Object.assign(new Error('x'), { code })

test.each([
  ['a 400 is refused', api(400), 'refused'],
  ['a 401 shuts', api(401), 'shut'],
  ['a 403 shuts', api(403), 'shut'],
  ['a 404 shuts', api(404), 'shut'],
  ['a 429 can be tried again', api(429), 'again'],
  ['a 502 can be tried again', new HTTPError(502, 'x', 'POST', 'http://x', {}), 'again'],
  ['a socket that broke can be tried again', coded('ECONNRESET'), 'again'],
  [
    'so can one that the library wrapped',
    new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }),
    'again',
  ],
  ['so can a time limit of undici', coded('UND_ERR_CONNECT_TIMEOUT'), 'again'],
  ['so can a request that took too long', new DOMException('x', 'AbortError'), 'again'],
  ['a bug is not tried again', new TypeError('x is not a function'), 'refused'],
  ['something that is no error is not tried again', 'x', 'refused'],
] as const)('%s', (_, error, expected) => {
  expect(restFailure(error)).toBe(expected)
})

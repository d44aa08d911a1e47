import { expect, test } from '@jest/globals'
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import { postFailure, restFailure } from '../../src/discord/rest-failure.ts'

const api = (status: number, code = 0) =>
  new DiscordAPIError({ code, message: 'x' }, code, status, 'POST', 'http://x', {
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

const limited = new RateLimitError({
  global: false,
  hash: 'x',
  limit: 30,
  majorParameter: '1',
  method: 'POST',
  retryAfter: 40_000,
  route: '/webhooks/:id/:token',
  scope: 'shared',
  sublimitTimeout: 0,
  timeToReset: -20,
  url: 'http://x',
})

test.each([
  ['over a limit, it was not shown, and Discord said for how long', limited, { kind: 'limited', ms: 40_000 }],
  ['after a 5xx nobody knows', new HTTPError(502, 'x', 'POST', 'http://x', {}), { kind: 'unsure' }],
  ['after a cut connection nobody knows', coded('ECONNRESET'), { kind: 'unsure' }],
  ['an unknown webhook', api(404, 10_015), { kind: 'no-webhook' }],
  ['a webhook whose token was renewed', api(401, 50_027), { kind: 'no-webhook' }],
  ['an unknown channel', api(404, 10_003), { kind: 'gone' }],
  ['a permission that is missing', api(403, 50_013), { kind: 'closed' }],
  ['an archived thread', api(400, 50_083), { kind: 'closed' }],
  ['a locked thread', api(400, 160_005), { kind: 'closed' }],
  ['what AutoMod stops', api(400, 200_000), { kind: 'refused' }],
] as const)('a message: %s', (_, error, expected) => {
  expect(postFailure(error)).toEqual(expected)
})

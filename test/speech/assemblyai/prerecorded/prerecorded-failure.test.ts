import { describe, expect, test } from '@jest/globals'
import {
  httpFailure,
  isUnsent,
  networkFailure,
} from '../../../../src/speech/assemblyai/prerecorded/prerecorded-failure.ts'

/** As fetch throws it. */
const thrown = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('to 10.0.0.1:443'), { code }) })

describe('a failure of the network', () => {
  test.each([
    ['ECONNREFUSED', true],
    ['ENOTFOUND', true],
    ['EAI_AGAIN', true],
    ['UND_ERR_CONNECT_TIMEOUT', true],
    ['ECONNRESET', false],
    ['UND_ERR_SOCKET', false],
    ['EPIPE', false],
  ])('%s: nothing can have been sent %s', (code, unsent) => {
    expect(isUnsent(thrown(code))).toBe(unsent)
  })

  test('is told by its code, without an address', () => {
    expect(networkFailure(thrown('ECONNRESET')).message).toBe('AssemblyAI could not be reached (ECONNRESET).')
    expect(networkFailure(new TypeError('bad http://10.0.0.1')).message).toBe(
      'AssemblyAI could not be reached (network).',
    )
  })
})

describe('an HTTP status', () => {
  test.each([
    [307, false],
    [400, false],
    [401, false],
    [402, false],
    [403, false],
    [404, false],
    [413, false],
    [422, false],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
  ])('%i: another attempt can help %s', (status, retryable) => {
    const error = httpFailure(status, '', [])
    expect(error).toMatchObject({ retryable, code: status })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
  })
})

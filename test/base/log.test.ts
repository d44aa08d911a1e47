import { describe, expect, test } from '@jest/globals'
import { EngineError } from '../../src/base/errors.ts'
import { createLog } from '../../src/base/log.ts'
import { verbatim } from '../../src/wording/words.ts'

function logged(error: unknown): string {
  const lines: string[] = []
  createLog('info', { write: (line: string) => void lines.push(line) }).error('it failed', error, {
    session: 's1',
  })
  return lines.join('')
}

describe('an error in the log', () => {
  test('keeps the sentence of our own errors and their code', () => {
    const line = JSON.parse(
      logged(new EngineError(verbatim('The key was refused.'), { retryable: false, code: 1008 })),
    )
    expect(line).toMatchObject({
      event: 'it failed',
      session: 's1',
      error: { message: 'The key was refused.', code: 1008 },
    })
  })

  test('quotes nothing of what others put into theirs', () => {
    const secrets = 'spoken words and https://host/webhooks/1/token'
    const api = Object.assign(new Error(secrets), {
      status: 400,
      code: 50_035,
      url: secrets,
      requestBody: { json: { content: secrets } },
      rawError: { message: secrets },
    })
    const line = logged(new Error(secrets, { cause: api }))
    expect(line).not.toMatch(/spoken|token/)
    expect(JSON.parse(line)).toMatchObject({ error: { name: 'Error', cause: { status: 400, code: 50_035 } } })
  })

  test('drops the input that a parse error quotes, and keeps the place', () => {
    let caught: unknown
    try {
      JSON.parse('spoken words')
    } catch (error) {
      caught = error
    }
    const line = logged(caught)
    expect(line).not.toContain('spoken')
    expect(line).toContain('log.test.ts')
  })

  test('drops the message also where it has several lines', () => {
    expect(logged(new Error('spoken\n    at home, said'))).not.toMatch(/spoken|home/)
  })
})

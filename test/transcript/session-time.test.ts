import { expect, test } from '@jest/globals'
import { exactTime, readableTime, utcDate, utcMinute } from '../../src/transcript/session-time.ts'

test.each([
  [0, '0:00:00', '00:00:00.000'],
  [999.4, '0:00:00', '00:00:00.999'],
  [999.6, '0:00:01', '00:00:01.000'],
  [3_723_456, '1:02:03', '01:02:03.456'],
  [400_000_000, '111:06:40', '111:06:40.000'],
  [-5, '0:00:00', '00:00:00.000'],
])('%d ms as a time', (ms, readable, exact) => {
  expect(readableTime(ms)).toBe(readable)
  expect(exactTime(ms)).toBe(exact)
  expect(exactTime(ms, ',')).toBe(exact.replace('.', ','))
})

test('dates are told in UTC', () => {
  const at = Date.UTC(2026, 10, 22, 3, 4, 5)
  expect(utcDate(at)).toBe('2026-11-22 03:04:05 UTC')
  expect(utcMinute(at)).toBe('2026-11-22 03:04 UTC')
})

import { describe, expect, test } from '@jest/globals'
import { strFromU8, unzipSync } from 'fflate'
import { exportFiles } from '../../../src/session/record/export-files.ts'
import type { ExportFormat } from '../../../src/transcript/export/export-format.ts'
import { EXPORT_FORMATS } from '../../../src/transcript/export/export-formats.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { seeded } from '../../support/seeded.ts'
import { ada, session, transcript, turn } from '../../transcript/export/sample.ts'

const wanted = { fileLimit: 1_000, words: english }
const told = transcript([turn(ada, 0, 'Hello.')])
const format = (text: string): ExportFormat => ({
  name: 'txt',
  description: verbatim('x'),
  write: () => text,
})
const named = async (roomName: string): Promise<string | undefined> =>
  (
    await exportFiles({ ...told, session: { ...session, roomName } }, [format('')], {
      ...wanted,
      fileLimit: 10,
    })
  )[0]?.name

test('a transcript is a file of each format, named after its beginning and its room', async () => {
  const files = await exportFiles(told, EXPORT_FORMATS, { ...wanted, fileLimit: 100_000 })
  expect(files.map(({ name }) => name)).toEqual(
    ['txt', 'md', 'srt', 'vtt', 'json', 'csv'].map((ending) => `2026-01-02-0304-table.${ending}`),
  )
  for (const [at, { bytes }] of files.entries())
    expect(Buffer.from(bytes).toString()).toBe(EXPORT_FORMATS[at]?.write(told, english))
})

test('between one file and the next, all else that waits has its turn', async () => {
  const order: string[] = []
  const formats = ['a', 'b'].map((name) => ({
    name,
    description: verbatim(name),
    write: () => {
      order.push(name)
      setImmediate(() => order.push(`others after ${name}`))
      return ''
    },
  }))
  await exportFiles(told, formats, wanted)
  expect(order).toEqual(['a', 'others after a', 'b'])
})

test.each([
  ['The  Round/Table: 2', '2026-01-02-0304-the-round-table-2.txt'],
  ['../../etc\\passwd', '2026-01-02-0304-etc-passwd.txt'],
  ['Кафе ☕', '2026-01-02-0304-кафе.txt'],
  ['☕', '2026-01-02-0304.txt'],
  ['x'.repeat(90), `2026-01-02-0304-${'x'.repeat(40)}.txt`],
])('a room called %j makes a name that any file system takes', async (roomName, name) => {
  expect(await named(roomName)).toBe(name)
})

describe('a file over the limit', () => {
  const text = 'well '.repeat(1_000)

  test('is zipped, while others stay as they are', async () => {
    const [large, small, ...more] = await exportFiles(told, [format(text), format('small')], wanted)
    expect(more).toEqual([])
    expect([large?.name, small?.name]).toEqual(['2026-01-02-0304-table.txt.zip', '2026-01-02-0304-table.txt'])
    expect(large?.bytes.byteLength).toBeLessThanOrEqual(1_000)
    const unzipped = unzipSync(large?.bytes ?? new Uint8Array())
    expect(Object.keys(unzipped)).toEqual(['2026-01-02-0304-table.txt'])
    expect(strFromU8(Object.values(unzipped)[0] ?? new Uint8Array())).toBe(text)
  })

  test('even when zipped is cut into parts that make the zip when joined', async () => {
    const random = seeded(1)
    const noise = Array.from({ length: 5_000 }, () =>
      String.fromCharCode(33 + Math.floor(random() * 90)),
    ).join('')
    const parts = await exportFiles(told, [format(noise)], wanted)
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.map(({ name }) => name)).toEqual(
      parts.map((_, at) => `2026-01-02-0304-table.txt.zip.00${at + 1}`),
    )
    for (const { bytes } of parts) expect(bytes.byteLength).toBeLessThanOrEqual(1_000)
    const joined = unzipSync(Buffer.concat(parts.map(({ bytes }) => bytes)))
    expect(strFromU8(Object.values(joined)[0] ?? new Uint8Array())).toBe(noise)
  })

  test('of a session without a date that zip knows is zipped all the same', async () => {
    const old = { ...told, session: { ...session, startedAt: 0 } }
    expect((await exportFiles(old, [format(text)], wanted))[0]?.name).toBe('1970-01-01-0000-table.txt.zip')
  })
})

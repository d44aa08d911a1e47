/** A JSON object whose fields have not been looked at, or that is only passed on. */
export type Json = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value when it is an array, else nothing in it. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** What JSON text says, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

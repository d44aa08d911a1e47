import { english } from '../../src/wording/english/english.ts'
import type { Saying } from '../../src/wording/words.ts'

/** What English readers get; null where there is nothing to say. */
export const inEnglish = (saying: Saying | null): string | null => saying?.(english) ?? null

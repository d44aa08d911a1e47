import type { Clock } from '../../base/clock.ts'
import { settings } from '../../config/settings.ts'
import { preferredEngines } from '../../speech/engines.ts'
import type { Consultation } from './consultation.ts'
import { type Finding, ok, skipped, warning } from './finding.ts'

const WHAT = 'clock'
/** Times of lines would visibly differ from those of Discord's own messages. */
const TOLERATED_MS = 2_000

interface Witness {
  readonly name: string
  readonly url: string
}

interface Reading {
  readonly name: string
  /** How far this machine's clock is ahead at the least, in ms; below zero: behind; 0: it may well be right. */
  readonly aheadMs: number
}

/** Compares this machine's date with the one that each service puts on its answers. No key or token is sent. */
export async function examineClock({
  config,
  holds,
  clock,
  signal,
}: Consultation): Promise<readonly Finding[]> {
  const witnesses: Witness[] = []
  if (holds(settings.discordApiUrl.name))
    witnesses.push({ name: 'Discord', url: `${config.discordApiUrl}/v10/gateway` })
  if (preferredEngines(config).includes('assemblyai') && holds(settings.assemblyaiApiUrl.name))
    witnesses.push({ name: 'AssemblyAI', url: `${config.assemblyaiApiUrl}/v2/transcript` })
  const readings = await Promise.all(witnesses.map((witness) => readingOf(witness, { clock, signal })))
  return [clockFinding(readings.filter((reading) => reading !== null))]
}

export function clockFinding(readings: readonly Reading[]): Finding {
  if (readings.length === 0) return skipped(WHAT, 'neither Discord nor AssemblyAI told the time')
  const text = readings.map(readingText).join(', ')
  return readings.some(({ aheadMs }) => Math.abs(aheadMs) > TOLERATED_MS)
    ? warning(
        WHAT,
        `${text}: times in transcripts are wrong by that. Let the system set its clock (timedatectl set-ntp true).`,
      )
    : ok(WHAT, text)
}

function readingText({ name, aheadMs }: Reading): string {
  const offMs = Math.abs(aheadMs)
  if (offMs < 1_000) return `within a second of ${name}'s`
  const far = offMs < 120_000 ? `${(offMs / 1000).toFixed(1)} s` : `${Math.round(offMs / 60_000)} min`
  return `${far} ${aheadMs > 0 ? 'ahead of' : 'behind'} ${name}'s`
}

/** Null: nothing came, or nothing with a date on it. */
async function readingOf(
  { name, url }: Witness,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Reading | null> {
  const sentAt = clock.wall()
  try {
    const answer = await fetch(url, { redirect: 'manual', signal })
    const cameAt = clock.wall()
    await answer.body?.cancel()
    const theirs = Date.parse(answer.headers.get('date') ?? '')
    if (Number.isNaN(theirs)) return null
    return { name, aheadMs: leastAhead({ sentAt, cameAt, theirs }) }
  } catch {
    // Why it cannot be reached is told by the check that is about it.
    return null
  }
}

interface Exchange {
  readonly sentAt: number
  readonly cameAt: number
  /** What the answer says. */
  readonly theirs: number
}

/**
 * The answer was dated at some time between the request and its coming, and dates are cut to the second (RFC 9110,
 * 5.6.7): a slow answer makes no clock wrong.
 */
export function leastAhead({ sentAt, cameAt, theirs }: Exchange): number {
  const [least, most] = [sentAt - (theirs + 1_000), cameAt - theirs]
  if (least > 0) return least
  return most < 0 ? most : 0
}

import type { Clock } from '../../base/clock.ts'
import { type Finding, notOk, ok } from './finding.ts'

/** As @discordjs/voice asks for it, and as node:sqlite and running TypeScript as it is need it. */
const LEAST_NODE = 24

export function examineNode(version = process.versions.node): readonly Finding[] {
  const [major = 0] = version.split('.').map(Number)
  return major >= LEAST_NODE
    ? [ok('Node', version)]
    : [
        notOk(
          'Node',
          `${version} is too old: ${LEAST_NODE} comes with npm ci, and npm start and npm run use it.`,
        ),
      ]
}

interface Part {
  readonly name: string
  /** Resolves with what to tell of it; rejects where it cannot be loaded. */
  readonly load: () => Promise<string>
}

/** What was compiled for one kind of machine and one Node, and is the first to break on another. */
export async function examineNativeParts(clock: Clock): Promise<readonly Finding[]> {
  const parts: readonly Part[] = [
    { name: '@discordjs/opus (opens sound)', load: loadOpus },
    { name: '@discordjs/voice and davey (hear, end-to-end encrypted)', load: loadVoice },
    { name: 'sherpa-onnx (recognises here)', load: () => loadSherpa(clock) },
    { name: 'SQLite (keeps)', load: loadSqlite },
  ]
  return Promise.all(parts.map(examinePart))
}

async function examinePart({ name, load }: Part): Promise<Finding> {
  try {
    return ok(name, await load())
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${error.code})` : ''
    return notOk(
      name,
      `it cannot be loaded${code}: run npm ci again, on this machine and with a C++ compiler at hand.`,
    )
  }
}

async function loadOpus(): Promise<string> {
  const { OpusDecoder } = await import('../../audio/opus.ts')
  // Twenty milliseconds of silence, as Discord's clients send them.
  const samples = new OpusDecoder().decode(Buffer.of(0xf8, 0xff, 0xfe))
  if (samples?.length !== 320) throw new Error('it decodes nothing')
  return 'it decodes'
}

async function loadVoice(): Promise<string> {
  const { checkVoiceLibrary } = await import('../../discord/voice/voice-library.ts')
  checkVoiceLibrary()
  return 'they load'
}

async function loadSherpa(clock: Clock): Promise<string> {
  const { addonLoads } = await import('../../speech/sherpa/addon.ts')
  if (!(await addonLoads(clock))) throw new Error('its process ended')
  return 'it loads'
}

async function loadSqlite(): Promise<string> {
  const { sqliteVersion } = await import('../../storage/folder-inspection.ts')
  return sqliteVersion()
}

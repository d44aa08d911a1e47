import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../../base/clock.ts'
import { EngineError } from '../../base/errors.ts'

/** Loading takes a tenth of a second. */
const LIMIT_MS = 8_000

/** Whether sherpa-onnx loads on this machine: tried in a process of its own, which a fault in native code would end. */
export function addonLoads(clock: Clock): Promise<boolean> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./addon-probe.ts', import.meta.url))], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '', LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'] ?? '' },
  })
  const cancel = clock.after(LIMIT_MS, () => child.kill('SIGKILL'))
  return new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  }).finally(cancel)
}

/** Rejects with an EngineError of one sentence where sherpa-onnx does not load. */
export async function proveAddon(clock: Clock): Promise<void> {
  if (!(await addonLoads(clock)))
    throw new EngineError(({ speech }) => speech.sherpa.noAddon, { retryable: false })
}

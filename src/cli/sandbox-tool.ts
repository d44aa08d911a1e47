import { UserError } from '../base/errors.ts'
import { verbatim } from '../wording/words.ts'

const ABSENT = 'ERR_MODULE_NOT_FOUND'

/** Loads a tool that plays in the sandbox, which lies beside the product and not in it. */
export async function loadSandboxTool<Tool>(load: () => Promise<Tool>): Promise<Tool> {
  try {
    return await load()
  } catch (error) {
    const isAbsent = typeof error === 'object' && error !== null && 'code' in error && error.code === ABSENT
    if (!isAbsent) throw error
    throw new UserError(
      verbatim(
        'The sandbox is not installed here: get the whole of Hansard, and install it with npm ci (without --omit=dev).',
      ),
    )
  }
}

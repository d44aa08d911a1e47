import { Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'

/** A sandbox, and the bot in it as a process of its own with the wiring that ships. */
export interface Rig {
  readonly sandbox: Sandbox
  readonly bot: BotProcess
  close(): Promise<void>
}

export interface RigOptions {
  readonly sandbox?: SandboxOptions
  /** Beyond what the sandbox asks for; an empty string takes a variable away. */
  readonly environment?: Readonly<Record<string, string>>
  /** Guilds that are there before the bot logs in. */
  readonly prepare?: (sandbox: Sandbox) => void
}

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const sandbox = await Sandbox.start(options.sandbox)
  options.prepare?.(sandbox)
  const bot = new BotProcess({ LOG_LEVEL: 'debug', ...sandbox.environment, ...options.environment })
  return {
    sandbox,
    bot,
    async close() {
      await bot.stop()
      await sandbox.close()
    },
  }
}

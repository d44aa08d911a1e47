import type { SandboxChannel } from './discord/channel.ts'
import type { SandboxGuild } from './discord/guild.ts'
import type { SandboxMember } from './discord/member.ts'
import type { Sandbox } from './sandbox.ts'

/** A guild with a voice channel, a text channel and some people: what a rehearsal needs. */
export interface Table {
  readonly guild: SandboxGuild
  readonly room: SandboxChannel
  readonly text: SandboxChannel
  readonly people: readonly SandboxMember[]
}

export function setTable(sandbox: Sandbox, names: readonly string[], guildName = 'The Table'): Table {
  const guild = sandbox.discord.addGuild(guildName)
  return {
    guild,
    room: guild.addVoice('Tavern'),
    text: guild.addText('transcript'),
    people: names.map((name) => guild.addMember(name)),
  }
}

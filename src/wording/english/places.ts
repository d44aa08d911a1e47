import { grammar } from '../grammar.ts'

const { count, list } = grammar('en-GB')

/** Where the bot listens and writes: what it may do there, and who could read along. Channels are given as `<#…>`. */
export const places = {
  offline: 'Discord has no connection to that server just now. Try again in a minute.',
  /** As Discord's own settings call them in this language. */
  permissions: {
    viewChannel: 'View Channel',
    connect: 'Connect',
    sendMessages: 'Send Messages',
    sendInThreads: 'Send Messages in Threads',
    createThreads: 'Create Public Threads',
    readHistory: 'Read Message History',
    attachFiles: 'Attach Files',
    embedLinks: 'Embed Links',
    manageWebhooks: 'Manage Webhooks',
  },
  /** What is missing, by what it is needed for. */
  needs: {
    listen: (channel: string, permissions: readonly string[]) =>
      `To listen in ${channel} I need ${list(permissions)}.`,
    write: (channel: string, permissions: readonly string[]) =>
      `To write in ${channel} I need ${list(permissions)}.`,
    openThread: (channel: string, permissions: readonly string[]) =>
      `To open a thread in ${channel} I need ${list(permissions)}.`,
  },
  /** After what is missing. */
  grant: "Grant it to me or to my role in the channel's settings, under Permissions.",
  room: {
    unseen: 'I cannot see that voice channel. Give me View Channel there.',
    stage: 'Stage channels are not supported: I can listen to voice channels only. Choose one of those.',
    notVoice: (channel: string) => `${channel} is not a voice channel. Choose one that is.`,
    timedOut: 'I am timed out in this server. An admin can remove my timeout in the member list.',
    full: (channel: string) =>
      `${channel} is full. Raise its user limit, or give me Move Members there, which lets me in all the same.`,
  },
  target: {
    unseen: 'I cannot see that text channel. Give me View Channel there.',
    notSeen: (channel: string) => `I cannot see ${channel}. Give me View Channel there.`,
    noMessages: (channel: string) => `${channel} takes no messages. Choose a text channel.`,
    locked: (channel: string) => `${channel} is locked. Unlock it, or choose another channel.`,
    inServersOnly: 'I write in servers only.',
    noThreads: (channel: string) => `${channel} can have no threads. Choose a text channel.`,
    threadFailed: (channel: string) => `I could not open a thread in ${channel} just now.`,
    noFiles: (channel: string) => `I may not attach files in ${channel}. Give me Attach Files there.`,
    filesShutOut: (channel: string) => `Discord did not take the files in ${channel}.`,
  },
  /** What it can do without. */
  without: {
    /** `lacks` are such as `lack` makes. */
    sentence: (channel: string, lacks: readonly string[]) =>
      `In ${channel} I do without ${lacks.join(', ')}.`,
    lack: (permissions: readonly string[], cost: string) => `${list(permissions)} (${cost})`,
    costs: {
      readHistory: 'after a restart I cannot look up which lines stand there already',
      attachFiles: 'I can post no files',
      embedLinks: 'links in my answers come without a preview',
      manageWebhooks: 'lines come under my name, not under their speakers’',
      threads: 'I open no thread and write in the channel itself',
    },
  },
  /** People who cannot see the voice channel could read what is said in it. */
  leak: {
    homeUnseen: (thread: string) =>
      `I cannot see the channel that ${thread} is in. Give me View Channel there.`,
    refused: (room: string, target: string) =>
      `I do not start: what is said in ${room} would be read in ${target} by people who cannot see ${room}.`,
    /** `who` are such as stand below, parted by semicolons: some hold commas and "and" themselves. */
    these: (who: readonly string[]) => `These can: ${who.join('; ')}.`,
    privateThread: 'Discord does not tell me who is in a private thread, so whoever sees its channel counts.',
    instead: (room: string) =>
      `Choose another place with the option “text”, such as ${room} itself, or have somebody with Manage Server start it with the option “readers”.`,
    everybody: (members: number) =>
      `everybody whom no role lets in there (this server has ${people(members)})`,
    both: (role: string, other: string) => `whoever has both ${role} and ${other}`,
    role: (role: string, members: number) => `${role} (${people(members)})`,
    more: (others: number) =>
      count(others, { one: '# more role or member', other: '# more roles or members' }),
  },
}

const people = (members: number): string => count(members, { one: '# member', other: '# members' })

/** Voice channels, as the bot gets into them, hears in them and is put out of them. Channels are given as `<#…>`. */
export const voice = {
  /** Why it did not come in. */
  join: {
    already: 'I am in a voice channel of this server already.',
    /** `code` is a figure of Discord's. */
    refused: (channel: string, code: number) =>
      `Discord’s voice server refused me in ${channel} (code ${code}). Try again later.`,
    notLetIn: (channel: string) =>
      `Discord did not let me into ${channel}. Check that I have the permissions View Channel and Connect there and that the channel is not full, then try again.`,
    noSound: (channel: string) =>
      `No way for sound to ${channel}: Discord’s voice server does not answer over UDP. The network I run in must let UDP out, and its answers in.`,
    noAnswer: (channel: string) =>
      `Discord’s voice server for ${channel} does not answer. Try again in a minute.`,
  },
  /** Why it is out for good. */
  lost: {
    channelDeleted: 'The voice channel was deleted.',
    removed: 'I was removed from the server.',
    /** A moderator's way to say that nobody is to be heard. */
    deafened: 'I was deafened for the whole server, and deafened means off. Undeafen me, then start again.',
    moved: 'I was moved to another voice channel, and listen only where I was asked to.',
    disconnected: 'I was disconnected from the voice channel.',
    ended: 'The connection to Discord was ended for good.',
    offline: 'I have no connection to Discord just now. Try again in a minute.',
    notBack: 'Discord does not let me back into the voice channel.',
    notBackByCode: (code: number) => `Discord’s voice server does not let me back in (code ${code}).`,
  },
  /** In the list of what happened lately, after the time: phrases without a full stop. */
  events: {
    connectedAnew: (length: string) => `connected anew after ${length}`,
    noWay: 'sound could not reach me any more, so I connect anew',
    heardAgain: (length: string) => `somebody who could not be heard for ${length} is heard again`,
    givenUp: 'somebody cannot be heard, and nothing helped',
  },
}

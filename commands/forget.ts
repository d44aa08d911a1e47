import type { GuildId } from '../src/base/ids.ts'
import type { Command } from '../src/session/command.ts'
import type { Component } from '../src/session/component.ts'
import type { Removal } from '../src/session/ports.ts'
import { messageLink } from '../src/transcript/message-link.ts'

const CONTROL = 'forget'
/** Links to what could not be removed; more do not fit an answer. */
const LINKS = 10

const QUESTION =
  'This removes **everything that you said in this server**, for good: from what I keep, from the search and from exports to come, and the messages in which I posted it, as far as I can. Files that somebody has downloaded stay with them.\nYou go on being heard; to end that too, use /transcribe privacy.'
const NOTHING = 'I keep nothing that you said in this server.'

export const forget: Command = {
  name: 'forget',
  description: 'Remove everything that you said in this server from what I keep and have posted',
  options: [],
  async run() {
    return {
      text: QUESTION,
      rows: [[{ kind: 'button', id: CONTROL, argument: '', label: 'Remove my words', style: 'danger' }]],
    }
  },
}

/** The yes to the question above. */
export const forgetButton: Component = {
  id: CONTROL,
  async run({ guild, person }, { sessions, store, removeWords }) {
    // First of all, what is said this moment: nothing of it may come after the rest is gone.
    const live = sessions.live.filter(({ ref }) => ref.guild === guild)
    await Promise.all(live.map((session) => session.drop(person.id)))
    const posts = await store.wordsOf(guild, person.id)
    const turns = await store.forget(guild, person.id)
    if (turns === 0 && posts.length === 0) return { text: NOTHING, update: true }
    return { text: outcome(turns, await removeWords(posts), guild), update: true }
  },
}

function outcome(turns: number, { removed, edited, left }: Removal, guild: GuildId): string {
  const lines = [
    `Removed: ${counted(turns, 'turn')} from what I keep, with the search and exports to come; ${counted(removed, 'message')} deleted, and your words cut out of ${counted(edited, 'message')} with those of others.`,
  ]
  if (left.length > 0) {
    lines.push(
      `Not removed: ${counted(left.length, 'message')}, which I may not delete or change any more. Whoever may manage messages there can:`,
      ...left.slice(0, LINKS).map((post) => messageLink(guild, post)),
    )
    if (left.length > LINKS) lines.push(`… and ${left.length - LINKS} more.`)
  }
  return lines.join('\n')
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

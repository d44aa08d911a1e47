import type { GuildId } from '../src/base/ids.ts'
import type { Command } from '../src/session/command.ts'
import type { Component } from '../src/session/component.ts'
import type { Removal } from '../src/session/ports.ts'
import { messageLink } from '../src/transcript/message-link.ts'
import type { Saying, Words } from '../src/wording/words.ts'

const CONTROL = 'forget'
/** Links to what could not be removed; more do not fit an answer. */
const LINKS = 10

const YES = {
  kind: 'button',
  id: CONTROL,
  argument: '',
  label: ({ answers }: Words) => answers.forget.yes,
  style: 'danger',
} as const

export const forget: Command = {
  name: 'forget',
  label: ({ commands }) => commands.forget.label,
  options: [],
  async run() {
    return {
      text: ({ answers }) => answers.forget.question,
      rows: [[YES]],
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
    if (turns === 0 && posts.length === 0)
      return { text: ({ answers }) => answers.forget.nothing, update: true }
    return { text: outcome(turns, await removeWords(posts), guild), update: true }
  },
}

const outcome =
  (turns: number, { removed, edited, left }: Removal, guild: GuildId): Saying =>
  ({ answers: { forget: say } }) => {
    const lines = [say.removed(turns, removed, edited)]
    if (left.length > 0)
      lines.push(say.left(left.length), ...left.slice(0, LINKS).map((post) => messageLink(guild, post)))
    if (left.length > LINKS) lines.push(say.more(left.length - LINKS))
    return lines.join('\n')
  }

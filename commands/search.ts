import type { RoomId } from '../src/base/ids.ts'
import { quotedText } from '../src/discord/captions/markup.ts'
import { searchText } from '../src/discord/commands/search-text.ts'
import type { Command, CommandContext, CommandRequest } from '../src/session/command.ts'
import type { Hit } from '../src/session/store.ts'

const SHOWN = 10
/** How many hits are looked at in one go: enough to meet several rooms. */
const DEPTH = 50

export const search: Command = {
  name: 'search',
  label: ({ commands }) => commands.search.label,
  options: [
    {
      name: 'words',
      label: ({ commands }) => commands.search.words,
      type: 'text',
      maxLength: 100,
      required: true,
    },
  ],
  async run(request, context) {
    const asked = request.texts.get('words') ?? ''
    const hits = await visibleHits(asked, request, context)
    if (hits.length === 0) return { text: ({ answers }) => answers.search.nothing(quotedText(asked)) }
    return { text: (words) => searchText(hits, words) }
  },
}

/** The best of what the asker may see: what was said elsewhere is left out before anything is counted. */
async function visibleHits(
  words: string,
  { guild, canSee }: CommandRequest,
  { store }: CommandContext,
): Promise<readonly Hit[]> {
  const hidden = new Set<RoomId>()
  for (;;) {
    const hits = await store.search(guild, words, DEPTH, [...hidden])
    const visible = hits.filter(({ session }) => canSee(session.room))
    if (visible.length >= SHOWN || hits.length < DEPTH) return visible.slice(0, SHOWN)
    // Each time some room drops out, since not all of so many can be seen.
    for (const { session } of hits) if (!canSee(session.room)) hidden.add(session.room)
  }
}

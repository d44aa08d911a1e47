import { safeText } from '../src/discord/captions/markup.ts'
import { searchText } from '../src/discord/commands/search-text.ts'
import type { Command, CommandContext, CommandRequest } from '../src/session/command.ts'
import type { Hit } from '../src/session/store.ts'

const SHOWN = 10
/** How many hits are looked through for those that the asker may see: first some, then as many as it may take. */
const DEPTHS = [100, 2_000] as const

export const search: Command = {
  name: 'search',
  description: 'Find what was said in past sessions, in voice channels that you can see',
  options: [
    {
      name: 'words',
      description: 'Words that were said in one turn; the beginning of a word is enough',
      type: 'text',
      maxLength: 100,
      required: true,
    },
  ],
  async run(request, context) {
    const words = request.texts.get('words') ?? ''
    const hits = await visibleHits(words, request, context)
    if (hits.length === 0)
      return { text: `Nothing was found for “${safeText(words)}” in voice channels that you can see.` }
    return { text: searchText(hits) }
  },
}

/** The best of what the asker may see: what was said elsewhere is left out before anything is counted. */
async function visibleHits(
  words: string,
  { guild, canSee }: CommandRequest,
  { store }: CommandContext,
): Promise<readonly Hit[]> {
  let visible: readonly Hit[] = []
  for (const depth of DEPTHS) {
    const hits = await store.search(guild, words, depth)
    visible = hits.filter(({ session }) => canSee(session.room)).slice(0, SHOWN)
    if (visible.length === SHOWN || hits.length < depth) break
  }
  return visible
}

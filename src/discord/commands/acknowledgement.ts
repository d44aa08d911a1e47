import {
  type APIRequest,
  DiscordAPIError,
  RESTEvents,
  RESTJSONErrorCodes,
  type RepliableInteraction,
} from 'discord.js'
import { restFailure } from '../rest-failure.ts'

/**
 * Acknowledges an interaction, by its `deferReply` or `deferUpdate`. Discord may have heard it while its answer was
 * lost on the way: asked once more, it says that it was acknowledged already (40060), which is as good. Rejects where
 * it came too late (10062), or another process with the same token was quicker.
 */
export async function acknowledge(
  interaction: RepliableInteraction,
  defer: () => Promise<unknown>,
): Promise<void> {
  const { client, id } = interaction
  let isRepeated = false
  // After some failures the library repeats a request by itself.
  const watch = ({ path, retries }: APIRequest): void => {
    if (retries > 0 && path.startsWith(`/interactions/${id}/`)) isRepeated = true
  }
  client.rest.on(RESTEvents.Response, watch)
  try {
    await defer().catch((error: unknown) => {
      if (restFailure(error) !== 'again') throw error
      isRepeated = true
      return defer()
    })
  } catch (error) {
    if (!isRepeated || !isAcknowledged(error)) throw error
    // What the library would have noted itself; without it, it takes no answer.
    interaction.deferred = true
  } finally {
    client.rest.off(RESTEvents.Response, watch)
  }
}

const isAcknowledged = (error: unknown): boolean =>
  error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged

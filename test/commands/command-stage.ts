import { commands, components } from '../../commands/index.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import { systemClock } from '../../src/base/clock.ts'
import { channelId, guildId, roomId, type SessionId, sessionId } from '../../src/base/ids.ts'
import type { CommandContext } from '../../src/session/command.ts'
import { ConsentBook } from '../../src/session/consent/consent-book.ts'
import { Sessions } from '../../src/session/sessions.ts'
import { SettingsDesk } from '../../src/session/settings/settings-desk.ts'
import type { Store } from '../../src/session/store.ts'
import type { SessionRecord } from '../../src/transcript/transcript.ts'
import { closeParts, type Hall, openHall } from '../discord/hall.ts'
import { forgetDeskOf } from '../support/forget-desk.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'
import { ada, BEGAN, bob, session, turn } from '../transcript/export/sample.ts'

/** Discord on loopback with the bot's own commands, a store in memory, and sessions whose voices are scripted. */
export interface CommandStage extends Hall {
  readonly context: CommandContext
  readonly store: Store
  readonly sessions: Sessions
  readonly settings: SettingsDesk
  readonly engine: ScriptedEngine
  readonly voices: ScriptedGateway
  readonly ann: SandboxMember
  /** Keeps a session begun in this minute, in which Ada says these words; it is over, unless it is left open. */
  keep(
    minute: number,
    words: string,
    record?: Partial<SessionRecord>,
    state?: 'ended' | 'open',
  ): Promise<SessionId>
  close(): Promise<void>
}

export async function openCommandStage(): Promise<CommandStage> {
  const hall = await openHall({ gateway: { commands, components } })
  const [engine, voices] = [new ScriptedEngine(), new ScriptedGateway()]
  const parts = await sessionParts({
    gateway: voices,
    checkPlaces: (request) => hall.gateway.checkPlaces(request),
    postNotice: (request) => hall.gateway.postNotice(request),
    engines: [engine],
    clock: systemClock,
  })
  const { store } = parts
  // As the host has them, auto-stop and all.
  const settings = new SettingsDesk({ store, host: parts.settings.host, log: hall.log })
  if (!('close' in store)) throw new Error('the parts hold a whole store')
  const consents = new ConsentBook({ store, settings, clock: systemClock, log: hall.log })
  const sessions = new Sessions({ ...parts, settings, consents })
  const context: CommandContext = {
    sessions,
    settings,
    store,
    consents,
    forgetDesk: forgetDeskOf({ store, gateway: hall.gateway, sessions, log: hall.log }),
  }
  await hall.gateway.start(context)
  const keep: CommandStage['keep'] = async (minute, words, record = {}, state = 'ended') => {
    const id = sessionId(`5e551011-0000-4000-8000-0000000000${String(minute).padStart(2, '0')}`)
    const startedAt = BEGAN + minute * 60_000
    const place = {
      guild: guildId(hall.guild.id),
      room: roomId(hall.room.id),
      channel: channelId(hall.text.id),
    }
    await store.begin({
      ...session,
      ...place,
      id,
      startedAt,
      state: { kind: 'open', livedAt: startedAt },
      ...record,
    })
    const line = await store.addTurn(id, turn(ada, 1_000, words))
    await store.addTurn(id, turn(bob, 4_000, 'Indeed.'))
    const outbox = store.outbox(id)
    const content = `**Ada**: ${words}`
    const post = await outbox.begin(
      {
        channel: place.channel,
        nonce: `${minute}`,
        persona: null,
        content,
        parts: [{ line, from: 0, to: words.length }],
      },
      startedAt + 2_000,
    )
    await outbox.posted(post, `90${minute}`)
    if (state === 'ended') await store.end(id, startedAt + 10_000, 'Ada stopped transcription.')
    return id
  }
  const ann = hall.guild.addMember('ann', { nick: 'Ann' })
  return {
    ...hall,
    context,
    store,
    sessions,
    settings,
    engine,
    voices,
    ann,
    keep,
    async close() {
      await hall.close()
      await closeParts(parts)
    },
  }
}

import {
  type ButtonInteraction,
  MessageFlags,
  PermissionFlagsBits,
  type StringSelectMenuInteraction,
} from 'discord.js'
import { guildId, speakerId } from '../../base/ids.ts'
import type { CommandContext } from '../../session/command.ts'
import type { Component, ComponentReply, Press } from '../../session/component.ts'
import { wordsOf } from '../../wording/catalogue.ts'
import type { Saying } from '../../wording/words.ts'
import { acknowledge } from './acknowledgement.ts'
import type { Answers } from './answers.ts'
import { choiceOf } from './command-request.ts'
import { pressedOf } from './control-rows.ts'

export interface ComponentRouterOptions {
  readonly components: readonly Component[]
  readonly context: CommandContext
  readonly answers: Answers
}

type ComponentInteraction = ButtonInteraction | StringSelectMenuInteraction

const ELSEWHERE: Saying = ({ answers }) => answers.general.elsewhere
const UNKNOWN: Saying = ({ answers }) => answers.general.unknownButton

/** Brings what people press and choose to the components, and their answers back. */
export class ComponentRouter {
  readonly #components: ReadonlyMap<string, Component>
  readonly #context: CommandContext
  readonly #answers: Answers

  constructor({ components, context, answers }: ComponentRouterOptions) {
    this.#components = new Map(components.map((component) => [component.id, component]))
    this.#context = context
    this.#answers = answers
  }

  handle(interaction: ComponentInteraction): void {
    const pressed = pressedOf(interaction.customId)
    const component = pressed === null ? undefined : this.#components.get(pressed.id)
    const what = component?.id ?? 'unknown'
    const work = () => this.#run(interaction, component, pressed?.argument ?? '')
    // Of a public message nothing is changed by one person's press; one's own may turn into its answer.
    const isOwn = interaction.message.flags.has(MessageFlags.Ephemeral)
    if (isOwn && !this.#answers.refusing) this.#answers.track(this.#update(interaction, what, work))
    else this.#answers.give(interaction, what, work)
  }

  async #run(
    interaction: ComponentInteraction,
    component: Component | undefined,
    argument: string,
  ): Promise<ComponentReply> {
    if (!interaction.inCachedGuild()) return { text: ELSEWHERE }
    if (component === undefined) return { text: UNKNOWN }
    return component.run(pressOf(interaction, argument), this.#context)
  }

  async #update(
    interaction: ComponentInteraction,
    what: string,
    work: () => Promise<ComponentReply>,
  ): Promise<void> {
    const log = this.#answers.logOf(interaction)
    try {
      // First of all, and before anything is looked at: Discord waits for three seconds.
      await acknowledge(interaction, () => interaction.deferUpdate())
    } catch (error) {
      log.error('press not acknowledged', error, { component: what })
      return
    }
    let isUpdate = false
    const reply = await this.#answers.answerOf(
      async () => {
        const { update = false, ...rest } = await work()
        isUpdate = update
        return rest
      },
      what,
      log,
    )
    try {
      const answer = this.#answers.messageFor(interaction, reply)
      if (isUpdate) await interaction.editReply(answer)
      else await interaction.followUp({ ...answer, flags: MessageFlags.Ephemeral })
    } catch (error) {
      log.error('press not answered', error, { component: what })
    }
  }
}

function pressOf(
  interaction: ButtonInteraction<'cached'> | StringSelectMenuInteraction<'cached'>,
  argument: string,
): Press {
  const { channel, channelId, member } = interaction
  return {
    guild: guildId(interaction.guildId),
    channel: channel ? choiceOf(channel) : { id: channelId, kind: 'other', name: '' },
    person: { id: speakerId(member.id), name: member.displayName, bot: member.user.bot },
    manages: interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild),
    words: wordsOf(interaction.locale),
    argument,
    values: interaction.isStringSelectMenu() ? interaction.values : [],
  }
}

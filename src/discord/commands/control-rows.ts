import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from 'discord.js'
import type { Button, Control, ControlRow } from '../../session/control.ts'
import type { Words } from '../../wording/words.ts'

/** Which of the bot's messages a press belongs to is in the custom id alone: it outlives the process. */
const PREFIX = 'hansard'
/** Discord's own limit (its documentation, "Component Reference"). */
const CUSTOM_ID_LENGTH = 100

const STYLES: Readonly<
  Record<Button['style'], ButtonStyle.Primary | ButtonStyle.Secondary | ButtonStyle.Danger>
> = { primary: ButtonStyle.Primary, secondary: ButtonStyle.Secondary, danger: ButtonStyle.Danger }

/** Buttons and menus as Discord takes them. */
export const controlRows = (
  rows: readonly ControlRow[],
  words: Words,
): APIActionRowComponent<APIComponentInMessageActionRow>[] =>
  rows.map((row) => ({
    type: ComponentType.ActionRow,
    components: row.map((control) => componentOf(control, words)),
  }))

/** What a press is about; null: it is none of ours. */
export function pressedOf(customId: string): { readonly id: string; readonly argument: string } | null {
  const [prefix, id, ...argument] = customId.split(':')
  return prefix === PREFIX && id !== undefined ? { id, argument: argument.join(':') } : null
}

function componentOf(control: Control, words: Words): APIComponentInMessageActionRow {
  const custom_id = `${PREFIX}:${control.id}:${control.argument}`
  if (custom_id.length > CUSTOM_ID_LENGTH) throw new RangeError(`the control ${control.id} is told too much`)
  switch (control.kind) {
    case 'button':
      return {
        type: ComponentType.Button,
        custom_id,
        label: control.label(words),
        style: STYLES[control.style],
      }
    case 'menu':
      return {
        type: ComponentType.StringSelect,
        custom_id,
        placeholder: control.placeholder(words),
        min_values: control.least,
        max_values: control.most,
        options: control.options.map(({ label, value, description, chosen }) => ({
          label: label(words),
          value,
          default: chosen,
          ...(description !== undefined && { description: description(words) }),
        })),
      }
  }
}

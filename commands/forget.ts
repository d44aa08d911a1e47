import type { Command } from '../src/session/command.ts'
import type { Component } from '../src/session/component.ts'
import { forgetReport } from '../src/session/record/forget-report.ts'
import type { Words } from '../src/wording/words.ts'

const CONTROL = 'forget'

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
  async run({ guild, person }, { forgetDesk }) {
    return { text: forgetReport(await forgetDesk.forget(guild, person.id)), update: true }
  },
}

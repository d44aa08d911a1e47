import type { GuildId, SpeakerId } from '../src/base/ids.ts'
import type { Command, CommandContext, Reply } from '../src/session/command.ts'
import type { Component } from '../src/session/component.ts'
import { agreeButton, CONSENT_CONTROL, optOutButton } from '../src/session/consent/consent-notice.ts'
import type { Standing } from '../src/session/consent/consent-rule.ts'
import type { ControlRow } from '../src/session/control.ts'
import type { Decision } from '../src/transcript/consent-record.ts'
import { type Saying, together } from '../src/wording/words.ts'

export const privacy: Command = {
  name: 'privacy',
  label: ({ commands }) => commands.privacy.label,
  options: [],
  async run({ guild, caller }, { consents }) {
    const consent = await consents.of(guild)
    const standing = consent.standing({ id: caller.id, bot: false })
    return {
      text: together([({ answers }) => answers.privacy.standings[standing], restOf(standing)]),
      rows: choices(consent.decisionOf(caller.id), standing),
    }
  },
}

/** Agree and Opt out, under a notice or under the answer above. */
export const consentButtons: Component = {
  id: CONSENT_CONTROL,
  async run({ guild, person, argument }, context) {
    const [decision, place] = argument.split(' ')
    if (decision !== 'agreed' && decision !== 'opted-out')
      return { text: ({ answers }) => answers.privacy.notAChoice }
    const through = place === 'notice' ? 'notice' : 'privacy'
    const reply = await decide({ guild, person: person.id, decision, through }, context)
    return { ...reply, update: through === 'privacy' }
  },
}

async function decide(
  choice: { guild: GuildId; person: SpeakerId; decision: Decision; through: 'notice' | 'privacy' },
  { consents }: CommandContext,
): Promise<Reply> {
  await consents.decide(choice)
  const { decision } = choice
  const standing = decision === 'agreed' ? 'heard' : 'opted-out'
  return {
    text: together([({ answers }) => answers.privacy.decided[decision], restOf(standing)]),
    rows: choices(decision, standing),
  }
}

const restOf =
  (standing: Standing): Saying =>
  ({ answers: { privacy: say } }) =>
    standing === 'opted-out' ? say.before : say.atAnyTime

/** What else they can choose: one who is heard without having said anything can also agree, where that is asked for. */
function choices(decision: Decision | null, standing: Standing): readonly ControlRow[] {
  if (standing === 'heard') return [[optOutButton('privacy')]]
  if (standing === 'unasked' && decision === null) return [[agreeButton('privacy'), optOutButton('privacy')]]
  return standing === 'bot' ? [] : [[agreeButton('privacy')]]
}

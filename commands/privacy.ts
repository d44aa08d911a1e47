import type { GuildId, SpeakerId } from '../src/base/ids.ts'
import type { Command, CommandContext, Reply } from '../src/session/command.ts'
import type { Component } from '../src/session/component.ts'
import { agreeButton, CONSENT_CONTROL, optOutButton } from '../src/session/consent/consent-notice.ts'
import type { Standing } from '../src/session/consent/consent-rule.ts'
import type { ControlRow } from '../src/session/control.ts'
import type { Decision } from '../src/transcript/consent-record.ts'

const STANDINGS: Readonly<Record<Standing, string>> = {
  heard:
    'When I transcribe a voice channel of this server, **you are heard** there: what you say is turned into text.',
  'opted-out':
    '**You opted out.** In this server nothing that you say is decoded, sent anywhere or written down.',
  unasked:
    '**You are not heard** in this server: I listen only to those who agree, and you have not. Nothing that you say is decoded or sent anywhere.',
  bot: '**Bots are not heard** in this server.',
}

const DECIDED: Readonly<Record<Decision, string>> = {
  'opted-out':
    '**You opted out**, from this moment on: in this server nothing that you say is decoded, sent anywhere or written down.',
  agreed:
    '**You agreed** to be heard: what you say in a voice channel that I transcribe is turned into text.',
}

const AT_ANY_TIME = 'You can change your mind at any time.'
const BEFORE = 'What was written down before stays; /transcribe forget removes it.'
const NOT_A_CHOICE = 'I do not know this button any more. Use /transcribe privacy.'

export const privacy: Command = {
  name: 'privacy',
  description: 'See whether you are heard in this server, and change it',
  options: [],
  async run({ guild, caller }, { consents }) {
    const consent = await consents.of(guild)
    const standing = consent.standing({ id: caller.id, bot: false })
    const rest = standing === 'opted-out' ? BEFORE : AT_ANY_TIME
    return { text: `${STANDINGS[standing]} ${rest}`, rows: choices(consent.decisionOf(caller.id), standing) }
  },
}

/** Agree and Opt out, under a notice or under the answer above. */
export const consentButtons: Component = {
  id: CONSENT_CONTROL,
  async run({ guild, person, argument }, context) {
    const [decision, place] = argument.split(' ')
    if (decision !== 'agreed' && decision !== 'opted-out') return { text: NOT_A_CHOICE }
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
  const rest = decision === 'opted-out' ? BEFORE : AT_ANY_TIME
  const standing = decision === 'agreed' ? 'heard' : 'opted-out'
  return { text: `${DECIDED[decision]} ${rest}`, rows: choices(decision, standing) }
}

/** What else they can choose: one who is heard without having said anything can also agree, where that is asked for. */
function choices(decision: Decision | null, standing: Standing): readonly ControlRow[] {
  if (standing === 'heard') return [[optOutButton('privacy')]]
  if (standing === 'unasked' && decision === null) return [[agreeButton('privacy'), optOutButton('privacy')]]
  return standing === 'bot' ? [] : [[agreeButton('privacy')]]
}

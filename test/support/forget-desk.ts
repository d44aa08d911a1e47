import { systemClock } from '../../src/base/clock.ts'
import type { DiscordGateway } from '../../src/discord/gateway.ts'
import { ForgetDesk, type ForgetDeskOptions } from '../../src/session/record/forget-desk.ts'
import type { Sessions } from '../../src/session/sessions.ts'
import { english } from '../../src/wording/english/english.ts'
import { RecordingLog } from './recording-log.ts'

interface Parts extends Partial<Omit<ForgetDeskOptions, 'store'>>, Pick<ForgetDeskOptions, 'store'> {
  readonly gateway: Pick<DiscordGateway, 'wordRemover' | 'tellPerson'>
  readonly sessions: Pick<Sessions, 'drop'>
}

/** As the program has it; whatever is given takes its place. */
export const forgetDeskOf = ({ gateway, sessions, ...given }: Parts): ForgetDesk =>
  new ForgetDesk({
    remover: gateway.wordRemover,
    drop: (guild, person) => sessions.drop(guild, person),
    tellPerson: (person, text) => gateway.tellPerson(person, text),
    words: async () => english,
    clock: systemClock,
    log: new RecordingLog(),
    ...given,
  })

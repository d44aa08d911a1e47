import { afterEach, describe, expect, test } from '@jest/globals'
import { commands, components } from '../../../commands/index.ts'
import { unescaped } from '../../../sandbox/cast/channel-reader.ts'
import type { SandboxMessage } from '../../../sandbox/discord/message.ts'
import { type Hall, openHall } from '../hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

async function open() {
  hall = await openHall({ gateway: { commands, components } })
  await hall.start()
  return { ...hall, ann: hall.guild.addMember('ann') }
}

/** A message of the bot's with these components, as another version of it may have left it. */
async function leave({ discord, text }: Hall, rows: readonly (readonly object[])[]): Promise<SandboxMessage> {
  const answer = await fetch(`${discord.apiUrl}/v10/channels/${text.id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      content: 'From another time',
      components: rows.map((row) => ({ type: 1, components: row })),
    }),
  })
  expect(answer.status).toBe(200)
  const left = text.messages.at(-1)
  if (left === undefined) throw new Error('nothing was left')
  return left
}

const button = (custom_id: string) => ({ type: 2, style: 1, label: 'Press', custom_id })

describe('a press on what this version of the bot does not know', () => {
  const ANOTHER_TIME = /^This button is from another time\. Give the command anew\.$/
  const UNKNOWN_CHOICE = /^I do not know this button any more\. Use \/transcribe privacy\.$/

  test.each([
    ['a button that is gone', 'hansard:wave:hello', ANOTHER_TIME],
    ['a button with nothing but our name', 'hansard', ANOTHER_TIME],
    ['a button that does not begin with it', 'optout_123', ANOTHER_TIME],
    ['a button named like what every object has', 'hansard:constructor:', ANOTHER_TIME],
    ['a decision that nobody can make', 'hansard:consent:maybe notice', UNKNOWN_CHOICE],
    ['no decision', 'hansard:consent', UNKNOWN_CHOICE],
  ])('%s is answered for whoever pressed, and nothing is done', async (_, id, said) => {
    const here = await open()
    const left = await leave(here, [[button(id)]])
    const outcome = await here.ann.press(left, id)
    expect(unescaped((await outcome.next()).content)).toMatch(said)
    expect(outcome.ephemeral).toBe(true)
    expect([left.content, here.text.messages.length]).toEqual(['From another time', 1])
    expect(here.log.lines.filter(({ event }) => event.endsWith('failed'))).toEqual([])
  })

  test('a menu is answered too, whichever kind it is of', async () => {
    const here = await open()
    const options = [{ label: 'One', value: 'one' }]
    const left = await leave(here, [
      [{ type: 3, custom_id: 'hansard:old-menu:', options }],
      [{ type: 3, custom_id: 'hansard:settings:no-such-thing', options }],
    ])
    for (const id of ['hansard:old-menu:', 'hansard:settings:no-such-thing']) {
      const outcome = await here.ann.press(left, id, ['one'])
      expect((await outcome.next()).content).not.toBe('')
      expect(outcome.ephemeral).toBe(true)
    }
    expect(here.log.lines.filter(({ event }) => event.endsWith('failed'))).toEqual([])
  })

  test('is refused during the shutdown like anything else', async () => {
    const here = await open()
    const left = await leave(here, [[button('hansard:wave:')]])
    here.gateway.refuse()
    const outcome = await here.ann.press(left, 'hansard:wave:')
    expect((await outcome.next()).content).toMatch(/^I am shutting down/)
  })
})

import { describe, expect, test } from '@jest/globals'
import {
  ALL_PERMISSIONS,
  bitsOf,
  channelPermissions,
  type Overwrite,
  type PermissionName,
  type SandboxRole,
  type Subject,
} from '../../../sandbox/discord/permissions.ts'

const role = (id: string, ...names: PermissionName[]): SandboxRole => ({
  id,
  name: id,
  permissions: bitsOf(names),
  position: 0,
  mentionable: false,
  botId: null,
})
const everyone = role('guild', 'ViewChannel', 'SendMessages', 'EmbedLinks', 'Connect', 'Speak')
const subject = (roles: readonly SandboxRole[] = [], isOwner = false): Subject => ({
  userId: 'me',
  guildId: 'guild',
  isOwner,
  roles,
  everyone,
})
const over = (id: string, allow: PermissionName[], deny: PermissionName[]): Overwrite => ({
  id,
  kind: id === 'me' ? 'member' : 'role',
  allow: bitsOf(allow),
  deny: bitsOf(deny),
})

describe('permissions in a channel', () => {
  test.each<[string, Subject, Overwrite[], PermissionName, boolean]>([
    ['come from everyone', subject(), [], 'SendMessages', true],
    ['come from a role', subject([role('r', 'ManageWebhooks')]), [], 'ManageWebhooks', true],
    ['are denied to everyone', subject(), [over('guild', [], ['SendMessages'])], 'SendMessages', false],
    [
      'are allowed to a role over the denial to everyone',
      subject([role('r')]),
      [over('guild', [], ['SendMessages']), over('r', ['SendMessages'], [])],
      'SendMessages',
      true,
    ],
    [
      'are allowed by one role though another denies',
      subject([role('r'), role('s')]),
      [over('r', [], ['SendMessages']), over('s', ['SendMessages'], [])],
      'SendMessages',
      true,
    ],
    [
      'are denied to the member over all',
      subject([role('r')]),
      [over('r', ['SendMessages'], []), over('me', [], ['SendMessages'])],
      'SendMessages',
      false,
    ],
    ['of another role do not count', subject(), [over('r', [], ['SendMessages'])], 'SendMessages', true],
    ['are nothing without the view', subject(), [over('guild', [], ['ViewChannel'])], 'Connect', false],
    ['hold no embeds without sending', subject(), [over('me', [], ['SendMessages'])], 'EmbedLinks', false],
    [
      'of an administrator cannot be denied',
      subject([role('r', 'Administrator')]),
      [over('me', [], ['SendMessages'])],
      'SendMessages',
      true,
    ],
    ['of the owner cannot be denied', subject([], true), [over('me', [], ['Speak'])], 'Speak', true],
  ])('%s', (_, who, overwrites, permission, expected) => {
    const bits = channelPermissions(who, overwrites, false)
    expect((bits & bitsOf([permission])) !== 0n).toBe(expected)
  })

  test('in voice without Connect leave only the view', () => {
    expect(channelPermissions(subject(), [over('me', [], ['Connect'])], true)).toBe(bitsOf(['ViewChannel']))
  })

  test('of an administrator are all there are', () => {
    expect(channelPermissions(subject([role('r', 'Administrator')]), [], true)).toBe(ALL_PERMISSIONS)
  })
})

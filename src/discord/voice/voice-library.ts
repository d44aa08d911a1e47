import { VoiceReceiver, version as voiceVersion } from '@discordjs/voice'
import { ConfigError } from '../../base/errors.ts'

/** The receive guard stands in for parts of the receiver that are not public, so it knows one version only. */
const GUARDED_VERSION = '0.19.2'

/** Throws a ConfigError if the installed @discordjs/voice is not the one that this file was written for. */
export function checkVoiceLibrary(version: string = voiceVersion): void {
  if (version === GUARDED_VERSION && typeof Reflect.get(VoiceReceiver.prototype, 'onWsPacket') === 'function')
    return
  throw new ConfigError([
    `@discordjs/voice ${version} is installed, but hearing needs exactly ${GUARDED_VERSION}: run npm ci with the package-lock.json of this version.`,
  ])
}

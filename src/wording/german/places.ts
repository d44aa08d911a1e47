import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('de')

const people = (members: number): string => count(members, { one: '# Mitglied', other: '# Mitglieder' })

/** Names of permissions are several words each: without quotes they would run into the sentence. */
const quoted = (permissions: readonly string[]): string =>
  list(Array.from(permissions, (name) => `„${name}“`))

export const places: Words['places'] = {
  offline: 'Discord hat gerade keine Verbindung zu diesem Server. Versuch es in einer Minute noch einmal.',
  permissions: {
    viewChannel: 'Kanal ansehen',
    connect: 'Verbinden',
    sendMessages: 'Nachrichten senden',
    sendInThreads: 'Nachrichten in Threads senden',
    createThreads: 'Öffentliche Threads erstellen',
    readHistory: 'Nachrichtenverlauf anzeigen',
    attachFiles: 'Dateien anhängen',
    embedLinks: 'Links einbetten',
    manageWebhooks: 'WebHooks verwalten',
  },
  needs: {
    listen: (channel, permissions) => `Um in ${channel} zuzuhören, brauche ich ${quoted(permissions)}.`,
    write: (channel, permissions) => `Um in ${channel} zu schreiben, brauche ich ${quoted(permissions)}.`,
    openThread: (channel, permissions) =>
      `Um in ${channel} einen Thread zu eröffnen, brauche ich ${quoted(permissions)}.`,
  },
  grant: 'Erteile das mir oder meiner Rolle in den Einstellungen des Kanals unter „Berechtigungen“.',
  room: {
    unseen: 'Ich kann diesen Sprachkanal nicht sehen. Gib mir dort „Kanal ansehen“.',
    stage: 'Stage-Kanäle werden nicht unterstützt: Ich kann nur in Sprachkanälen zuhören. Wähle einen davon.',
    notVoice: (channel) => `${channel} ist kein Sprachkanal. Wähle einen Sprachkanal.`,
    timedOut: 'Ich habe auf diesem Server einen Timeout. Admins können ihn in der Mitgliederliste aufheben.',
    full: (channel) =>
      `${channel} ist voll. Erhöhe das Benutzerlimit, oder gib mir dort „Mitglieder verschieben“, womit ich trotzdem hineinkomme.`,
  },
  target: {
    unseen: 'Ich kann diesen Textkanal nicht sehen. Gib mir dort „Kanal ansehen“.',
    notSeen: (channel) => `Ich kann ${channel} nicht sehen. Gib mir dort „Kanal ansehen“.`,
    noMessages: (channel) => `In ${channel} kann man keine Nachrichten schreiben. Wähle einen Textkanal.`,
    locked: (channel) => `${channel} ist gesperrt. Entsperre ihn, oder wähle einen anderen Kanal.`,
    inServersOnly: 'Ich schreibe nur auf Servern.',
    noThreads: (channel) => `In ${channel} kann es keine Threads geben. Wähle einen Textkanal.`,
    threadFailed: (channel) => `Ich konnte in ${channel} gerade keinen Thread eröffnen.`,
    noFiles: (channel) => `Ich darf in ${channel} keine Dateien anhängen. Gib mir dort „Dateien anhängen“.`,
    filesShutOut: (channel) => `Discord hat die Dateien in ${channel} nicht angenommen.`,
  },
  without: {
    sentence: (channel, lacks) => `In ${channel} komme ich ohne das Folgende aus: ${lacks.join(', ')}.`,
    lack: (permissions, cost) => `${quoted(permissions)} (${cost})`,
    costs: {
      readHistory: 'nach einem Neustart kann ich nicht nachsehen, welche Zeilen schon dastehen',
      attachFiles: 'ich kann keine Dateien schicken',
      embedLinks: 'Links in meinen Antworten haben keine Vorschau',
      manageWebhooks: 'die Zeilen erscheinen unter meinem Namen, nicht unter dem der Sprechenden',
      threads: 'ich eröffne keinen Thread und schreibe in den Kanal selbst',
    },
  },
  leak: {
    homeUnseen: (thread) =>
      `Ich kann den Kanal nicht sehen, zu dem ${thread} gehört. Gib mir dort „Kanal ansehen“.`,
    refused: (room, target) =>
      `Ich beginne nicht: Was in ${room} gesagt wird, könnten in ${target} Leute lesen, die ${room} nicht sehen können.`,
    these: (who) => `Lesen könnten es: ${who.join('; ')}.`,
    privateThread:
      'Discord sagt mir nicht, wer in einem privaten Thread ist, also zählen alle, die seinen Kanal sehen.',
    instead: (room) =>
      `Wähle mit der Option „textkanal“ einen anderen Ort, etwa ${room} selbst, oder lass jemanden mit „Server verwalten“ mit der Option „lesende“ starten.`,
    everybody: (members) =>
      `alle, denen dort keine Rolle Zutritt gibt (dieser Server hat ${people(members)})`,
    both: (role, other) => `wer sowohl ${role} als auch ${other} hat`,
    role: (role, members) => `${role} (${people(members)})`,
    more: (others) =>
      count(others, { one: '# weitere Rolle oder Person', other: '# weitere Rollen oder Personen' }),
  },
}

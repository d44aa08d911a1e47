import type { Words } from '../words.ts'

export const voice: Words['voice'] = {
  join: {
    already: 'Ich bin schon in einem Sprachkanal dieses Servers.',
    refused: (channel, code) =>
      `Der Sprachserver von Discord hat mich in ${channel} abgewiesen (Code ${code}). Versuch es später noch einmal.`,
    notLetIn: (channel) =>
      `Discord hat mich nicht in ${channel} gelassen. Prüfe, ob ich dort die Berechtigungen „Kanal ansehen“ und „Verbinden“ habe und ob der Kanal nicht voll ist, und versuch es dann noch einmal.`,
    noSound: (channel) =>
      `Kein Weg für Ton zu ${channel}: Der Sprachserver von Discord antwortet nicht über UDP. Das Netz, in dem ich laufe, muss UDP hinauslassen und die Antworten herein.`,
    noAnswer: (channel) =>
      `Der Sprachserver von Discord für ${channel} antwortet nicht. Versuch es in einer Minute noch einmal.`,
  },
  lost: {
    channelDeleted: 'Der Sprachkanal wurde gelöscht.',
    removed: 'Ich wurde vom Server entfernt.',
    deafened:
      'Meine Ein- und Ausgabe wurde für den ganzen Server deaktiviert, und das heißt: aus. Aktiviere sie wieder, und starte dann noch einmal.',
    moved:
      'Ich wurde in einen anderen Sprachkanal verschoben und höre nur dort zu, wo ich darum gebeten wurde.',
    disconnected: 'Ich wurde vom Sprachkanal getrennt.',
    ended: 'Die Verbindung zu Discord wurde endgültig beendet.',
    offline: 'Ich habe gerade keine Verbindung zu Discord. Versuch es in einer Minute noch einmal.',
    notBack: 'Discord lässt mich nicht wieder in den Sprachkanal.',
    notBackByCode: (code) => `Der Sprachserver von Discord lässt mich nicht wieder hinein (Code ${code}).`,
  },
  events: {
    connectedAnew: (length) => `nach ${length} neu verbunden`,
    noWay: 'der Ton konnte mich nicht mehr erreichen, also verbinde ich mich neu',
    heardAgain: (length) => `eine Person, die ${length} lang nicht zu hören war, ist wieder zu hören`,
    givenUp: 'jemand ist nicht zu hören, und nichts hat geholfen',
  },
}

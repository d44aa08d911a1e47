import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('de')

export const posts: Words['posts'] = {
  handout: 'Hier ist das Transkript. /transcribe export liefert diese Dateien noch einmal.',
  handoutEmptied:
    'Die Dateien wurden entfernt, weil jemand seine Worte hat löschen lassen. /transcribe export macht sie neu.',
  gap: {
    person: (name, length, cause) => `${name} war für ${length} nicht zu hören: ${cause}`,
    personAt: (name, length, time, cause) => `${name} war um ${time} für ${length} nicht zu hören: ${cause}`,
    everybody: (length, cause) => `Für ${length} war niemand zu hören: ${cause}`,
    everybodyAt: (length, time, cause) => `Um ${time} war für ${length} niemand zu hören: ${cause}`,
  },
  missing: {
    refused: 'Hier fehlt eine Nachricht: Discord hat sie abgelehnt.',
    unknown: 'Hier fehlt vielleicht eine Nachricht: Ich konnte nicht sehen, ob Discord sie gezeigt hatte.',
    overflow: (lines) =>
      `${count(lines, { one: 'Hier fehlt # Zeile', other: 'Hier fehlen # Zeilen' })}: Zu lange ließen sich keine Nachrichten schreiben.`,
  },
  live: {
    head: 'Gerade wird gesagt:',
    more: (others) => count(others, { other: 'und # weitere' }),
  },
  thread: 'Transkript',
  shut: {
    gone: 'Der Textkanal wurde gelöscht.',
    closed: 'Ich darf im Textkanal nicht mehr schreiben.',
  },
  events: {
    noHistory:
      'Ich brauche „Nachrichtenverlauf anzeigen“, um zu sehen, ob eine Zeile dasteht, wenn Discord nicht antwortet.',
    noWebhooks: 'Ich brauche „WebHooks verwalten“, um unter den Namen der Sprechenden zu schreiben.',
    noWebhook: 'Der Kanal gibt mir keinen Webhook, um unter den Namen der Sprechenden zu schreiben.',
  },
}

import type { Words } from '../words.ts'

export const spending: Words['spending'] = {
  session: {
    free: (spoken) => `${spoken} Gesprochenes zu verstehen kostet nichts.`,
    billed: (billed, spoken) => `Abgerechnet: ${billed} für ${spoken} Gesprochenes.`,
    cost: (billed, spoken, cost) => `Abgerechnet: ${billed} für ${spoken} Gesprochenes, das macht ${cost}.`,
  },
  near: {
    guild: {
      day: (percent, spent, cap) =>
        `${percent} % dessen, was dieser Server heute für Spracherkennung ausgeben darf, sind verbraucht: ${spent} von ${cap}. Bei 100 % endet die Transkription.`,
      month: (percent, spent, cap) =>
        `${percent} % dessen, was dieser Server diesen Monat für Spracherkennung ausgeben darf, sind verbraucht: ${spent} von ${cap}. Bei 100 % endet die Transkription.`,
    },
    total: {
      day: (percent) =>
        `${percent} % dessen, was der Bot heute auf allen seinen Servern für Spracherkennung ausgeben darf, sind verbraucht. Bei 100 % endet die Transkription.`,
      month: (percent) =>
        `${percent} % dessen, was der Bot diesen Monat auf allen seinen Servern für Spracherkennung ausgeben darf, sind verbraucht. Bei 100 % endet die Transkription.`,
    },
  },
  reached: {
    guild: {
      day: (cap) =>
        `Alles, was dieser Server heute für Spracherkennung ausgeben darf, ist verbraucht (${cap}). Nach Mitternacht UTC kann die Transkription weitergehen.`,
      month: (cap) =>
        `Alles, was dieser Server diesen Monat für Spracherkennung ausgeben darf, ist verbraucht (${cap}). Am Ersten des nächsten Monats (UTC) kann die Transkription weitergehen.`,
    },
    total: {
      day: 'Alles, was der Bot heute auf allen seinen Servern für Spracherkennung ausgeben darf, ist verbraucht. Nach Mitternacht UTC kann die Transkription weitergehen.',
      month:
        'Alles, was der Bot diesen Monat auf allen seinen Servern für Spracherkennung ausgeben darf, ist verbraucht. Am Ersten des nächsten Monats (UTC) kann die Transkription weitergehen.',
    },
  },
  barred: {
    guild: 'Spracherkennung, die Geld kostet, ist auf diesem Server nicht erlaubt: Seine Grenze ist 0.',
    total: 'Spracherkennung, die Geld kostet, ist für diesen Bot nicht erlaubt: Seine Grenze ist 0.',
  },
}

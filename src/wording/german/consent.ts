import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('de')

export const consent: Words['consent'] = {
  buttons: { agree: 'Zustimmen', optOut: 'Widersprechen' },
  notice: {
    started: (starter, room, engine, place) =>
      `${starter} hat die Transkription von ${room} gestartet: Was dort gesagt wird, wandelt ${engine} in Text um, der ${place} erscheint.`,
    late: (names, engine, place) =>
      `Neu dazugekommen: ${names}. Was im Sprachkanal gesagt wird, wandelt ${engine} in Text um, der ${place} erscheint.`,
    changed: (engine, place) =>
      `Es hat sich etwas geändert. Ab jetzt gilt: Was im Sprachkanal gesagt wird, wandelt ${engine} in Text um, der ${place} erscheint.`,
  },
  places: {
    here: 'hier',
    elsewhere: (channel) => `in ${channel}`,
  },
  names: (names) => list(names),
  namesAndMore: (names, more) => list([...names, count(more, { other: '# weitere' })]),
  terms: {
    keptForever: 'Der Text wird aufbewahrt, bis Admins ihn löschen.',
    kept: (days) =>
      count(days, {
        one: 'Der Text wird einen Tag lang aufbewahrt.',
        other: 'Der Text wird # Tage lang aufbewahrt.',
      }),
    notice:
      'Wenn du nicht gehört werden willst, drücke auf Widersprechen oder benutze /transcribe privacy: Dann wird nichts von dir dekodiert oder irgendwohin geschickt.',
    ask: 'Gehört werden nur die, die auf Zustimmen drücken. Widersprechen oder /transcribe privacy nimmt das zurück. Von allen anderen wird nichts dekodiert oder irgendwohin geschickt.',
  },
  chatShut: (room, channel) =>
    `Nicht alle in ${room} können ${channel} lesen, also muss ich es ihnen im Chat von ${room} sagen.`,
  notPosted: (channel) =>
    `Ich konnte in ${channel} nicht schreiben, dass Leute gehört werden, und niemand wird gehört, ohne es gesagt zu bekommen.`,
}

import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('de')

export const status: Words['status'] = {
  head: {
    listening: (room, engine, when) =>
      `**Ich höre zu** in ${room}, mit der Spracherkennung ${engine}, verbunden ${when}.`,
    rejoining: (room, when) =>
      `**Gerade höre ich nicht zu.** Die Verbindung zu ${room} ist ${when} abgebrochen; ich verbinde mich neu.`,
    suspended: (room, when) =>
      `**Ich werde neu gestartet** (${when}) und höre in ${room} weiter zu, wenn ich wieder da bin.`,
    stopped: (room, when, length) => `**Beendet** ${when}. Ich habe in ${room} ${length} lang zugehört.`,
  },
  target: (channel) => `Der Text kommt in ${channel}.`,
  toldBy: (engines) => `Der Text bis hierher stammt von ${list(engines)}.`,
  spent: (sums) => `Dieser Server hat ${list(sums)} ausgegeben.`,
  day: (spent, cap) => `heute ${spent} von ${cap}`,
  month: (spent, cap) => `diesen Monat ${spent} von ${cap}`,
  trouble: (sentence) => `**Spracherkennung:** ${sentence}`,
  warning: (sentence) => `**Achtung:** ${sentence}`,
  unnamed: (voices) =>
    count(voices, {
      one: 'Eine weitere Stimme ist zu hören, aber Discord hat noch nicht gesagt, wem sie gehört.',
      other: '# weitere Stimmen sind zu hören, aber Discord hat noch nicht gesagt, wem sie gehören.',
    }),
  nobody: 'Es hat noch niemand gesprochen.',
  more: (people) => count(people, { other: '… und # weitere' }),
  states: {
    heard: 'wird gehört',
    heardWithin: (delay) => `wird gehört; der Text folgt innerhalb von ${delay}`,
    silent: (when) => `still; zuletzt gehört ${when}`,
    encrypted: (since) =>
      `seit ${since} nicht zu verstehen: Der Ton ist Ende-zu-Ende-verschlüsselt, und ich habe keinen Schlüssel dafür`,
    behind: (since, delay) =>
      `wird gehört, aber die Spracherkennung hängt seit ${since} hinterher: um ${delay}`,
    unasked: 'hat nicht zugestimmt, gehört zu werden; ich höre nicht hin',
    untold: 'wird nicht gehört: Ich kann es nicht dort sagen, wo es gelesen werden kann',
    optedOut: 'hat widersprochen; ich höre nicht hin',
    lost: (since) => `seit ${since} nicht zu hören, obwohl Discord Sprechen anzeigt`,
  },
  longDelay: 'mehr als 5 min',
}

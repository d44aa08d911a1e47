import type { Words } from '../words.ts'

export const panel: Words['settings']['panel'] = {
  head: (mark) =>
    `**Einstellungen dieses Servers**. Die mit ${mark} wurden hier gewählt, die anderen von denen, die mich betreiben.`,
  line: (title, value) => `${title}: ${value}`,
  current: (title, value, by) => `**${title}**: ${value} (${by})`,
  byHost: 'wie von denen eingestellt, die mich betreiben',
  here: 'für diesen Server gewählt',
  choiceByHost: (value, by) => `${value} (${by})`,
  howTo: (typed) => `Wähle unten aus, oder benutze die Option „wert“ dieses Befehls. Tippe ${typed}.`,
  chooseSetting: 'Wähle eine Einstellung',
  chooseValue: 'Wähle einen Wert',
  changed: (title, value) => `Neuer Wert von „${title}“: ${value}.`,
  atOnce: 'Das gilt ab sofort.',
  next: 'Das gilt ab der nächsten Sitzung.',
  nextButRunning: 'Die laufende Sitzung geht weiter, wie sie begonnen hat: Das gilt ab der nächsten.',
  remarks: {
    noLanguages: (model) =>
      `Das Modell ${model} nimmt keine Sprachen an: Mit ihm hat die Wahl einer Sprache keine Wirkung.`,
    notUsed: 'Das ist für die Erkennung assemblyai, die auf diesem Server nicht benutzt wird.',
    noMoney: 'Bei einer Grenze von 0 wird keine Erkennung benutzt, die Geld kostet.',
  },
}

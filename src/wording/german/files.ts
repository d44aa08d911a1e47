import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('de')

export const files: Words['files'] = {
  refused: {
    tooLarge: (megabytes) => `Diese Datei ist größer als die ${megabytes} MB, die ich transkribieren darf.`,
    tooDear: {
      day: 'Diese Datei würde mehr kosten, als dieser Server heute noch für Spracherkennung ausgeben darf.',
      month:
        'Diese Datei würde mehr kosten, als dieser Server diesen Monat noch für Spracherkennung ausgeben darf.',
    },
    noSound: 'In dieser Nachricht ist weder eine Sprachnachricht noch eine Audio- oder Videodatei.',
    underWay: 'Ich bin schon an dieser Nachricht: Ihr Text kommt, wenn er fertig ist.',
    busy: 'Ich habe mit anderen Dateien zu tun. Versuch es in einer Minute noch einmal.',
    unheard: {
      'opted-out':
        'Wer diese Nachricht geschrieben hat, möchte nicht transkribiert werden, also lasse ich sie in Ruhe.',
      unasked:
        'Auf diesem Server höre ich nur die, die zugestimmt haben, und wer diese Nachricht geschrieben hat, hat das nicht getan. Zustimmen geht mit /transcribe privacy.',
      bot: 'Ein Bot hat diese Nachricht geschrieben, und Bots höre ich auf diesem Server nicht. /transcribe settings kann das ändern.',
    },
  },
  fetch: {
    gone: 'Die Datei ist nicht mehr da: Ihre Nachricht wurde gelöscht, oder Discord hat sie entfernt.',
    unreached: 'Ich konnte die Datei nicht von Discord holen. Versuch es in einer Minute noch einmal.',
    elsewhere: 'Ich hole Dateien nur von Discord, und diese liegt woanders.',
    larger: 'Die Datei ist größer, als Discord gesagt hat.',
  },
  message: {
    noWords: '*Ich habe darin keine Worte gehört.*',
    inFile: 'Der ganze Text ist in der Datei.',
    gaps: 'Ein Teil war nicht zu hören.',
    voiceMessage: 'Sprachnachricht',
    file: 'Datei',
    of: (what, length) => `${what}, ${length}`,
    optOut: 'wer das nicht will: /transcribe privacy',
    unable: 'Das konnte ich gerade nicht transkribieren:',
  },
  media: {
    empty: 'Diese Datei ist leer.',
    tooLong: (minutes) =>
      `Diese Datei ist länger als die ${count(minutes, { one: '# Minute', other: '# Minuten' })}, die ich transkribieren darf.`,
    oggDamaged: 'Diese Ogg-Datei ist beschädigt.',
    oggLaidOut: 'Diese Ogg-Datei ist so aufgebaut, dass ich sie nicht lesen kann.',
    wavEmpty: 'Diese WAV-Datei enthält keinen Ton.',
    wavDamaged: 'Diese WAV-Datei ist beschädigt.',
    noSound: 'Ich finde in dieser Datei keinen Ton, den ich lesen kann.',
    noFfmpeg:
      'WAV-Dateien und Ogg Opus, wie Sprachnachrichten, kann ich hier lesen, aber nicht diese Art von Datei. Wer mich betreibt, kann ffmpeg installieren, das die anderen liest.',
  },
  progress: {
    fetching: 'Ich hole die Datei …',
    sending: (percent) => `Ich sende die Datei: ${percent} %`,
    waiting: 'Die Datei wird transkribiert …',
    listening: (heard) => `Ich höre die Datei an: ${heard}`,
    listeningOf: (heard, whole) => `Ich höre die Datei an: ${heard} von ${whole}`,
  },
}

import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'
import { panel } from './settings-panel.ts'

const { count, either } = grammar('de')

export const settings: Words['settings'] = {
  wrong: (title, problem) => `${title}: ${problem}.`,
  unknown: 'Diese Einstellung gibt es nicht. Wähle eine von denen, die angeboten werden.',

  common: {
    choice: (names) => either(names),
    choiceWrong: (names) => `Möglich ist nur ${either(names)}`,
    flag: 'on oder off',
    flagWrong: 'Möglich ist nur on oder off',
    on: 'an (on)',
    off: 'aus (off)',
    none: 'keine',
    never: 'nie (never)',
  },

  engine: {
    title: 'Erkennung',
    help: 'Was Gesprochenes in Text umwandelt; bei mehreren die erste, die funktioniert.',
    typed: 'eine Erkennung, oder mehrere in der Reihenfolge, in der du sie vorziehst, durch Kommas getrennt',
    wrong: (engines) =>
      `Möglich ist nur eine Auswahl aus ${engines}; eine andere Erkennung hat dieser Bot nicht`,
    shown: (engines) => engines.join(', dann '),
  },
  model: {
    title: 'Modell',
    help: 'Das Modell der Erkennung assemblyai.',
    typed: 'den Namen eines Modells',
  },
  language: {
    title: 'Sprache',
    help: 'Die Sprachen, die zu erwarten sind, die wahrscheinlichste zuerst; nur für die Pro-Modelle.',
    typed: (most) => `höchstens ${most} Kürzel wie en, de, ja, durch Kommas getrennt, oder any`,
    wrong: (most, codes) => `Möglich ist nur any oder höchstens ${most} aus ${codes}`,
    any: 'any: das Modell findet sie heraus',
  },
  preset: {
    title: 'Pausenerkennung',
    help: 'Wie schnell eine Pause eine Zeile beendet.',
    quick: 'quick: Zeilen kommen früher und sind kürzer',
    balanced: 'balanced: ausgewogen',
    notes: 'notes: Zeilen kommen später und sind länger',
  },
  keyTerms: {
    title: 'Schlüsselbegriffe',
    help: 'Namen und Fachwörter, die zu erwarten sind; AssemblyAI berechnet sie bei manchen Modellen extra.',
    typed: (most, longest) =>
      `höchstens ${most} Namen und Wörter mit je höchstens ${longest} Zeichen, durch Kommas getrennt, oder none`,
    wrong: (most, longest) =>
      `Möglich ist nur none oder höchstens ${most} Namen und Wörter mit je höchstens ${longest} Zeichen, durch Kommas getrennt`,
  },
  profanityFilter: {
    title: 'Schimpfwortfilter',
    help: 'Ob die Erkennung assemblyai Schimpfwörter unkenntlich macht.',
  },
  posting: {
    title: 'Darstellung',
    help: 'Wie Zeilen im Textkanal aussehen.',
    personas: 'personas: mit Namen und Bild der Person, die sprach (braucht „WebHooks verwalten“)',
    plain: 'plain: in meinen eigenen Nachrichten, mit dem Namen vor jeder Zeile',
  },
  thread: {
    title: 'Thread',
    help: 'Ob jede Sitzung in einem eigenen Thread schreibt.',
  },
  liveCaptions: {
    title: 'Live-Untertitel',
    help: 'Ob Worte schon gezeigt werden, während sie gesagt werden.',
  },
  wording: {
    title: 'Meine Sprache',
    help: 'Die Sprache, in der ich in Kanälen schreibe. Befehle antworten allen in der eigenen.',
    auto: 'auto: die Sprache, die dieser Server in Discord hat',
  },
  consent: {
    title: 'Einwilligung',
    help: 'Wer gehört wird. Gesagt wird es in jedem Fall allen.',
    notice: 'notice: alle außer denen, die widersprochen haben',
    ask: 'ask: nur die, die zugestimmt haben',
  },
  hearBots: {
    title: 'Bots hören',
    help: 'Ob andere Bots gehört werden, etwa solche, die Musik spielen.',
  },
  cap: {
    day: {
      title: 'Ausgabengrenze, Tag',
      help: 'Was Spracherkennung hier an einem Tag (UTC) kosten darf.',
    },
    month: {
      title: 'Ausgabengrenze, Monat',
      help: 'Was Spracherkennung hier in einem Kalendermonat (UTC) kosten darf.',
    },
    typed: 'einen Betrag wie 1,50',
    wrong: (most) => `Möglich ist nur ein Betrag von 0 bis ${most}`,
    wrongByHost: (most) =>
      `Möglich ist nur ein Betrag von 0 bis ${most}; das haben die eingestellt, die mich betreiben`,
  },
  retention: {
    title: 'Aufbewahrung',
    help: 'Wie viele Tage nach seinem Ende ein Transkript endgültig gelöscht wird.',
    typed: 'eine ganze Zahl von Tagen',
    wrong: (most) => `Möglich ist nur eine ganze Zahl von Tagen von 1 bis ${most}`,
    wrongByHost: (most) =>
      `Möglich ist nur eine ganze Zahl von Tagen von 1 bis ${most}; länger wird nichts aufbewahrt, so wollen es die, die mich betreiben`,
    after: (days) => count(days, { one: 'nach # Tag', other: 'nach # Tagen' }),
    kept: 'Transkripte werden behalten',
  },
  autoStart: {
    title: 'Auto-Start',
    help: 'Der Sprachkanal, in dem ich von selbst beginne, wenn zwei oder mehr Mitglieder darin sind.',
    typed: 'off, oder wähle die Kanäle mit den Optionen „sprachkanal“ und „textkanal“ dieses Befehls',
    wrong: 'Möglich sind nur off oder die Kanäle, die die Optionen „sprachkanal“ und „textkanal“ nennen',
    shown: (room, channel) => `in ${room}, geschrieben wird in ${channel}`,
  },
  stopEmpty: {
    title: 'Ende, wenn leer',
    help: 'Wann ich in einem Sprachkanal, den alle verlassen haben, von selbst aufhöre.',
    typed: (least, most) => `eine ganze Zahl von Sekunden von ${least} bis ${most}, oder never`,
    wrong: (least, most) =>
      `Möglich ist nur eine ganze Zahl von Sekunden von ${least} bis ${most} oder never`,
    after: (seconds) => count(seconds, { one: 'nach # Sekunde', other: 'nach # Sekunden' }),
  },
  stopQuiet: {
    title: 'Ende, wenn still',
    help: 'Wann ich von selbst aufhöre, während niemand spricht.',
    typed: (least, most) => `eine ganze Zahl von Minuten von ${least} bis ${most}, oder never`,
    wrong: (least, most) => `Möglich ist nur eine ganze Zahl von Minuten von ${least} bis ${most} oder never`,
    after: (minutes) => count(minutes, { one: 'nach # Minute', other: 'nach # Minuten' }),
  },
  starters: {
    title: 'Wer starten darf',
    help: 'Wer mich starten und beenden darf; Mitglieder mit „Server verwalten“ dürfen es immer.',
    typed: 'room, manage oder eine Rolle als @rolle',
    wrong: 'Möglich ist nur room, manage oder eine Rolle als @rolle',
    room: 'wer im Sprachkanal ist',
    role: (role) => `Mitglieder mit ${role}`,
    manage: 'nur Mitglieder mit „Server verwalten“',
  },

  panel,
}

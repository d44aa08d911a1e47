import type { Words } from '../words.ts'

export const commands: Words['commands'] = {
  transcribe: { name: 'mitschreiben', description: 'Live mitschreiben, wer was in einem Sprachkanal sagt' },
  start: {
    label: { name: 'start', description: 'In einem Sprachkanal zuhören und live mitschreiben, wer was sagt' },
    voice: { name: 'sprachkanal', description: 'Welcher Sprachkanal; deiner, wenn du nichts angibst' },
    text: { name: 'textkanal', description: 'Wohin ich schreibe; hierher, wenn du nichts angibst' },
    readers: {
      name: 'lesende',
      description: 'Wer es lesen darf; nur wer den Sprachkanal sieht, wenn du nichts angibst',
    },
    ofTheRoom: 'Nur wer den Sprachkanal sehen kann',
    everybody: 'Alle, die den Textkanal lesen können (braucht „Server verwalten“)',
  },
  stop: {
    label: {
      name: 'stopp',
      description: 'Aufhören, die letzten Zeilen schreiben und das Transkript als Dateien liefern',
    },
  },
  status: {
    label: {
      name: 'status',
      description: 'Sagen, ob und seit wann ich zuhöre, wen ich höre und was zuletzt geschah',
    },
  },
  export: {
    label: { name: 'export', description: 'Das Transkript einer Sitzung als Dateien bekommen' },
    session: {
      name: 'sitzung',
      description: 'Welche; die neueste, die du sehen kannst, wenn du nichts angibst',
    },
    format: { name: 'format', description: 'Als welche Datei; als alle, wenn du nichts angibst' },
  },
  search: {
    label: {
      name: 'suche',
      description: 'Finden, was früher gesagt wurde, in Sprachkanälen, die du sehen kannst',
    },
    words: {
      name: 'worte',
      description: 'Worte, die in einem Beitrag vorkamen; der Anfang eines Wortes genügt',
    },
  },
  settings: {
    label: {
      name: 'einstellungen',
      description: 'Sehen und ändern, wie ich auf diesem Server arbeite (braucht „Server verwalten“)',
    },
    setting: { name: 'einstellung', description: 'Welche; alle, wenn du nichts angibst' },
    value: {
      name: 'wert',
      description: 'Der neue Wert; lass ihn weg, um den jetzigen zu sehen und aus einem Menü zu wählen',
    },
    voice: {
      name: 'sprachkanal',
      description: 'Für Auto-Start: der Sprachkanal, in dem ich von selbst beginne',
    },
    text: {
      name: 'textkanal',
      description:
        'Für Auto-Start: wohin ich dann schreibe; in den Chat des Sprachkanals, wenn du nichts angibst',
    },
  },
  privacy: {
    label: { name: 'privatsphäre', description: 'Sehen und ändern, ob du auf diesem Server gehört wirst' },
  },
  forget: {
    label: {
      name: 'vergessen',
      description:
        'Alles, was du auf diesem Server gesagt hast, aus meinem Bestand und meinen Nachrichten löschen',
    },
  },
  help: { label: { name: 'hilfe', description: 'In vier Zeilen sagen, wie man beginnt' } },
  message: 'Transkribieren',
}

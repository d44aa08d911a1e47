import type { Words } from '../words.ts'

export const store: Words['store'] = {
  notAllowed:
    'Dieser Benutzer darf die Dateien in DATA_DIR nicht benutzen: Gib ihm das Recht, sie zu lesen und zu schreiben.',
  locked: 'Ein anderes Programm hat die Datenbank in DATA_DIR gesperrt: Schließe sie dort.',
  cannotWrite:
    'In die Datenbank in DATA_DIR lässt sich nicht schreiben: Prüfe die Rechte des Ordners und seiner Dateien.',
  diskFailed:
    'Der Datenträger, auf dem DATA_DIR liegt, hat beim Lesen oder Schreiben versagt: Prüfe ihn und seinen freien Platz.',
  damaged:
    'Die Datenbank in DATA_DIR ist beschädigt: Setze eine Sicherung an ihre Stelle, oder lege sie weg, um neu zu beginnen.',
  diskFull: 'Der Datenträger, auf dem DATA_DIR liegt, ist voll: Schaffe Platz.',
  cannotOpen:
    'Die Datenbank in DATA_DIR lässt sich nicht öffnen: Prüfe, ob der Ordner beschrieben werden kann.',
  noDatabase:
    'hansard.sqlite in DATA_DIR ist keine Datenbank: Setze eine Sicherung an ihre Stelle, oder lege sie weg.',
  mayNotWrite:
    'Dieser Benutzer darf in DATA_DIR nicht schreiben: Gib ihm das Recht dazu, oder wähle einen anderen Ordner.',
  readOnlyDisk:
    'DATA_DIR liegt auf einem Datenträger, der nur gelesen werden kann: Wähle einen anderen Ordner.',
  cannotMake: 'DATA_DIR lässt sich nicht anlegen: Wähle einen anderen Ordner.',
  belowAFile: 'DATA_DIR ist kein Ordner oder liegt unter einer Datei: Wähle einen anderen Ordner.',
  isAFile: 'DATA_DIR ist eine Datei und muss ein Ordner sein.',
  quotaUsed: 'Das Kontingent des Datenträgers, auf dem DATA_DIR liegt, ist verbraucht: Schaffe Platz.',
  closed: 'Der Datenspeicher ist geschlossen.',
  unreadable: (what) => `Die Datenbank in DATA_DIR enthält etwas Unlesbares (${what}).`,
  otherHansard:
    'Ein anderer Hansard läuft schon mit diesem DATA_DIR: Beende ihn, oder gib diesem einen eigenen Ordner.',
  newer: (found, known) =>
    `Die Datenbank in DATA_DIR stammt von einem neueren Hansard (Version ${found} der Tabellen, dieser kennt ${known}): Installiere jenen wieder.`,
}

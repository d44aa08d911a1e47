import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('de')

export const session: Words['session'] = {
  refused: {
    starting:
      'Auf diesem Server beginnt gerade eine Transkription. /transcribe status sagt, wann ich zuhöre.',
    live: (room, channel) =>
      `Ich transkribiere schon ${room} und schreibe in ${channel}. Beende das zuerst mit /transcribe stop.`,
    stopping: 'Die vorige Transkription wird gerade beendet. Versuch es in ein paar Sekunden noch einmal.',
    stoppedAlready: 'Die Transkription wird schon beendet.',
    nothing: 'Auf diesem Server wird nichts transkribiert. Beginne mit /transcribe start.',
  },
  starters: {
    room: (room) => `Geh zuerst in ${room}: Nur wer in einem Sprachkanal ist, kann mich dort zuhören lassen.`,
    role: (role) =>
      `Nur Mitglieder mit ${role} oder „Server verwalten“ können mich auf diesem Server zuhören lassen. Bitte eines davon, mich zu starten.`,
    manage:
      'Nur Mitglieder mit „Server verwalten“ können mich auf diesem Server zuhören lassen. Bitte eines davon, mich zu starten.',
  },
  stoppers: {
    room: (room) =>
      `Beenden können das nur, wer es gestartet hat, alle, die in ${room} sind, und Mitglieder mit „Server verwalten“. Wenn du nicht gehört werden willst, sag es mit /transcribe privacy.`,
    role: (role) =>
      `Beenden können das nur, wer es gestartet hat, Mitglieder mit ${role} und Mitglieder mit „Server verwalten“. Wenn du nicht gehört werden willst, sag es mit /transcribe privacy.`,
    manage:
      'Beenden können das nur, wer es gestartet hat, und Mitglieder mit „Server verwalten“. Wenn du nicht gehört werden willst, sag es mit /transcribe privacy.',
  },
  autoStart: {
    name: 'Auto-Start',
    refused: (reason) =>
      `Ich konnte nicht von selbst beginnen: ${reason} Auto-Start lässt sich mit /transcribe settings ändern.`,
  },
  autoStop: {
    empty: (seconds) =>
      `${count(seconds, { one: '# Sekunde', other: '# Sekunden' })} lang war niemand im Sprachkanal.`,
    quiet: (minutes) =>
      `${count(minutes, { one: '# Minute', other: '# Minuten' })} lang hat niemand gesprochen.`,
  },
  ended: (reason) => `Transkription beendet: ${reason}`,
  summary: (length, turns, speakers) =>
    `Ich habe ${length} lang zugehört: ${count(turns, { one: '# Beitrag', other: '# Beiträge' })} von ${count(speakers, { one: '# Person', other: '# Personen' })}.`,
  restart: 'Ich werde neu gestartet; wenn ich wieder da bin, mache ich in diesem Transkript weiter.',
  shutdown: 'Ich werde gerade beendet.',
  back: (length, from, to) =>
    `Ich war ${length} lang weg, von ${from} bis ${to} UTC, und mache jetzt weiter.`,
  notResumed: (since, reason) =>
    `Ich war ab ${since} UTC weg und mache mit diesem Transkript nicht weiter: ${reason} Mit /transcribe export ist es zu bekommen.`,
  whyNotResumed: {
    nobody: 'Im Sprachkanal ist niemand mehr.',
    tooLongAgo: 'Das ist zu lange her.',
    another: 'Inzwischen hat eine andere Transkription begonnen.',
    wentWrong: 'Etwas ist schiefgegangen.',
  },
  engine: {
    fellBack: (reason, engine) => `${reason} Was gesagt wird, wandelt vorerst ${engine} in Text um.`,
    returned: (reason, engine) => `${reason} Was gesagt wird, wandelt wieder ${engine} in Text um.`,
  },
  target: {
    silent: (channel) => `${channel} antwortet nicht.`,
    over: 'Die Sitzung ist zu Ende.',
    closed: (channel, reason) =>
      `Ich kann in ${channel} nicht schreiben: ${reason} Ich bewahre 5 Minuten lang auf, was gesagt wird, und schreibe dort weiter, sobald ich kann; danach höre ich auf.`,
    deleted: 'Der Textkanal wurde gelöscht.',
    deletedWithoutChat:
      'Der Textkanal wurde gelöscht, und im Chat des Sprachkanals darf ich nicht schreiben.',
    goOnHere: 'Der Textkanal wurde gelöscht: Ich mache hier weiter.',
    readersGoOnHere:
      'Leute, die diesen Sprachkanal nicht sehen können, können jetzt den Textkanal lesen: Ich mache hier weiter.',
    readersWithoutChat:
      'Leute, die den Sprachkanal nicht sehen können, können jetzt den Textkanal lesen, und im Chat des Sprachkanals darf ich nicht schreiben.',
  },
  record: {
    missing: (reason) => `Was jetzt gesagt wird, wird im Transkript fehlen. ${reason}`,
    failed: 'Der Datenspeicher hat versagt.',
    slow: 'Der Datenspeicher kommt nicht nach: Was jetzt gesagt wird, fehlt vielleicht im Transkript.',
  },
  events: {
    met: 'zum ersten Mal gehört',
    recognitionAway: 'die Spracherkennung ist weg; was gesagt wird, wartet auf sie',
    recognitionBack: 'die Spracherkennung ist wieder da',
    notHeard: (length, cause) => `für ${length} nicht zu hören: ${cause}`,
    nobodyHeard: (length, cause) => `für ${length} war niemand zu hören: ${cause}`,
    moved: 'der Textkanal wurde gelöscht; es geht in einem anderen weiter',
    movedForReaders:
      'den Textkanal können Leute lesen, die den Sprachkanal nicht sehen; es geht in einem anderen weiter',
    closed: 'der Textkanal ist für mich geschlossen',
    notTold: 'nicht allen konnte gesagt werden, wer gehört wird',
  },
}

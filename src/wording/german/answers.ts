import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, figure } = grammar('de')

const messages = (n: number): string => count(n, { one: '# Nachricht', other: '# Nachrichten' })

export const answers: Words['answers'] = {
  general: {
    elsewhere: 'Benutze das auf einem Server, auf dem ich Mitglied bin.',
    unknownCommand: 'Diesen Befehl kenne ich nicht mehr. Discord zeigt in einer Minute die aktuellen.',
    unknownButton: 'Dieser Button ist von früher. Gib den Befehl noch einmal ein.',
    shuttingDown: 'Ich werde gerade beendet. Versuch es in einer Minute noch einmal.',
    wentWrong: 'Bei mir ist etwas schiefgegangen. Wer mich betreibt, findet die Ursache in meinem Protokoll.',
    filesShutOut:
      'Discord hat die Dateien nicht angenommen. Versuch es in einer Minute noch einmal, oder verlange nur ein Format.',
  },
  help: {
    greeting: 'Hallo! Ich schreibe live mit, wer was in einem Sprachkanal sagt.',
    begin:
      '**Beginnen:** Geh in einen Sprachkanal und gib /transcribe start in dem Textkanal ein, in dem die Worte erscheinen sollen.',
    heard:
      '**Wer gehört wird:** Allen im Sprachkanal wird Bescheid gesagt; wer nicht gehört werden will, sagt es mit /transcribe privacy.',
    end: '**Beenden:** /transcribe stop liefert das Transkript als Dateien; /transcribe export und /transcribe search finden es wieder, /transcribe status sagt, wie es läuft.',
    settings:
      '**Einstellungen:** Mitglieder mit „Server verwalten“ ändern Erkennung, Sprache, Einwilligung und Kosten mit /transcribe settings.',
  },
  start: {
    noRoom: 'Geh zuerst in einen Sprachkanal, oder nenne einen mit der Option „sprachkanal“.',
    stage: 'In Stage-Kanälen kann ich nicht zuhören, nur in Sprachkanälen.',
    notARoom: 'Das ist kein Sprachkanal.',
    unseen: 'Für dich höre ich nur in Sprachkanälen zu, die du sehen kannst.',
    notWritable: (channel) =>
      `Für dich schreibe ich nur dort, wo du selbst schreiben darfst, und in ${channel} darfst du das nicht. Nenne mit der Option „textkanal“ einen anderen Kanal, oder bitte ein Mitglied mit der Berechtigung Server verwalten, mich zu starten.`,
    readersNotYours:
      'Dass alle, die den Textkanal lesen, das hier lesen dürfen, können nur Mitglieder mit der Berechtigung Server verwalten entscheiden. Bitte eines davon, mich zu starten, oder lass die Option „lesende“ weg.',
    listening: (room, engine, channel) =>
      `Ich höre in ${room} zu und schreibe in ${channel}. Die Spracherkennung: ${engine}. Beende es mit /transcribe stop.`,
  },
  stop: {
    stoppedBy: (name) => `${name} hat die Transkription beendet.`,
    stopped: 'Beendet.',
    filesAgain: '/transcribe export liefert diese Dateien noch einmal.',
    unreadable: 'Das Transkript ist gerade nicht lesbar:',
  },
  status: {
    nothing: 'Auf diesem Server wird nichts transkribiert. Beginne mit /transcribe start.',
    starting: 'Auf diesem Server beginnt gerade eine Transkription.',
  },
  export: {
    none: 'Es gibt hier kein Transkript eines Sprachkanals, den du sehen kannst.',
    notThis:
      'Ein solches Transkript habe ich für dich nicht. Wähle eines von denen, die beim Tippen erscheinen.',
    here: (room, begun) => `Hier ist das Transkript von **${room}**, begonnen am ${begun}.`,
    soFar: 'Es ist noch nicht zu Ende: Das ist der Stand bis jetzt.',
  },
  search: {
    place: (time) => `(bei ${time} der Sitzung)`,
    nothing: (words) => `Zu „${words}“ wurde in Sprachkanälen, die du sehen kannst, nichts gefunden.`,
  },
  settings: {
    notYours: 'Meine Einstellungen sind für Mitglieder mit „Server verwalten“. Wende dich an eines davon.',
    noSetting: 'Nenne auch die Einstellung, mit der Option „einstellung“.',
    notARoom: 'Wähle mit der Option „sprachkanal“ einen Sprachkanal: In anderen kann ich nicht zuhören.',
    unseen: 'Wähle einen Sprachkanal, den du selbst sehen kannst.',
    byOptions: 'Auto-Start nimmt seine Kanäle aus den Optionen „sprachkanal“ und „textkanal“ dieses Befehls.',
    onlyAutoStart: 'Die Optionen „sprachkanal“ und „textkanal“ gehören zur Einstellung Auto-Start.',
    noRole:
      'Diese Rolle gibt es auf diesem Server nicht. Tippe @ und wähle eine von denen, die angeboten werden.',
    noAutoStart: 'Auto-Start bleibt, wie es ist, denn dort könnte ich nicht beginnen:',
  },
  privacy: {
    standings: {
      heard:
        'Wenn ich einen Sprachkanal dieses Servers transkribiere, **wirst du dort gehört**: Was du sagst, wird zu Text.',
      'opted-out':
        '**Du hast widersprochen.** Auf diesem Server wird nichts, was du sagst, dekodiert, irgendwohin geschickt oder aufgeschrieben.',
      unasked:
        '**Du wirst auf diesem Server nicht gehört**: Ich höre nur die, die zustimmen, und du hast nicht zugestimmt. Nichts, was du sagst, wird dekodiert oder irgendwohin geschickt.',
      bot: '**Bots werden auf diesem Server nicht gehört.**',
    },
    decided: {
      'opted-out':
        '**Du hast widersprochen**, und das gilt ab sofort: Auf diesem Server wird nichts, was du sagst, dekodiert, irgendwohin geschickt oder aufgeschrieben.',
      agreed:
        '**Du hast zugestimmt**, gehört zu werden: Was du in einem Sprachkanal sagst, den ich transkribiere, wird zu Text.',
    },
    atAnyTime: 'Du kannst deine Meinung jederzeit ändern.',
    before: 'Was vorher aufgeschrieben wurde, bleibt; /transcribe forget löscht es.',
    notAChoice: 'Diesen Button kenne ich nicht mehr. Benutze /transcribe privacy.',
  },
  forget: {
    question:
      'Das löscht **alles, was du auf diesem Server gesagt hast**, endgültig: aus dem, was ich aufbewahre, aus der Suche und aus künftigen Exporten, und die Nachrichten, in denen ich es geschrieben habe, soweit ich sie noch kenne und darf: Zeilen, den Text deiner Sprachnachrichten und Dateien mit Transkripten. Was jemand heruntergeladen hat, bleibt dort.\nDu wirst weiter gehört; um auch das zu beenden, benutze /transcribe privacy.',
    yes: 'Meine Worte löschen',
    nothing: 'Ich bewahre nichts auf, was du auf diesem Server gesagt hast.',
    removed: (turns, deleted, edited) =>
      `Gelöscht: ${count(turns, { one: '# Beitrag', other: '# Beiträge' })} aus dem, was ich aufbewahre, samt Suche und künftigen Exporten; ${messages(deleted)} ganz, und aus ${messages(edited)} mit Worten anderer wurden deine herausgenommen.`,
    words: (turns) =>
      `Gelöscht: ${count(turns, { one: '# Beitrag', other: '# Beiträge' })} aus dem, was ich aufbewahre, samt Suche und künftigen Exporten.`,
    running: 'Ich bin schon dabei; was du seitdem gesagt hast, gehört jetzt dazu.',
    goesOn: (due) =>
      `Noch zu löschen oder zu ändern: ${messages(due)}. Damit mache ich im Hintergrund weiter, auch nach einem Neustart, und schreibe dir eine Direktnachricht, wenn es fertig ist, falls du welche annimmst.`,
    finished: (server) => `Was du auf ${server} gesagt hast, ist jetzt gelöscht, soweit ich konnte.`,
    emptied: (emptied) =>
      `Dateien mit Transkripten entfernt: aus ${messages(emptied)}; /transcribe export macht sie neu, ohne deine Worte.`,
    left: (left) =>
      `Nicht gelöscht: ${messages(left)}, die ich nicht mehr löschen oder ändern darf. Wer dort Nachrichten verwalten darf, kann es:`,
    more: (n) => `… und ${figure(n)} weitere.`,
  },
}

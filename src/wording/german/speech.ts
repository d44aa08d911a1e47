import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('de')

const tail = (said: string): string => (said === '' ? '.' : `: ${said}`)

export const speech: Words['speech'] = {
  descriptions: {
    assemblyai: 'AssemblyAI (der Ton wird an dessen Server geschickt)',
    sherpa: (wrongIn) =>
      `ein kleines lokales Modell (der Ton bleibt auf diesem Rechner; etwa 1 Wort von ${wrongIn} ist falsch)`,
    sherpaUnmeasured: 'ein lokales Modell (der Ton bleibt auf diesem Rechner)',
  },
  labels: {
    local: (name, model) => `${name} (lokales Modell ${model})`,
    unknown: (name) => `${name} (ein lokales Modell, das niemand gemessen hat)`,
    small: (name, wrongIn) => `${name} (kleines lokales Modell, etwa 1 Wort von ${wrongIn} falsch)`,
  },
  chain: {
    cannot: 'Ich kann jetzt nicht transkribieren.',
    barred: (engine) =>
      `${engine} könnte übernehmen, doch dann ginge Ton von diesem Rechner weg: Die Einstellung FALLBACK_TO_CLOUD würde es erlauben.`,
    away: (engine, seconds) => `${engine} antwortet seit ${figure(seconds)} s nicht.`,
    tookOver: (engine) => `${engine} hat übernommen.`,
    isBack: (engine) => `${engine} ist wieder da.`,
  },
  assemblyai: {
    setting: (said) => `AssemblyAI hat eine Einstellung abgelehnt${tail(said)}`,
    soundRefused: (said) => `AssemblyAI hat die Art, wie Ton geschickt wurde, nicht angenommen${tail(said)}`,
    crowded: 'AssemblyAI hat gerade keinen Platz für eine weitere Sprachsitzung.',
    unreached: (cause) => `AssemblyAI war nicht zu erreichen (${cause}).`,
    sessionRefused: (code, said) => `AssemblyAI hat die Sitzung abgelehnt (Code ${code})${tail(said)}`,
    sessionEnded: (code, said) => `AssemblyAI hat die Sprachsitzung beendet (Code ${code})${tail(said)}`,
    account: (said) => `AssemblyAI hat das Konto abgelehnt${tail(said)}`,
    key: 'AssemblyAI hat den Schlüssel abgelehnt. Prüfe ASSEMBLYAI_API_KEY.',
    keyBecause: (said) => `AssemblyAI hat den Schlüssel abgelehnt: ${said} Prüfe ASSEMBLYAI_API_KEY.`,
    keyByHttp: (status) =>
      `AssemblyAI hat den Schlüssel mit HTTP ${status} abgelehnt. Prüfe ASSEMBLYAI_API_KEY und ASSEMBLYAI_STREAMING_URL.`,
    noService: (status) =>
      `Unter der eingestellten Adresse gibt es keinen Sprachdienst: Sie antwortete mit HTTP ${status}. Prüfe ASSEMBLYAI_STREAMING_URL.`,
    http: (status) => `AssemblyAI hat mit HTTP ${status} geantwortet.`,
    noKey: 'ASSEMBLYAI_API_KEY enthält Zeichen, die kein Schlüssel hat.',
    address: 'ASSEMBLYAI_STREAMING_URL muss aus wss:// oder ws:// und einem Hostnamen bestehen, ohne Pfad.',
    closed: 'Die Spracherkennung ist geschlossen.',
    testEnded: 'AssemblyAI hat die Probesitzung beendet, bevor sie begann.',
    lowered: (perMinute) =>
      `AssemblyAI lässt mich derzeit nur ${figure(perMinute)} Sprachsitzungen pro Minute öffnen; erste Worte können spät kommen.`,
    openings: (lately, perMinute) =>
      `Sprachsitzungen, die in der letzten Minute geöffnet wurden: ${figure(lately)} von ${figure(perMinute)}; erste Worte kommen spät.`,
    inUse: (open, most) =>
      `Sprachsitzungen in Gebrauch: ${figure(open)} von ${figure(most)}; wer als Nächstes spricht, wartet auf eine.`,
  },
  files: {
    keyByHttp: (status) =>
      `AssemblyAI hat den Schlüssel mit HTTP ${status} abgelehnt. Prüfe ASSEMBLYAI_API_KEY und ASSEMBLYAI_API_URL.`,
    noService: (status) =>
      `Unter der eingestellten Adresse nimmt AssemblyAI keine Dateien: Sie antwortete mit HTTP ${status}. Prüfe ASSEMBLYAI_API_URL.`,
    noMore: 'AssemblyAI nimmt gerade keine Dateien mehr an (HTTP 429).',
    refused: (status, said) =>
      `AssemblyAI hat die Datei oder eine Einstellung abgelehnt (HTTP ${status})${tail(said)}`,
    failed: (said) => `AssemblyAI konnte die Datei nicht transkribieren${tail(said)}`,
    tooLarge: 'Die Datei ist größer, als AssemblyAI zulässt.',
    tooSlow: (seconds) => `AssemblyAI hat innerhalb von ${figure(seconds)} s nicht geantwortet.`,
    unfinished: (seconds) =>
      `AssemblyAI ist mit der Datei innerhalb von ${figure(seconds)} s nicht fertig geworden.`,
    notUnderstood: (what) => `Die Antwort von AssemblyAI war nicht zu verstehen (${what}).`,
  },
  sherpa: {
    none: (howTo) => `Es gibt kein lokales Sprachmodell: ${howTo}.`,
    unreadable: (howTo) => `Der Ordner des lokalen Sprachmodells ist nicht lesbar: ${howTo}.`,
    incomplete: (missing, howTo) =>
      `Das lokale Sprachmodell ist unvollständig (es fehlt: ${missing}): ${howTo}.`,
    howTo:
      'Hole eines mit „npm run model“, oder setze SPEECH_MODEL_DIR auf einen Ordner mit encoder, decoder, joiner und tokens.txt eines Streaming-Zipformers',
    fileUnreadable: (file) => `Die Datei ${file} des lokalen Sprachmodells ist nicht lesbar.`,
    fileDamaged: (file) =>
      `Die Datei ${file} des lokalen Sprachmodells ist beschädigt oder nicht die veröffentlichte: Hole sie noch einmal.`,
    hanging: 'Die lokale Spracherkennung bleibt immer wieder hängen.',
    slowLoad: 'Das lokale Sprachmodell war nicht innerhalb von 30 s geladen.',
    noAddon:
      'Die lokale Spracherkennung kann auf diesem Rechner nicht laufen: Das Paket sherpa-onnx-node hat kein Programm für ihn.',
    notStarted: 'Dieser Rechner hat keinen Platz für den Prozess der lokalen Spracherkennung.',
    noVad: 'Die Datei, die SPEECH_VAD_MODEL nennt, ist nicht lesbar.',
    otherVad: (name) =>
      `Die Datei, die SPEECH_VAD_MODEL nennt, ist nicht die veröffentlichte ${name} von snakers4/silero-vad, die einzige, die hier geht.`,
    crashing: 'Die lokale Spracherkennung stürzt immer wieder ab.',
    closed: 'Die lokale Spracherkennung wurde beendet.',
    unloadable:
      'Das lokale Sprachmodell ließ sich nicht laden: Hole es mit „npm run model“ noch einmal, oder setze SPEECH_MODEL_DIR auf ein anderes.',
    killed:
      'Der Prozess der lokalen Spracherkennung wurde beim Laden des Modells beendet: Vielleicht ist der Speicher dieses Rechners knapp.',
    notLookedUp: 'Das lokale Sprachmodell ließ sich nicht prüfen.',
  },
}

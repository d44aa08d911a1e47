import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('fr')

const tail = (said: string): string => (said === '' ? '.' : ` : ${said}`)

export const speech: Words['speech'] = {
  // The bracket stands behind an ordinary space: there the name of the engine ends.
  descriptions: {
    assemblyai: 'AssemblyAI (le son est envoyé à ses serveurs)',
    sherpa: (wrongIn) =>
      `un petit modèle local (le son reste sur cette machine ; environ 1 mot sur ${wrongIn} est faux)`,
    sherpaUnmeasured: 'un modèle local (le son reste sur cette machine)',
  },
  labels: {
    local: (name, model) => `${name} (modèle local ${model})`,
    unknown: (name) => `${name} (un modèle local que personne n’a mesuré)`,
    small: (name, wrongIn) => `${name} (petit modèle local, environ 1 mot sur ${wrongIn} faux)`,
  },
  chain: {
    cannot: 'Je ne peux pas transcrire maintenant.',
    barred: (engine) =>
      `${engine} pourrait prendre le relais, mais du son quitterait alors cette machine : le réglage FALLBACK_TO_CLOUD le permettrait.`,
    away: (engine, seconds) => `${engine} ne répond plus depuis ${figure(seconds)} s.`,
    tookOver: (engine) => `${engine} a pris le relais.`,
    isBack: (engine) => `${engine} est de retour.`,
  },
  assemblyai: {
    setting: (said) => `AssemblyAI a refusé un réglage${tail(said)}`,
    soundRefused: (said) => `AssemblyAI n’a pas accepté la façon dont le son était envoyé${tail(said)}`,
    crowded: 'AssemblyAI n’a pas de place pour une session vocale de plus en ce moment.',
    unreached: (cause) => `AssemblyAI était injoignable (${cause}).`,
    sessionRefused: (code, said) => `AssemblyAI a refusé la session (code ${code})${tail(said)}`,
    sessionEnded: (code, said) => `AssemblyAI a mis fin à la session vocale (code ${code})${tail(said)}`,
    account: (said) => `AssemblyAI a refusé le compte${tail(said)}`,
    key: 'AssemblyAI a refusé la clé. Vérifiez ASSEMBLYAI_API_KEY.',
    keyBecause: (said) => `AssemblyAI a refusé la clé : ${said} Vérifiez ASSEMBLYAI_API_KEY.`,
    keyByHttp: (status) =>
      `AssemblyAI a refusé la clé avec HTTP ${status}. Vérifiez ASSEMBLYAI_API_KEY et ASSEMBLYAI_STREAMING_URL.`,
    noService: (status) =>
      `Il n’y a pas de service vocal à l’adresse réglée : elle a répondu avec HTTP ${status}. Vérifiez ASSEMBLYAI_STREAMING_URL.`,
    http: (status) => `AssemblyAI a répondu avec HTTP ${status}.`,
    noKey: 'ASSEMBLYAI_API_KEY contient des caractères qu’aucune clé ne contient.',
    address: 'ASSEMBLYAI_STREAMING_URL doit être wss:// ou ws:// et un hôte, sans chemin.',
    closed: 'Le moteur de reconnaissance vocale est fermé.',
    testEnded: 'AssemblyAI a mis fin à la session d’essai avant qu’elle commence.',
    lowered: (perMinute) =>
      `AssemblyAI ne me laisse ouvrir pour l’instant que ${figure(perMinute)} sessions vocales par minute ; les premiers mots peuvent arriver tard.`,
    openings: (lately, perMinute) =>
      `Sessions vocales ouvertes dans la dernière minute : ${figure(lately)} sur ${figure(perMinute)} ; les premiers mots arrivent tard.`,
    inUse: (open, most) =>
      `Sessions vocales utilisées : ${figure(open)} sur ${figure(most)} ; qui parlera ensuite devra en attendre une.`,
  },
  files: {
    keyByHttp: (status) =>
      `AssemblyAI a refusé la clé avec HTTP ${status}. Vérifiez ASSEMBLYAI_API_KEY et ASSEMBLYAI_API_URL.`,
    noService: (status) =>
      `Le service de fichiers d’AssemblyAI n’est pas à l’adresse réglée : elle a répondu avec HTTP ${status}. Vérifiez ASSEMBLYAI_API_URL.`,
    noMore: 'AssemblyAI n’accepte plus de fichiers en ce moment (HTTP 429).',
    refused: (status, said) => `AssemblyAI a refusé le fichier ou un réglage (HTTP ${status})${tail(said)}`,
    failed: (said) => `AssemblyAI n’a pas pu transcrire le fichier${tail(said)}`,
    tooLarge: 'Le fichier est plus grand que ce qu’AssemblyAI accepte.',
    tooSlow: (seconds) => `AssemblyAI n’a pas répondu en ${figure(seconds)} s.`,
    unfinished: (seconds) => `AssemblyAI n’a pas terminé le fichier en ${figure(seconds)} s.`,
    notUnderstood: (what) => `La réponse d’AssemblyAI n’a pas été comprise (${what}).`,
  },
  sherpa: {
    none: (howTo) => `Il n’y a pas de modèle vocal local : ${howTo}.`,
    unreadable: (howTo) => `Le dossier du modèle vocal local est illisible : ${howTo}.`,
    incomplete: (missing, howTo) =>
      `Le modèle vocal local n’est pas complet (il manque ${missing}) : ${howTo}.`,
    howTo:
      'récupérez-en un avec « npm run model », ou indiquez dans SPEECH_MODEL_DIR un dossier qui contient encoder, decoder, joiner et tokens.txt d’un zipformer en streaming',
    fileUnreadable: (file) => `Le fichier ${file} du modèle vocal local est illisible.`,
    fileDamaged: (file) =>
      `Le fichier ${file} du modèle vocal local est endommagé ou n’est pas celui qui a été publié : téléchargez-le de nouveau.`,
    hanging: 'La reconnaissance vocale locale se bloque sans cesse.',
    slowLoad: 'Le modèle vocal local n’a pas été chargé en 30 s.',
    noAddon:
      'La reconnaissance vocale locale ne peut pas fonctionner sur cette machine : le paquet sherpa-onnx-node n’a pas de programme pour elle.',
    notStarted: 'Cette machine n’a pas de place pour le processus de la reconnaissance vocale locale.',
    noVad: 'Le fichier indiqué par SPEECH_VAD_MODEL ne peut pas être lu.',
    otherVad: (name) =>
      `Le fichier indiqué par SPEECH_VAD_MODEL n’est pas le ${name} publié par snakers4/silero-vad, le seul qui fonctionne ici.`,
    crashing: 'La reconnaissance vocale locale plante sans cesse.',
    closed: 'La reconnaissance vocale locale a été arrêtée.',
    unloadable:
      'Le modèle vocal local n’a pas pu être chargé : récupérez-le de nouveau avec « npm run model », ou indiquez-en un autre dans SPEECH_MODEL_DIR.',
    killed:
      'Le processus de la reconnaissance vocale locale a été tué pendant le chargement du modèle : cette machine manque peut-être de mémoire.',
    notLookedUp: 'Le modèle vocal local n’a pas pu être vérifié.',
  },
}

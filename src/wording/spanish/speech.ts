import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('es')

const tail = (said: string): string => (said === '' ? '.' : `: ${said}`)

export const speech: Words['speech'] = {
  descriptions: {
    assemblyai: 'AssemblyAI (el sonido se envía a sus servidores)',
    sherpa: (wrongIn) =>
      `un modelo local pequeño (el sonido no sale de este equipo; aproximadamente 1 de cada ${wrongIn} palabras está mal)`,
    sherpaUnmeasured: 'un modelo local (el sonido no sale de este equipo)',
  },
  labels: {
    local: (name, model) => `${name} (modelo local ${model})`,
    unknown: (name) => `${name} (un modelo local que nadie ha medido)`,
    small: (name, wrongIn) =>
      `${name} (modelo local pequeño, aproximadamente 1 de cada ${wrongIn} palabras mal)`,
  },
  chain: {
    cannot: 'No puedo transcribir ahora.',
    barred: (engine) =>
      `${engine} podría encargarse, pero entonces saldría sonido de este equipo: el ajuste FALLBACK_TO_CLOUD lo permitiría.`,
    away: (engine, seconds) => `${engine} lleva ${figure(seconds)} s sin estar disponible.`,
    tookOver: (engine) => `${engine} ha tomado el relevo.`,
    isBack: (engine) => `${engine} ha vuelto.`,
  },
  assemblyai: {
    setting: (said) => `AssemblyAI rechazó un ajuste${tail(said)}`,
    soundRefused: (said) => `AssemblyAI no aceptó la forma en que se envió el sonido${tail(said)}`,
    crowded: 'AssemblyAI no tiene sitio ahora para otra sesión de voz.',
    unreached: (cause) => `No se pudo contactar con AssemblyAI (${cause}).`,
    sessionRefused: (code, said) => `AssemblyAI rechazó la sesión (código ${code})${tail(said)}`,
    sessionEnded: (code, said) => `AssemblyAI terminó la sesión de voz (código ${code})${tail(said)}`,
    account: (said) => `AssemblyAI rechazó la cuenta${tail(said)}`,
    key: 'AssemblyAI rechazó la clave. Revisa ASSEMBLYAI_API_KEY.',
    keyBecause: (said) => `AssemblyAI rechazó la clave: ${said} Revisa ASSEMBLYAI_API_KEY.`,
    keyByHttp: (status) =>
      `AssemblyAI rechazó la clave con HTTP ${status}. Revisa ASSEMBLYAI_API_KEY y ASSEMBLYAI_STREAMING_URL.`,
    noService: (status) =>
      `En la dirección configurada no hay ningún servicio de voz: respondió con HTTP ${status}. Revisa ASSEMBLYAI_STREAMING_URL.`,
    http: (status) => `AssemblyAI respondió con HTTP ${status}.`,
    noKey: 'ASSEMBLYAI_API_KEY contiene caracteres que ninguna clave tiene.',
    address: 'ASSEMBLYAI_STREAMING_URL debe ser wss:// o ws:// y un host, sin ruta.',
    closed: 'El motor de reconocimiento de voz está cerrado.',
    testEnded: 'AssemblyAI terminó la sesión de prueba antes de que empezara.',
    lowered: (perMinute) =>
      `Por ahora, AssemblyAI solo me deja abrir ${figure(perMinute)} sesiones de voz por minuto; las primeras palabras pueden llegar tarde.`,
    openings: (lately, perMinute) =>
      `Sesiones de voz abiertas en el último minuto: ${figure(lately)} de ${figure(perMinute)}; las primeras palabras llegan tarde.`,
    inUse: (open, most) =>
      `Sesiones de voz en uso: ${figure(open)} de ${figure(most)}; quien hable a continuación esperará una.`,
  },
  files: {
    keyByHttp: (status) =>
      `AssemblyAI rechazó la clave con HTTP ${status}. Revisa ASSEMBLYAI_API_KEY y ASSEMBLYAI_API_URL.`,
    noService: (status) =>
      `En la dirección configurada no están los archivos de AssemblyAI: respondió con HTTP ${status}. Revisa ASSEMBLYAI_API_URL.`,
    noMore: 'AssemblyAI no acepta más archivos ahora (HTTP 429).',
    refused: (status, said) => `AssemblyAI rechazó el archivo o un ajuste (HTTP ${status})${tail(said)}`,
    failed: (said) => `AssemblyAI no pudo transcribir el archivo${tail(said)}`,
    tooLarge: 'El archivo es más grande de lo que AssemblyAI acepta.',
    tooSlow: (seconds) => `AssemblyAI no respondió en ${figure(seconds)} s.`,
    unfinished: (seconds) => `AssemblyAI no terminó el archivo en ${figure(seconds)} s.`,
    notUnderstood: (what) => `No se entendió la respuesta de AssemblyAI (${what}).`,
  },
  sherpa: {
    none: (howTo) => `No hay ningún modelo de voz local: ${howTo}.`,
    unreadable: (howTo) => `No se puede leer la carpeta del modelo de voz local: ${howTo}.`,
    incomplete: (missing, howTo) => `El modelo de voz local no está completo (falta ${missing}): ${howTo}.`,
    howTo:
      'descarga uno con «npm run model», o indica en SPEECH_MODEL_DIR una carpeta que contenga encoder, decoder, joiner y tokens.txt de un zipformer de streaming',
    fileUnreadable: (file) => `No se puede leer el archivo ${file} del modelo de voz local.`,
    fileDamaged: (file) =>
      `El archivo ${file} del modelo de voz local está dañado o no es el publicado: vuelve a descargarlo.`,
    hanging: 'El reconocimiento de voz local se queda colgado una y otra vez.',
    slowLoad: 'El modelo de voz local no se cargó en 30 s.',
    noAddon:
      'El reconocimiento de voz local no puede funcionar en este equipo: el paquete sherpa-onnx-node no tiene programa para él.',
    notStarted: 'Este equipo no tiene espacio para el proceso del reconocimiento de voz local.',
    noVad: 'El archivo que indica SPEECH_VAD_MODEL no se puede leer.',
    otherVad: (name) =>
      `El archivo que indica SPEECH_VAD_MODEL no es el ${name} publicado por snakers4/silero-vad, el único que funciona aquí.`,
    crashing: 'El reconocimiento de voz local se cierra por errores una y otra vez.',
    closed: 'Se apagó el reconocimiento de voz local.',
    unloadable:
      'No se pudo cargar el modelo de voz local: descárgalo de nuevo con «npm run model», o indica otro en SPEECH_MODEL_DIR.',
    killed:
      'El proceso del reconocimiento de voz local fue terminado mientras cargaba el modelo: puede que a este equipo le falte memoria.',
    notLookedUp: 'No se pudo consultar el modelo de voz local.',
  },
}

import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('es')

const NOT_HEARD = 'Si no quieres que se te escuche, dilo con /transcribe privacy.'

export const session: Words['session'] = {
  refused: {
    starting:
      'Ahora mismo se está iniciando una transcripción en este servidor. /transcribe status dice cuándo escucho.',
    live: (room, channel) =>
      `Ya estoy transcribiendo ${room} en ${channel}. Antes tienes que detener eso con /transcribe stop.`,
    stopping:
      'Ahora mismo se está deteniendo la transcripción anterior. Vuelve a intentarlo en unos segundos.',
    stoppedAlready: 'La transcripción ya se está deteniendo.',
    nothing: 'No se está transcribiendo nada en este servidor. Empieza con /transcribe start.',
  },
  starters: {
    room: (room) =>
      `Entra primero en ${room}: solo quienes están en un canal de voz pueden hacer que escuche allí.`,
    role: (role) =>
      `Solo los miembros con ${role} o con el permiso Gestionar servidor pueden hacer que escuche en este servidor. Pide a uno de ellos que me inicie.`,
    manage:
      'Solo los miembros con el permiso Gestionar servidor pueden hacer que escuche en este servidor. Pide a uno de ellos que me inicie.',
  },
  stoppers: {
    room: (room) =>
      `Solo pueden detenerla quien la inició, quienes están en ${room} y los miembros con el permiso Gestionar servidor. ${NOT_HEARD}`,
    role: (role) =>
      `Solo pueden detenerla quien la inició, los miembros con ${role} y los miembros con el permiso Gestionar servidor. ${NOT_HEARD}`,
    manage: `Solo pueden detenerla quien la inició y los miembros con el permiso Gestionar servidor. ${NOT_HEARD}`,
  },
  autoStart: {
    name: 'Inicio automático',
    refused: (reason) =>
      `No pude empezar por mi cuenta: ${reason} El inicio automático se puede cambiar con /transcribe settings.`,
  },
  autoStop: {
    empty: (seconds) =>
      `No hubo nadie en el canal de voz durante ${count(seconds, { one: '# segundo', other: '# segundos' })}.`,
    quiet: (minutes) => `Nadie habló durante ${count(minutes, { one: '# minuto', other: '# minutos' })}.`,
  },
  ended: (reason) => `La transcripción terminó: ${reason}`,
  summary: (length, turns, speakers) =>
    `Escuché durante ${length}: ${count(turns, { one: '# intervención', other: '# intervenciones' })} de ${count(speakers, { one: '# hablante', other: '# hablantes' })}.`,
  restart: 'Me estoy reiniciando; cuando vuelva, seguiré en esta transcripción.',
  shutdown: 'Me estoy apagando.',
  back: (length, from, to) => `Estuve fuera durante ${length}, de ${from} a ${to} UTC, y ahora sigo.`,
  notResumed: (since, reason) =>
    `Estuve fuera desde ${since} UTC y no sigo con esta transcripción: ${reason} Se puede obtener con /transcribe export.`,
  whyNotResumed: {
    nobody: 'Ya no hay nadie en el canal de voz.',
    tooLongAgo: 'Fue hace demasiado tiempo.',
    another: 'Desde entonces ha empezado otra.',
    wentWrong: 'Algo salió mal.',
  },
  engine: {
    fellBack: (reason, engine) => `${reason} Por ahora, lo que se dice se convierte en texto con ${engine}.`,
    returned: (reason, engine) => `${reason} Lo que se dice vuelve a convertirse en texto con ${engine}.`,
  },
  target: {
    silent: (channel) => `${channel} no responde.`,
    over: 'La sesión ha terminado.',
    closed: (channel, reason) =>
      `No puedo escribir en ${channel}: ${reason} Guardo lo que se dice durante 5 minutos y sigo allí en cuanto pueda; después me detengo.`,
    deleted: 'Se eliminó el canal de texto.',
    deletedWithoutChat: 'Se eliminó el canal de texto, y no puedo escribir en el chat del canal de voz.',
    goOnHere: 'Se eliminó el canal de texto: sigo aquí.',
    readersGoOnHere:
      'Personas que no pueden ver este canal de voz pueden leer ahora el canal de texto: continúo aquí.',
    readersWithoutChat:
      'Personas que no pueden ver el canal de voz pueden leer ahora el canal de texto, y no puedo escribir en el chat del canal de voz.',
  },
  record: {
    missing: (reason) => `Lo que se dice ahora faltará en la transcripción. ${reason}`,
    failed: 'El almacenamiento falló.',
    slow: 'El almacenamiento no da abasto: lo que se dice ahora puede faltar en la transcripción.',
  },
  events: {
    met: 'se oye por primera vez',
    recognitionAway: 'el reconocimiento de voz no está disponible; lo que se dice espera a que vuelva',
    recognitionBack: 'el reconocimiento de voz ha vuelto',
    notHeard: (length, cause) => `no se oyó durante ${length}: ${cause}`,
    nobodyHeard: (length, cause) => `no se oyó a nadie durante ${length}: ${cause}`,
    moved: 'se eliminó el canal de texto; se sigue en otro',
    movedForReaders: 'el canal de texto lo pueden leer personas que no ven el canal de voz; continúa en otro',
    closed: 'el canal de texto está cerrado para mí',
    notTold: 'no se pudo avisar a todas las personas de a quién se escucha',
  },
}

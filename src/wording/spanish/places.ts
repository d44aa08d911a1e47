import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('es')

const people = (members: number): string => count(members, { one: '# miembro', other: '# miembros' })

const named = (permissions: readonly string[]): string =>
  `${count(permissions.length, { one: 'el permiso', other: 'los permisos' })} ${list(permissions)}`

export const places: Words['places'] = {
  offline: 'Discord no tiene conexión con ese servidor en este momento. Vuelve a intentarlo en un minuto.',
  permissions: {
    viewChannel: 'Ver canal',
    connect: 'Conectar',
    sendMessages: 'Enviar mensajes',
    sendInThreads: 'Enviar mensajes en hilos',
    createThreads: 'Crear hilos públicos',
    readHistory: 'Leer el historial de mensajes',
    attachFiles: 'Adjuntar archivos',
    embedLinks: 'Insertar enlaces',
    manageWebhooks: 'Gestionar webhooks',
  },
  needs: {
    listen: (channel, permissions) => `Para escuchar en ${channel} necesito ${named(permissions)}.`,
    write: (channel, permissions) => `Para escribir en ${channel} necesito ${named(permissions)}.`,
    openThread: (channel, permissions) => `Para abrir un hilo en ${channel} necesito ${named(permissions)}.`,
  },
  grant: 'Concédeme eso, a mí o a mi rol, en los ajustes del canal, en Permisos.',
  room: {
    unseen: 'No puedo ver ese canal de voz. Dame allí el permiso Ver canal.',
    stage:
      'Los canales de escenario no son compatibles: solo puedo escuchar en canales de voz. Elige uno de esos.',
    notVoice: (channel) => `${channel} no es un canal de voz. Elige uno que lo sea.`,
    timedOut:
      'Estoy en aislamiento temporal en este servidor. Alguien de la administración puede quitármelo en la lista de miembros.',
    full: (channel) =>
      `${channel} está lleno. Sube su límite de usuarios o dame allí el permiso Mover miembros, con el que puedo entrar de todos modos.`,
  },
  target: {
    unseen: 'No puedo ver ese canal de texto. Dame allí el permiso Ver canal.',
    notSeen: (channel) => `No puedo ver ${channel}. Dame allí el permiso Ver canal.`,
    noMessages: (channel) => `${channel} no admite mensajes. Elige un canal de texto.`,
    locked: (channel) => `${channel} está bloqueado. Desbloquéalo o elige otro canal.`,
    inServersOnly: 'Solo escribo en servidores.',
    noThreads: (channel) => `${channel} no puede tener hilos. Elige un canal de texto.`,
    threadFailed: (channel) => `No pude abrir un hilo en ${channel} en este momento.`,
    noFiles: (channel) =>
      `No tengo permiso para adjuntar archivos en ${channel}. Dame allí el permiso Adjuntar archivos.`,
    filesShutOut: (channel) => `Discord no aceptó los archivos en ${channel}.`,
  },
  without: {
    sentence: (channel, lacks) => `En ${channel} me las arreglo sin ${lacks.join(', ')}.`,
    lack: (permissions, cost) => `${list(permissions)} (${cost})`,
    costs: {
      readHistory: 'tras un reinicio no puedo comprobar qué líneas están ya allí',
      attachFiles: 'no puedo publicar archivos',
      embedLinks: 'los enlaces de mis respuestas no tienen vista previa',
      manageWebhooks: 'las líneas salen con mi nombre, no con el de quien habla',
      threads: 'no abro ningún hilo y escribo en el propio canal',
    },
  },
  leak: {
    homeUnseen: (thread) => `No puedo ver el canal en el que está ${thread}. Dame allí el permiso Ver canal.`,
    refused: (room, target) =>
      `No empiezo: lo que se dice en ${room} lo leerían en ${target} personas que no pueden ver ${room}.`,
    these: (who) => `Pueden leerlo: ${who.join('; ')}.`,
    privateThread:
      'Discord no me dice quién está en un hilo privado, así que cuenta toda persona que vea su canal.',
    instead: (room) =>
      `Elige otro lugar con la opción «texto», por ejemplo ${room} mismo, o pide a alguien con el permiso Gestionar servidor que lo inicie con la opción «lectura».`,
    everybody: (members) =>
      `toda persona a la que ningún rol deja entrar allí (este servidor tiene ${people(members)})`,
    both: (role, other) => `quien tenga a la vez ${role} y ${other}`,
    role: (role, members) => `${role} (${people(members)})`,
    more: (others) => count(others, { one: '# rol o miembro más', other: '# roles o miembros más' }),
  },
}

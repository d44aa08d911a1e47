import type { Words } from '../words.ts'

export const voice: Words['voice'] = {
  join: {
    already: 'Ya estoy en un canal de voz de este servidor.',
    refused: (channel, code) =>
      `El servidor de voz de Discord me rechazó en ${channel} (código ${code}). Vuelve a intentarlo más tarde.`,
    notLetIn: (channel) =>
      `Discord no me dejó entrar en ${channel}. Comprueba que tengo allí los permisos Ver canal y Conectar y que el canal no está lleno, y vuelve a intentarlo.`,
    noSound: (channel) =>
      `No hay vía para el sonido hasta ${channel}: el servidor de voz de Discord no responde por UDP. La red en la que funciono debe dejar salir UDP y dejar entrar sus respuestas.`,
    noAnswer: (channel) =>
      `El servidor de voz de Discord para ${channel} no responde. Vuelve a intentarlo en un minuto.`,
  },
  lost: {
    channelDeleted: 'Se eliminó el canal de voz.',
    removed: 'Me quitaron del servidor.',
    deafened:
      'Me han ensordecido en todo el servidor, y eso significa apagado. Quítame el ensordecimiento y vuelve a iniciar.',
    moved: 'Me movieron a otro canal de voz, y solo escucho donde se me pidió.',
    disconnected: 'Me desconectaron del canal de voz.',
    ended: 'La conexión con Discord terminó definitivamente.',
    offline: 'No tengo conexión con Discord en este momento. Vuelve a intentarlo en un minuto.',
    notBack: 'Discord no me deja volver al canal de voz.',
    notBackByCode: (code) => `El servidor de voz de Discord no me deja volver a entrar (código ${code}).`,
  },
  events: {
    connectedAnew: (length) => `conexión restablecida después de ${length}`,
    noWay: 'el sonido ya no me podía llegar, así que vuelvo a conectarme',
    heardAgain: (length) => `vuelve a oírse a alguien a quien no se pudo oír durante ${length}`,
    givenUp: 'no se puede oír a alguien, y nada ha servido',
  },
}

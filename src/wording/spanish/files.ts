import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('es')

export const files: Words['files'] = {
  refused: {
    tooLarge: (megabytes) => `Este archivo supera los ${megabytes} MB que puedo transcribir.`,
    tooDear: {
      day: 'Este archivo costaría más de lo que este servidor aún puede gastar hoy en reconocimiento de voz.',
      month:
        'Este archivo costaría más de lo que este servidor aún puede gastar este mes en reconocimiento de voz.',
    },
    noSound: 'En este mensaje no hay ni un mensaje de voz ni un archivo de audio o video.',
    underWay: 'Ya tengo este mensaje entre manos: su texto llegará cuando termine.',
    busy: 'Tengo otros archivos entre manos. Vuelve a intentarlo en un minuto.',
    unheard: {
      'opted-out': 'Quien escribió este mensaje no quiere que se le transcriba, así que no lo toco.',
      unasked:
        'En este servidor solo escucho a quienes lo han aceptado, y quien escribió este mensaje no lo ha hecho. Puede hacerlo con /transcribe privacy.',
      bot: 'Este mensaje lo escribió un bot, y en este servidor no escucho a los bots. /transcribe settings puede cambiarlo.',
    },
  },
  message: {
    noWords: '*No oí ninguna palabra.*',
    inFile: 'El texto completo está en el archivo.',
    gaps: 'Una parte no se pudo oír.',
    voiceMessage: 'mensaje de voz',
    file: 'archivo',
    of: (what, length) => `${what} de ${length}`,
    optOut: 'quien no quiera esto: /transcribe privacy',
    unable: 'No pude transcribir esto ahora:',
  },
  fetch: {
    gone: 'El archivo ya no está: su mensaje se eliminó o Discord lo quitó.',
    unreached: 'No pude obtener el archivo de Discord. Vuelve a intentarlo en un minuto.',
    elsewhere: 'Solo obtengo archivos de Discord, y este está en otro sitio.',
    larger: 'El archivo es más grande de lo que dijo Discord.',
  },
  media: {
    empty: 'Este archivo está vacío.',
    tooLong: (minutes) =>
      count(minutes, {
        one: 'Este archivo dura más que el # minuto que puedo transcribir.',
        other: 'Este archivo dura más que los # minutos que puedo transcribir.',
      }),
    oggDamaged: 'Este archivo Ogg está dañado.',
    oggLaidOut: 'Este archivo Ogg está organizado de una forma que no puedo leer.',
    wavEmpty: 'Este archivo WAV no contiene sonido.',
    wavDamaged: 'Este archivo WAV está dañado.',
    noSound: 'No encuentro en este archivo ningún sonido que pueda leer.',
    noFfmpeg:
      'Aquí puedo leer archivos WAV y Ogg Opus, como los mensajes de voz, pero no este tipo de archivo. Quien me aloja puede instalar ffmpeg, que lee los demás.',
  },
  progress: {
    fetching: 'Estoy obteniendo el archivo…',
    sending: (percent) => `Estoy enviando el archivo: ${percent} %`,
    waiting: 'El archivo se está transcribiendo…',
    listening: (heard) => `Estoy escuchando el archivo: ${heard}`,
    listeningOf: (heard, whole) => `Estoy escuchando el archivo: ${heard} de ${whole}`,
  },
}

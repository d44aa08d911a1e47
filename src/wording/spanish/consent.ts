import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('es')

export const consent: Words['consent'] = {
  buttons: { agree: 'Aceptar', optOut: 'Excluirme' },
  notice: {
    started: (starter, room, engine, place) =>
      `${starter} puso en marcha la transcripción de ${room}: lo que se dice allí se convierte en texto con ${engine} y se publica ${place}.`,
    // One name or several: nothing here may have to agree with them.
    late: (names, engine, place) =>
      `Entrada en el canal de voz: ${names}. Lo que se dice en él se convierte en texto con ${engine} y se publica ${place}.`,
    changed: (engine, place) =>
      `Algo ha cambiado. A partir de ahora, lo que se dice en el canal de voz se convierte en texto con ${engine} y se publica ${place}.`,
  },
  places: {
    here: 'aquí',
    elsewhere: (channel) => `en ${channel}`,
  },
  names: (names) => list(names),
  namesAndMore: (names, more) => list([...names, count(more, { other: '# más' })]),
  terms: {
    keptForever: 'El texto se guarda hasta que alguien de la administración lo borre.',
    kept: (days) => count(days, { one: 'El texto se guarda un día.', other: 'El texto se guarda # días.' }),
    notice:
      'Si no quieres que se te escuche, pulsa Excluirme o usa /transcribe privacy: entonces nada tuyo se descodifica ni se envía a ningún sitio.',
    ask: 'Solo se escucha a quienes pulsan Aceptar. Con Excluirme, o con /transcribe privacy, se anula. De las demás personas nada se descodifica ni se envía a ningún sitio.',
  },
  chatShut: (room, channel) =>
    `No todas las personas en ${room} pueden leer ${channel}, así que tengo que avisarles en el chat de ${room}.`,
  notPosted: (channel) =>
    `No pude publicar en ${channel} que se escucha a la gente, y no se escucha a nadie sin avisar.`,
}

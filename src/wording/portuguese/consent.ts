import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('pt-BR')

export const consent: Words['consent'] = {
  buttons: { agree: 'Concordar', optOut: 'Ficar de fora' },
  notice: {
    started: (starter, room, engine, place) =>
      `${starter} iniciou a transcrição de ${room}: o que é dito lá é transformado em texto com ${engine} e publicado ${place}.`,
    // One name or several: nothing here may have to agree with them.
    late: (names, engine, place) =>
      `Entrada no canal de voz: ${names}. O que é dito nele é transformado em texto com ${engine} e publicado ${place}.`,
    changed: (engine, place) =>
      `Algo mudou. A partir de agora, o que é dito no canal de voz é transformado em texto com ${engine} e publicado ${place}.`,
  },
  places: {
    here: 'aqui',
    elsewhere: (channel) => `em ${channel}`,
  },
  names: (names) => list(names),
  namesAndMore: (names, more) => list([...names, count(more, { other: 'mais #' })]),
  terms: {
    keptForever: 'O texto fica guardado até que alguém da administração o apague.',
    kept: (days) =>
      count(days, {
        one: 'O texto fica guardado por um dia.',
        other: 'O texto fica guardado por # dias.',
      }),
    notice:
      'Se você não quer que eu ouça, clique em Ficar de fora ou use /transcribe privacy: aí nada seu é decodificado ou enviado a lugar nenhum.',
    ask: 'Só ouço quem clica em Concordar. Ficar de fora, ou /transcribe privacy, desfaz isso. De todas as outras pessoas, nada é decodificado ou enviado a lugar nenhum.',
  },
  chatShut: (room, channel) =>
    `Nem todas as pessoas em ${room} podem ler ${channel}, por isso tenho que avisá-las no chat de ${room}.`,
  notPosted: (channel) =>
    `Não consegui publicar em ${channel} que estou ouvindo as pessoas, e não ouço ninguém sem avisar.`,
}

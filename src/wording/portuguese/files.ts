import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('pt-BR')

export const files: Words['files'] = {
  refused: {
    tooLarge: (megabytes) => `Este arquivo é maior do que os ${megabytes} MB que posso transcrever.`,
    tooDear: {
      day: 'Este arquivo custaria mais do que este servidor ainda pode gastar hoje com reconhecimento de voz.',
      month:
        'Este arquivo custaria mais do que este servidor ainda pode gastar este mês com reconhecimento de voz.',
    },
    noSound: 'Nesta mensagem não há nem uma mensagem de voz nem um arquivo de áudio ou vídeo.',
    underWay: 'Já estou cuidando desta mensagem: o texto chega quando estiver pronto.',
    busy: 'Estou cuidando de outros arquivos. Tente de novo em um minuto.',
    unheard: {
      'opted-out': 'Quem escreveu esta mensagem não quer que eu a transcreva, então não mexo nela.',
      unasked:
        'Neste servidor, só escuto quem concordou com isso, e quem escreveu esta mensagem não concordou. Dá para fazer isso com /transcribe privacy.',
      bot: 'Um bot escreveu esta mensagem, e neste servidor não escuto bots. /transcribe settings pode mudar isso.',
    },
  },
  message: {
    noWords: '*Não ouvi nenhuma palavra.*',
    inFile: 'O texto completo está no arquivo.',
    gaps: 'Não foi possível ouvir uma parte.',
    voiceMessage: 'mensagem de voz',
    file: 'arquivo',
    of: (what, length) => `${what} de ${length}`,
    optOut: 'quem não quer isto: /transcribe privacy',
    unable: 'Não consegui transcrever isto agora:',
  },
  fetch: {
    gone: 'O arquivo não está mais lá: a mensagem dele foi excluída ou o Discord o removeu.',
    unreached: 'Não consegui buscar o arquivo no Discord. Tente de novo em um minuto.',
    elsewhere: 'Só busco arquivos no Discord, e este está em outro lugar.',
    larger: 'O arquivo é maior do que o Discord disse.',
  },
  media: {
    empty: 'Este arquivo está vazio.',
    tooLong: (minutes) =>
      count(minutes, {
        one: 'Este arquivo é mais longo do que o # minuto que posso transcrever.',
        other: 'Este arquivo é mais longo do que os # minutos que posso transcrever.',
      }),
    oggDamaged: 'Este arquivo Ogg está danificado.',
    oggLaidOut: 'Este arquivo Ogg está organizado de um jeito que não consigo ler.',
    wavEmpty: 'Este arquivo WAV não contém som.',
    wavDamaged: 'Este arquivo WAV está danificado.',
    noSound: 'Não encontro neste arquivo nenhum som que eu consiga ler.',
    noFfmpeg:
      'Aqui consigo ler arquivos WAV e Ogg Opus, como mensagens de voz, mas não este tipo de arquivo. Quem me hospeda pode instalar o ffmpeg, que lê os outros.',
  },
  progress: {
    fetching: 'Estou buscando o arquivo…',
    sending: (percent) => `Estou enviando o arquivo: ${percent}%`,
    waiting: 'O arquivo está sendo transcrito…',
    listening: (heard) => `Estou escutando o arquivo: ${heard}`,
    listeningOf: (heard, whole) => `Estou escutando o arquivo: ${heard} de ${whole}`,
  },
}

import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('pt-BR')

const NOT_HEARD = 'Se você não quer que eu ouça, diga isso com /transcribe privacy.'

export const session: Words['session'] = {
  refused: {
    starting:
      'Uma transcrição está sendo iniciada agora neste servidor. /transcribe status diz quando eu escuto.',
    live: (room, channel) =>
      `Já estou transcrevendo ${room} em ${channel}. Pare isso primeiro com /transcribe stop.`,
    stopping: 'A transcrição anterior está sendo parada agora. Tente de novo em alguns segundos.',
    stoppedAlready: 'A transcrição já está sendo parada.',
    nothing: 'Nada está sendo transcrito neste servidor. Comece com /transcribe start.',
  },
  starters: {
    room: (room) => `Entre primeiro em ${room}: só quem está em um canal de voz pode me fazer escutar lá.`,
    role: (role) =>
      `Só membros com ${role} ou com a permissão Gerenciar servidor podem me fazer escutar neste servidor. Peça a um deles que me inicie.`,
    manage:
      'Só membros com a permissão Gerenciar servidor podem me fazer escutar neste servidor. Peça a um deles que me inicie.',
  },
  stoppers: {
    room: (room) =>
      `Só quem iniciou, quem está em ${room} e membros com a permissão Gerenciar servidor podem parar. ${NOT_HEARD}`,
    role: (role) =>
      `Só quem iniciou, membros com ${role} e membros com a permissão Gerenciar servidor podem parar. ${NOT_HEARD}`,
    manage: `Só quem iniciou e membros com a permissão Gerenciar servidor podem parar. ${NOT_HEARD}`,
  },
  autoStart: {
    name: 'Início automático',
    refused: (reason) =>
      `Não consegui começar por conta própria: ${reason} O início automático pode ser mudado com /transcribe settings.`,
  },
  autoStop: {
    empty: (seconds) =>
      `Ninguém esteve no canal de voz por ${count(seconds, { one: '# segundo', other: '# segundos' })}.`,
    quiet: (minutes) => `Ninguém falou por ${count(minutes, { one: '# minuto', other: '# minutos' })}.`,
  },
  ended: (reason) => `A transcrição terminou: ${reason}`,
  summary: (length, turns, speakers) =>
    `Escutei por ${length}: ${count(turns, { one: '# fala', other: '# falas' })} de ${count(speakers, { one: '# falante', other: '# falantes' })}.`,
  restart: 'Estou reiniciando; continuo nesta transcrição quando voltar.',
  shutdown: 'Estou desligando.',
  back: (length, from, to) => `Fiquei fora por ${length}, de ${from} a ${to} UTC, e agora continuo.`,
  notResumed: (since, reason) =>
    `Fiquei fora a partir de ${since} UTC e não continuo com esta transcrição: ${reason} Ela pode ser obtida com /transcribe export.`,
  whyNotResumed: {
    nobody: 'Não há mais ninguém no canal de voz.',
    tooLongAgo: 'Isso foi há tempo demais.',
    another: 'Outra começou desde então.',
    wentWrong: 'Algo deu errado.',
  },
  engine: {
    fellBack: (reason, engine) =>
      `${reason} Por enquanto, o que é dito é transformado em texto com ${engine}.`,
    returned: (reason, engine) => `${reason} O que é dito volta a ser transformado em texto com ${engine}.`,
  },
  target: {
    silent: (channel) => `${channel} não responde.`,
    over: 'A sessão terminou.',
    closed: (channel, reason) =>
      `Não consigo escrever em ${channel}: ${reason} Guardo o que é dito por 5 minutos e continuo lá assim que puder; depois eu paro.`,
    deleted: 'O canal de texto foi excluído.',
    deletedWithoutChat: 'O canal de texto foi excluído, e não posso escrever no chat do canal de voz.',
    goOnHere: 'O canal de texto foi excluído: continuo aqui.',
    readersGoOnHere:
      'Pessoas que não podem ver este canal de voz agora podem ler o canal de texto: continuo aqui.',
    readersWithoutChat:
      'Pessoas que não podem ver o canal de voz agora podem ler o canal de texto, e não posso escrever no chat do canal de voz.',
  },
  record: {
    missing: (reason) => `O que é dito agora vai faltar na transcrição. ${reason}`,
    failed: 'O armazenamento falhou.',
    slow: 'O armazenamento não dá conta: o que é dito agora pode faltar na transcrição.',
  },
  events: {
    met: 'ouvi pela primeira vez',
    recognitionAway: 'o reconhecimento de voz está indisponível; o que é dito espera por ele',
    recognitionBack: 'o reconhecimento de voz voltou',
    notHeard: (length, cause) => `não ouvi por ${length}: ${cause}`,
    nobodyHeard: (length, cause) => `não ouvi ninguém por ${length}: ${cause}`,
    moved: 'o canal de texto foi excluído; continua em outro',
    movedForReaders:
      'o canal de texto pode ser lido por pessoas que não veem o canal de voz; continua em outro',
    closed: 'o canal de texto está fechado para mim',
    notTold: 'não foi possível avisar a todas as pessoas quem eu ouço',
  },
}

import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'
import { panel } from './settings-panel.ts'

const { count, either } = grammar('pt-BR')

export const settings: Words['settings'] = {
  wrong: (title, problem) => `A configuração “${title}” ${problem}.`,
  unknown: 'Essa configuração não existe. Escolha uma das que são oferecidas.',

  common: {
    choice: (names) => either(names),
    choiceWrong: (names) => `deve ser ${either(names)}`,
    flag: 'on ou off',
    flagWrong: 'deve ser on ou off',
    on: 'ativado (on)',
    off: 'desativado (off)',
    none: 'nenhum',
    never: 'nunca (never)',
  },

  engine: {
    title: 'Motor',
    help: 'O que transforma fala em texto; com vários, o primeiro que funcionar.',
    typed: 'um motor, ou vários em ordem de preferência, separados por vírgulas',
    wrong: (engines) => `deve ser um ou mais destes: ${engines}; este bot não tem outros motores`,
    shown: (engines) => engines.join(', depois '),
  },
  model: {
    title: 'Modelo',
    help: 'O modelo do motor assemblyai.',
    typed: 'o nome de um modelo',
  },
  language: {
    title: 'Idioma',
    help: 'Os idiomas a esperar, primeiro o mais provável; só os modelos Pro os aceitam.',
    typed: (most) => `no máximo ${most} códigos (por exemplo: en, de, ja) separados por vírgulas, ou any`,
    wrong: (most, codes) => `deve ser any, ou no máximo ${most} de ${codes}`,
    any: 'any: o modelo descobre',
  },
  preset: {
    title: 'Detecção de falas',
    help: 'Com que rapidez uma pausa encerra uma linha.',
    quick: 'quick: as linhas chegam antes e são mais curtas',
    balanced: 'balanced: equilibrado',
    notes: 'notes: as linhas chegam depois e são mais longas',
  },
  keyTerms: {
    title: 'Termos-chave',
    help: 'Nomes e jargões a esperar; em alguns modelos, a AssemblyAI cobra à parte por eles.',
    typed: (most, longest) =>
      `no máximo ${most} nomes e palavras de no máximo ${longest} caracteres, separados por vírgulas, ou none`,
    wrong: (most, longest) =>
      `deve ser none, ou no máximo ${most} nomes e palavras de no máximo ${longest} caracteres, separados por vírgulas`,
  },
  profanityFilter: {
    title: 'Filtro de palavrões',
    help: 'Se o motor assemblyai mascara palavrões.',
  },
  posting: {
    title: 'Modo de publicação',
    help: 'Como as linhas aparecem no canal de texto.',
    personas: 'personas: com o nome e a imagem de quem falou (requer Gerenciar webhooks)',
    plain: 'plain: em minhas próprias mensagens, com o nome antes de cada linha',
  },
  thread: {
    title: 'Tópico',
    help: 'Se cada sessão publica em um tópico próprio.',
  },
  liveCaptions: {
    title: 'Legendas ao vivo',
    help: 'Se as palavras são mostradas enquanto são ditas.',
  },
  wording: {
    title: 'Meu idioma',
    help: 'O idioma do que escrevo em canais. A comandos, respondo a cada pessoa no idioma dela.',
    auto: 'auto: o idioma que este servidor tem no Discord',
  },
  consent: {
    title: 'Consentimento',
    help: 'Quem eu ouço. Em todo caso, todas as pessoas são avisadas.',
    notice: 'notice: todas as pessoas, menos quem ficou de fora',
    ask: 'ask: só quem concordou',
  },
  hearBots: {
    title: 'Ouvir bots',
    help: 'Se eu ouço outros bots, como os que tocam música.',
  },
  cap: {
    day: {
      title: 'Limite de gastos, dia',
      help: 'Quanto o reconhecimento de voz pode custar aqui em um dia (UTC).',
    },
    month: {
      title: 'Limite de gastos, mês',
      help: 'Quanto o reconhecimento de voz pode custar aqui em um mês do calendário (UTC).',
    },
    typed: 'um valor, por exemplo 1,50',
    wrong: (most) => `deve ser um valor de 0 a ${most}`,
    wrongByHost: (most) => `deve ser um valor de 0 a ${most}, que é o que definiu quem me hospeda`,
  },
  retention: {
    title: 'Retenção',
    help: 'Quantos dias depois do fim uma transcrição é apagada para sempre.',
    typed: 'um número inteiro de dias',
    wrong: (most) => `deve ser um número inteiro de dias de 1 a ${most}`,
    wrongByHost: (most) =>
      `deve ser um número inteiro de dias de 1 a ${most}: quem me hospeda não guarda nada por mais tempo`,
    after: (days) => count(days, { one: 'depois de # dia', other: 'depois de # dias' }),
    kept: 'as transcrições ficam guardadas',
  },
  autoStart: {
    title: 'Início automático',
    help: 'O canal de voz em que começo por conta própria quando há nele dois membros ou mais.',
    typed: 'off, ou escolha os canais com as opções “voz” e “texto” deste comando',
    wrong: 'deve ser off, ou os canais que as opções “voz” e “texto” indicam',
    shown: (room, channel) => `em ${room}, escrito em ${channel}`,
  },
  stopEmpty: {
    title: 'Parar quando vazio',
    help: 'Quando paro por conta própria em um canal de voz do qual todo mundo saiu.',
    typed: (least, most) => `um número inteiro de segundos de ${least} a ${most}, ou never`,
    wrong: (least, most) => `deve ser um número inteiro de segundos de ${least} a ${most}, ou never`,
    after: (seconds) => count(seconds, { one: 'depois de # segundo', other: 'depois de # segundos' }),
  },
  stopQuiet: {
    title: 'Parar quando em silêncio',
    help: 'Quando paro por conta própria enquanto ninguém fala.',
    typed: (least, most) => `um número inteiro de minutos de ${least} a ${most}, ou never`,
    wrong: (least, most) => `deve ser um número inteiro de minutos de ${least} a ${most}, ou never`,
    after: (minutes) => count(minutes, { one: 'depois de # minuto', other: 'depois de # minutos' }),
  },
  starters: {
    title: 'Quem pode iniciar',
    help: 'Quem pode me iniciar e parar; membros com Gerenciar servidor sempre podem.',
    typed: 'room, manage ou um cargo como @cargo',
    wrong: 'deve ser room, manage ou um cargo como @cargo',
    room: 'quem está no canal de voz',
    role: (role) => `membros com ${role}`,
    manage: 'só membros com Gerenciar servidor',
  },

  panel,
}

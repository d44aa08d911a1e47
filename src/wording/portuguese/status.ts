import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('pt-BR')

export const status: Words['status'] = {
  head: {
    listening: (room, engine, when) =>
      `**Escutando** ${room} com o motor de reconhecimento de voz ${engine}; conexão iniciada ${when}.`,
    rejoining: (room, when) =>
      `**Não estou escutando neste momento.** A conexão com ${room} caiu ${when}; estou entrando de novo.`,
    suspended: (room, when) => `**Estou reiniciando** (${when}) e continuo escutando ${room} quando voltar.`,
    stopped: (room, when, length) => `**Transcrição parada** ${when}. Escutei ${room} por ${length}.`,
  },
  target: (channel) => `O texto vai para ${channel}.`,
  toldBy: (engines) => `O texto até agora vem de ${list(engines)}.`,
  spent: (sums) => `Este servidor gastou ${list(sums)}.`,
  day: (spent, cap) => `${spent} de ${cap} hoje`,
  month: (spent, cap) => `${spent} de ${cap} este mês`,
  trouble: (sentence) => `**Reconhecimento de voz:** ${sentence}`,
  warning: (sentence) => `**Atenção:** ${sentence}`,
  unnamed: (voices) =>
    count(voices, {
      one: 'Ouço mais # voz, mas o Discord ainda não disse de quem é.',
      other: 'Ouço mais # vozes, mas o Discord ainda não disse de quem são.',
    }),
  nobody: 'Ninguém falou ainda.',
  more: (people) => count(people, { other: '… e mais #' }),
  states: {
    heard: 'estou ouvindo',
    heardWithin: (delay) => `estou ouvindo; o texto chega em até ${delay}`,
    silent: (when) => `em silêncio; ouvi pela última vez ${when}`,
    encrypted: (since) =>
      `não entendo desde ${since}: o som é criptografado de ponta a ponta e não tenho a chave`,
    behind: (since, delay) =>
      `estou ouvindo, mas o reconhecimento de voz está atrasado desde ${since}: em ${delay}`,
    unasked: 'não concordou que eu ouça; não escuto',
    untold: 'sem escuta: não consigo avisar essa pessoa onde ela possa ler',
    optedOut: 'ficou de fora; não escuto',
    lost: (since) => `não ouço desde ${since}, embora o Discord mostre que está falando`,
  },
  longDelay: 'mais de 5 min',
}

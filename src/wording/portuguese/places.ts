import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('pt-BR')

const people = (members: number): string => count(members, { one: '# membro', other: '# membros' })

const named = (permissions: readonly string[]): string =>
  `${count(permissions.length, { one: 'da permissão', other: 'das permissões' })} ${list(permissions)}`

export const places: Words['places'] = {
  offline: 'O Discord está sem conexão com esse servidor neste momento. Tente de novo em um minuto.',
  permissions: {
    viewChannel: 'Ver canal',
    connect: 'Conectar',
    sendMessages: 'Enviar mensagens',
    sendInThreads: 'Enviar mensagens em tópicos',
    createThreads: 'Criar tópicos públicos',
    readHistory: 'Ver histórico de mensagens',
    attachFiles: 'Anexar arquivos',
    embedLinks: 'Inserir links',
    manageWebhooks: 'Gerenciar webhooks',
  },
  needs: {
    listen: (channel, permissions) => `Para escutar ${channel}, preciso ${named(permissions)}.`,
    write: (channel, permissions) => `Para escrever em ${channel}, preciso ${named(permissions)}.`,
    openThread: (channel, permissions) =>
      `Para abrir um tópico em ${channel}, preciso ${named(permissions)}.`,
  },
  grant: 'Conceda isso a mim ou ao meu cargo nas configurações do canal, em Permissões.',
  room: {
    unseen: 'Não consigo ver esse canal de voz. Me dê a permissão Ver canal nele.',
    stage: 'Canais palco não são compatíveis: só consigo escutar canais de voz. Escolha um desses.',
    notVoice: (channel) => `${channel} não é um canal de voz. Escolha um que seja.`,
    timedOut:
      'Estou de castigo neste servidor. Alguém da administração pode remover meu castigo na lista de membros.',
    full: (channel) =>
      `${channel} está cheio. Aumente o limite de usuários dele ou me dê a permissão Mover membros lá, com a qual posso entrar mesmo assim.`,
  },
  target: {
    unseen: 'Não consigo ver esse canal de texto. Me dê a permissão Ver canal nele.',
    notSeen: (channel) => `Não consigo ver ${channel}. Me dê a permissão Ver canal lá.`,
    noMessages: (channel) => `${channel} não aceita mensagens. Escolha um canal de texto.`,
    locked: (channel) => `${channel} está trancado. Destranque ou escolha outro canal.`,
    inServersOnly: 'Só escrevo em servidores.',
    noThreads: (channel) => `${channel} não pode ter tópicos. Escolha um canal de texto.`,
    threadFailed: (channel) => `Não consegui abrir um tópico em ${channel} neste momento.`,
    noFiles: (channel) => `Não posso anexar arquivos em ${channel}. Me dê a permissão Anexar arquivos lá.`,
    filesShutOut: (channel) => `O Discord não aceitou os arquivos em ${channel}.`,
  },
  without: {
    sentence: (channel, lacks) => `Em ${channel}, eu me viro sem ${lacks.join(', ')}.`,
    lack: (permissions, cost) => `${list(permissions)} (${cost})`,
    costs: {
      readHistory: 'depois de reiniciar, não consigo conferir quais linhas já estão lá',
      attachFiles: 'não consigo publicar arquivos',
      embedLinks: 'os links nas minhas respostas ficam sem prévia',
      manageWebhooks: 'as linhas saem com o meu nome, não com o de quem fala',
      threads: 'não abro um tópico e escrevo no próprio canal',
    },
  },
  leak: {
    homeUnseen: (thread) => `Não consigo ver o canal em que está ${thread}. Me dê a permissão Ver canal lá.`,
    refused: (room, target) =>
      `Não vou começar: o que é dito em ${room} seria lido em ${target} por pessoas que não conseguem ver ${room}.`,
    these: (who) => `Conseguem ler: ${who.join('; ')}.`,
    privateThread:
      'O Discord não me diz quem está em um tópico privado, então conta toda pessoa que vê o canal dele.',
    instead: (room) =>
      `Escolha outro lugar com a opção “texto”, como o próprio ${room}, ou peça a alguém com a permissão Gerenciar servidor que inicie com a opção “leitura”.`,
    everybody: (members) =>
      `toda pessoa que nenhum cargo deixa entrar lá (este servidor tem ${people(members)})`,
    both: (role, other) => `quem tem ao mesmo tempo ${role} e ${other}`,
    role: (role, members) => `${role} (${people(members)})`,
    more: (others) => count(others, { one: 'mais # cargo ou membro', other: 'mais # cargos ou membros' }),
  },
}

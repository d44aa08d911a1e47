import type { Words } from '../words.ts'

export const commands: Words['commands'] = {
  transcribe: { name: 'transcrever', description: 'Escrever ao vivo quem diz o quê em um canal de voz' },
  start: {
    label: { name: 'iniciar', description: 'Escutar um canal de voz e escrever ao vivo quem diz o quê' },
    voice: { name: 'voz', description: 'O canal de voz a escutar; o seu, se você não indicar' },
    text: { name: 'texto', description: 'Onde escrever; aqui, se você não indicar' },
    readers: {
      name: 'leitura',
      description: 'Quem pode ler; só quem consegue ver o canal de voz, se você não indicar',
    },
    ofTheRoom: 'Só quem consegue ver o canal de voz',
    everybody: 'Todas as pessoas que podem ler o canal de texto (requer Gerenciar servidor)',
  },
  stop: {
    label: {
      name: 'parar',
      description: 'Parar de escutar, escrever as últimas linhas e entregar a transcrição em arquivos',
    },
  },
  status: {
    label: {
      name: 'status',
      description: 'Dizer se estou escutando, desde quando, quem eu ouço e o que houve recentemente',
    },
  },
  export: {
    label: { name: 'exportar', description: 'Obter a transcrição de uma sessão em arquivos' },
    session: {
      name: 'sessão',
      description: 'Qual; a mais recente que você consegue ver, se você não indicar',
    },
    format: { name: 'formato', description: 'Em qual arquivo; em todos, se você não indicar' },
  },
  search: {
    label: {
      name: 'buscar',
      description: 'Encontrar o que foi dito em sessões passadas, em canais de voz que você consegue ver',
    },
    words: {
      name: 'palavras',
      description: 'Palavras ditas em uma mesma fala; basta o começo de uma palavra',
    },
  },
  settings: {
    label: {
      name: 'configurações',
      description: 'Ver e mudar como eu trabalho neste servidor (requer Gerenciar servidor)',
    },
    setting: { name: 'configuração', description: 'Qual; todas, se você não indicar' },
    value: {
      name: 'valor',
      description: 'O novo valor; não indique para ver o atual e escolher em um menu',
    },
    voice: {
      name: 'voz',
      description: 'Para Início automático: o canal de voz em que eu começo por conta própria',
    },
    text: {
      name: 'texto',
      description: 'Para Início automático: onde escrevo; no chat do canal de voz, se você não indicar',
    },
  },
  privacy: {
    label: { name: 'privacidade', description: 'Ver se eu ouço você neste servidor, e mudar isso' },
  },
  forget: {
    label: {
      name: 'esquecer',
      description: 'Apagar tudo o que você disse neste servidor do que eu guardo e publiquei',
    },
  },
  help: { label: { name: 'ajuda', description: 'Dizer em quatro linhas como começar' } },
  message: 'Transcrever',
}

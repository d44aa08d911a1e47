import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, figure } = grammar('pt-BR')

const messages = (n: number): string => count(n, { one: '# mensagem', other: '# mensagens' })

export const answers: Words['answers'] = {
  help: {
    greeting: 'Olá! Eu escrevo ao vivo quem diz o quê em um canal de voz.',
    begin:
      '**Começar:** entre em um canal de voz e use /transcribe start no canal de texto em que as palavras devem aparecer.',
    heard:
      '**Quem eu ouço:** todas as pessoas no canal de voz são avisadas; quem não quer que eu ouça diz isso com /transcribe privacy.',
    end: '**Terminar:** /transcribe stop entrega a transcrição em arquivos; /transcribe export e /transcribe search a encontram de novo, e /transcribe status diz como está indo.',
    settings:
      '**Configurações:** membros com a permissão Gerenciar servidor mudam motor, idioma, consentimento e gastos com /transcribe settings.',
  },
  general: {
    elsewhere: 'Use isto em um servidor do qual eu seja membro.',
    unknownCommand: 'Não conheço mais este comando. O Discord vai mostrar os atuais em um minuto.',
    unknownButton: 'Este botão é de outro momento. Use o comando de novo.',
    shuttingDown: 'Estou desligando. Tente de novo em um minuto.',
    wentWrong: 'Algo deu errado do meu lado. Quem me hospeda encontra a causa no meu registro.',
    filesShutOut: 'O Discord não aceitou os arquivos. Tente de novo em um minuto ou peça um formato só.',
  },
  start: {
    noRoom: 'Entre primeiro em um canal de voz ou indique um com a opção “voz”.',
    stage: 'Não consigo escutar canais palco, só canais de voz.',
    notARoom: 'Isso não é um canal de voz.',
    unseen: 'Para você, só escuto canais de voz que você consegue ver.',
    notWritable: (channel) =>
      `Para você, só escrevo onde você mesmo pode escrever, e em ${channel} você não pode. Indique outro canal com a opção “texto” ou peça a um membro com a permissão Gerenciar servidor que me inicie.`,
    readersNotYours:
      'Só membros com a permissão Gerenciar servidor podem decidir que todas as pessoas que leem o canal de texto possam ler isto. Peça a um deles que me inicie ou não use a opção “leitura”.',
    listening: (room, engine, channel) =>
      `Estou escutando ${room} com ${engine} e escrevendo em ${channel}. Termine com /transcribe stop.`,
  },
  stop: {
    stoppedBy: (name) => `${name} parou a transcrição.`,
    stopped: 'Transcrição parada.',
    filesAgain: '/transcribe export entrega estes arquivos de novo.',
    unreadable: 'Não dá para ler a transcrição neste momento:',
  },
  status: {
    nothing: 'Nada está sendo transcrito neste servidor. Comece com /transcribe start.',
    starting: 'Uma transcrição está sendo iniciada agora neste servidor.',
  },
  export: {
    none: 'Não há aqui nenhuma transcrição de um canal de voz que você consiga ver.',
    notThis: 'Não tenho essa transcrição para você. Escolha uma das que são oferecidas enquanto você digita.',
    here: (room, begun) => `Aqui está a transcrição de **${room}**, iniciada em ${begun}.`,
    soFar: 'Ela ainda não terminou: este é o registro até agora.',
  },
  search: {
    place: (time) => `(${time} desde o início da sessão)`,
    nothing: (words) => `Nada foi encontrado para “${words}” em canais de voz que você consegue ver.`,
  },
  settings: {
    notYours:
      'Minhas configurações são para membros com a permissão Gerenciar servidor. Peça a um deles que faça isso.',
    noSetting: 'Indique também a configuração, com a opção “configuração”.',
    notARoom: 'Escolha um canal de voz com a opção “voz”: não consigo escutar outros.',
    unseen: 'Escolha um canal de voz que você consiga ver.',
    byOptions: 'O início automático usa os canais das opções “voz” e “texto” deste comando.',
    onlyAutoStart: 'As opções “voz” e “texto” são para a configuração Início automático.',
    noRole: 'Esse cargo não existe neste servidor. Digite @ e escolha um dos que são oferecidos.',
    noAutoStart: 'O início automático fica como está, porque lá eu não poderia começar:',
  },
  privacy: {
    standings: {
      heard:
        'Quando transcrevo um canal de voz deste servidor, **eu ouço você** lá: o que você diz é transformado em texto.',
      'opted-out':
        '**Você ficou de fora.** Neste servidor, nada do que você diz é decodificado, enviado a lugar nenhum ou escrito.',
      unasked:
        '**Eu não ouço você** neste servidor: só escuto quem concorda, e você não concordou. Nada do que você diz é decodificado ou enviado a lugar nenhum.',
      bot: '**Eu não ouço bots** neste servidor.',
    },
    decided: {
      'opted-out':
        '**Você ficou de fora** a partir deste momento: neste servidor, nada do que você diz é decodificado, enviado a lugar nenhum ou escrito.',
      agreed:
        '**Você concordou** que eu ouça: o que você diz em um canal de voz que eu transcrevo é transformado em texto.',
    },
    atAnyTime: 'Você pode mudar de ideia a qualquer momento.',
    before: 'O que foi escrito antes continua guardado; /transcribe forget apaga.',
    notAChoice: 'Não conheço mais este botão. Use /transcribe privacy.',
  },
  forget: {
    question:
      'Isto apaga **tudo o que você disse neste servidor**, para sempre: do que eu guardo, da busca e das exportações futuras, e também as mensagens em que publiquei, até onde eu ainda as conheça e tenha permissão: as linhas, o texto das suas mensagens de voz e os arquivos com transcrições. O que alguém baixou continua com essa pessoa.\nEu continuo ouvindo você; para acabar também com isso, use /transcribe privacy.',
    yes: 'Apagar minhas palavras',
    nothing: 'Não guardo nada do que você disse neste servidor.',
    removed: (turns, deleted, edited) =>
      `Apagado: ${count(turns, { one: '# fala', other: '# falas' })} do que eu guardo, também na busca e nas exportações futuras; ${count(deleted, { one: '# mensagem excluída', other: '# mensagens excluídas' })}, e suas palavras, retiradas de ${messages(edited)} com palavras de outras pessoas.`,
    words: (turns) =>
      `Apagado: ${count(turns, { one: '# fala', other: '# falas' })} do que eu guardo, também na busca e nas exportações futuras.`,
    running: 'Já estou fazendo isso; o que você disse desde então agora está incluído.',
    goesOn: (due) =>
      `Ainda por excluir ou mudar: ${messages(due)}. Continuo em segundo plano, também depois de um reinício, e mando uma mensagem direta quando terminar, se você as aceita.`,
    finished: (server) => `Terminei de apagar o que você disse em ${server}.`,
    emptied: (emptied) =>
      `Arquivos com transcrições retirados de ${messages(emptied)}; /transcribe export faz os arquivos de novo, sem as suas palavras.`,
    left: (left) =>
      `Não apagado: ${messages(left)} que não posso mais excluir nem mudar. Quem pode gerenciar mensagens lá consegue:`,
    more: (n) => `… e mais ${figure(n)}.`,
  },
}

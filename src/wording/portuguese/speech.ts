import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { figure } = grammar('pt-BR')

const tail = (said: string): string => (said === '' ? '.' : `: ${said}`)

export const speech: Words['speech'] = {
  descriptions: {
    assemblyai: 'AssemblyAI (o som é enviado aos servidores dela)',
    sherpa: (wrongIn) =>
      `um pequeno modelo local (o som não sai desta máquina; cerca de 1 em cada ${wrongIn} palavras sai errada)`,
    sherpaUnmeasured: 'um modelo local (o som não sai desta máquina)',
  },
  labels: {
    local: (name, model) => `${name} (modelo local ${model})`,
    unknown: (name) => `${name} (um modelo local que ninguém mediu)`,
    small: (name, wrongIn) => `${name} (pequeno modelo local, cerca de 1 em cada ${wrongIn} palavras errada)`,
  },
  chain: {
    cannot: 'Não consigo transcrever agora.',
    barred: (engine) =>
      `${engine} poderia assumir, mas aí o som sairia desta máquina: a configuração FALLBACK_TO_CLOUD permitiria isso.`,
    away: (engine, seconds) => `${engine}: sem disponibilidade há ${figure(seconds)} s.`,
    tookOver: (engine) => `${engine} assumiu.`,
    isBack: (engine) => `${engine} voltou.`,
  },
  assemblyai: {
    setting: (said) => `A AssemblyAI recusou uma configuração${tail(said)}`,
    soundRefused: (said) => `A AssemblyAI não aceitou a forma como o som foi enviado${tail(said)}`,
    crowded: 'A AssemblyAI não tem lugar para outra sessão de voz agora.',
    unreached: (cause) => `Não foi possível acessar a AssemblyAI (${cause}).`,
    sessionRefused: (code, said) => `A AssemblyAI recusou a sessão (código ${code})${tail(said)}`,
    sessionEnded: (code, said) => `A AssemblyAI encerrou a sessão de voz (código ${code})${tail(said)}`,
    account: (said) => `A AssemblyAI recusou a conta${tail(said)}`,
    key: 'A AssemblyAI recusou a chave. Confira ASSEMBLYAI_API_KEY.',
    keyBecause: (said) => `A AssemblyAI recusou a chave: ${said} Confira ASSEMBLYAI_API_KEY.`,
    keyByHttp: (status) =>
      `A AssemblyAI recusou a chave com HTTP ${status}. Confira ASSEMBLYAI_API_KEY e ASSEMBLYAI_STREAMING_URL.`,
    noService: (status) =>
      `Não há serviço de voz no endereço configurado: ele respondeu com HTTP ${status}. Confira ASSEMBLYAI_STREAMING_URL.`,
    http: (status) => `A AssemblyAI respondeu com HTTP ${status}.`,
    noKey: 'ASSEMBLYAI_API_KEY contém caracteres que nenhuma chave tem.',
    address: 'ASSEMBLYAI_STREAMING_URL deve ser wss:// ou ws:// e um host, sem caminho.',
    closed: 'O motor de reconhecimento de voz está fechado.',
    testEnded: 'A AssemblyAI encerrou a sessão de teste antes que ela começasse.',
    lowered: (perMinute) =>
      `Por enquanto, a AssemblyAI só me deixa abrir ${figure(perMinute)} sessões de voz por minuto; as primeiras palavras podem chegar tarde.`,
    openings: (lately, perMinute) =>
      `Sessões de voz abertas no último minuto: ${figure(lately)} de ${figure(perMinute)}; as primeiras palavras chegam tarde.`,
    inUse: (open, most) =>
      `Sessões de voz em uso: ${figure(open)} de ${figure(most)}; quem falar em seguida vai esperar por uma.`,
  },
  files: {
    keyByHttp: (status) =>
      `A AssemblyAI recusou a chave com HTTP ${status}. Confira ASSEMBLYAI_API_KEY e ASSEMBLYAI_API_URL.`,
    noService: (status) =>
      `Os arquivos da AssemblyAI não estão no endereço configurado: ele respondeu com HTTP ${status}. Confira ASSEMBLYAI_API_URL.`,
    noMore: 'A AssemblyAI não aceita mais arquivos agora (HTTP 429).',
    refused: (status, said) =>
      `A AssemblyAI recusou o arquivo ou uma configuração (HTTP ${status})${tail(said)}`,
    failed: (said) => `A AssemblyAI não conseguiu transcrever o arquivo${tail(said)}`,
    tooLarge: 'O arquivo é maior do que a AssemblyAI aceita.',
    tooSlow: (seconds) => `A AssemblyAI não respondeu em ${figure(seconds)} s.`,
    unfinished: (seconds) => `A AssemblyAI não terminou o arquivo em ${figure(seconds)} s.`,
    notUnderstood: (what) => `Não foi possível entender a resposta da AssemblyAI (${what}).`,
  },
  sherpa: {
    none: (howTo) => `Não há nenhum modelo de voz local: ${howTo}.`,
    unreadable: (howTo) => `Não é possível ler a pasta do modelo de voz local: ${howTo}.`,
    incomplete: (missing, howTo) => `O modelo de voz local não está completo (falta ${missing}): ${howTo}.`,
    howTo:
      'baixe um com “npm run model”, ou indique em SPEECH_MODEL_DIR uma pasta que contenha encoder, decoder, joiner e tokens.txt de um zipformer de streaming',
    fileUnreadable: (file) => `Não é possível ler o arquivo ${file} do modelo de voz local.`,
    fileDamaged: (file) =>
      `O arquivo ${file} do modelo de voz local está danificado ou não é o publicado: baixe-o de novo.`,
    hanging: 'O reconhecimento de fala local trava repetidamente.',
    slowLoad: 'O modelo de fala local não foi carregado em 30 s.',
    noAddon:
      'O reconhecimento de fala local não funciona nesta máquina: o pacote sherpa-onnx-node não tem programa para ela.',
    notStarted: 'Esta máquina não tem espaço para o processo do reconhecimento de fala local.',
    noVad: 'Não é possível ler o arquivo indicado em SPEECH_VAD_MODEL.',
    otherVad: (name) =>
      `O arquivo indicado em SPEECH_VAD_MODEL não é o ${name} publicado por snakers4/silero-vad, o único que funciona aqui.`,
    crashing: 'O reconhecimento de voz local continua travando.',
    closed: 'O reconhecimento de voz local foi desligado.',
    unloadable:
      'Não foi possível carregar o modelo de voz local: baixe-o de novo com “npm run model”, ou indique outro em SPEECH_MODEL_DIR.',
    killed:
      'O processo do reconhecimento de voz local foi encerrado enquanto carregava o modelo: talvez falte memória nesta máquina.',
    notLookedUp: 'Não foi possível consultar o modelo de voz local.',
  },
}

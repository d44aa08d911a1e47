import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('pt-BR')

export const posts: Words['posts'] = {
  handout: 'Aqui está a transcrição. /transcribe export entrega estes arquivos de novo.',
  handoutEmptied:
    'Os arquivos foram retirados porque alguém mandou apagar suas palavras. /transcribe export faz os arquivos de novo.',
  gap: {
    person: (name, length, cause) => `Não ouvi ${name} por ${length}: ${cause}`,
    personAt: (name, length, time, cause) => `Não ouvi ${name} por ${length} (${time}): ${cause}`,
    everybody: (length, cause) => `Não ouvi ninguém por ${length}: ${cause}`,
    everybodyAt: (length, time, cause) => `Não ouvi ninguém por ${length} (${time}): ${cause}`,
  },
  missing: {
    refused: 'Falta uma mensagem aqui: o Discord a recusou.',
    unknown: 'Pode faltar uma mensagem aqui: não consegui ver se o Discord a mostrou.',
    overflow: (lines) =>
      `${count(lines, { one: 'Falta # linha', other: 'Faltam # linhas' })} aqui: por tempo demais não foi possível publicar mensagens.`,
  },
  live: {
    head: 'Sendo dito agora:',
    more: (others) => count(others, { other: 'e mais #' }),
  },
  thread: 'Transcrição',
  shut: {
    gone: 'O canal de texto foi excluído.',
    closed: 'Não posso mais publicar no canal de texto.',
  },
  events: {
    noHistory:
      'Preciso da permissão Ver histórico de mensagens para ver se uma linha aparece quando o Discord não responde.',
    noWebhooks: 'Preciso da permissão Gerenciar webhooks para publicar com o nome de quem fala.',
    noWebhook: 'O canal não me dá nenhum webhook para publicar com o nome de quem fala.',
  },
}

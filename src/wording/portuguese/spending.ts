import type { Words } from '../words.ts'

export const spending: Words['spending'] = {
  session: {
    free: (spoken) => `Entender ${spoken} de fala não custa nada.`,
    billed: (billed, spoken) => `Cobrança de ${billed} por ${spoken} de fala.`,
    cost: (billed, spoken, cost) => `Cobrança de ${billed} por ${spoken} de fala: ${cost}.`,
  },
  near: {
    guild: {
      day: (percent, spent, cap) =>
        `Já foram usados ${percent}% do que este servidor pode gastar hoje com reconhecimento de voz: ${spent} de ${cap}. Com 100%, a transcrição termina.`,
      month: (percent, spent, cap) =>
        `Já foram usados ${percent}% do que este servidor pode gastar este mês com reconhecimento de voz: ${spent} de ${cap}. Com 100%, a transcrição termina.`,
    },
    total: {
      day: (percent) =>
        `Já foram usados ${percent}% do que o bot pode gastar hoje com reconhecimento de voz em todos os seus servidores. Com 100%, a transcrição termina.`,
      month: (percent) =>
        `Já foram usados ${percent}% do que o bot pode gastar este mês com reconhecimento de voz em todos os seus servidores. Com 100%, a transcrição termina.`,
    },
  },
  reached: {
    guild: {
      day: (cap) =>
        `Tudo o que este servidor pode gastar hoje com reconhecimento de voz já foi usado (${cap}). A transcrição pode continuar depois da meia-noite UTC.`,
      month: (cap) =>
        `Tudo o que este servidor pode gastar este mês com reconhecimento de voz já foi usado (${cap}). A transcrição pode continuar no dia 1º do próximo mês (UTC).`,
    },
    total: {
      day: 'Tudo o que o bot pode gastar hoje com reconhecimento de voz em todos os seus servidores já foi usado. A transcrição pode continuar depois da meia-noite UTC.',
      month:
        'Tudo o que o bot pode gastar este mês com reconhecimento de voz em todos os seus servidores já foi usado. A transcrição pode continuar no dia 1º do próximo mês (UTC).',
    },
  },
  barred: {
    guild: 'Reconhecimento de voz que custa dinheiro não é permitido neste servidor: o limite dele é 0.',
    total: 'Reconhecimento de voz que custa dinheiro não é permitido para este bot: o limite dele é 0.',
  },
}

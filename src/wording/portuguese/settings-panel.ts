import type { Words } from '../words.ts'

export const panel: Words['settings']['panel'] = {
  head: (mark) =>
    `**Configurações deste servidor**. As que têm ${mark} foram escolhidas aqui; as outras, por quem me hospeda.`,
  line: (title, value) => `${title}: ${value}`,
  current: (title, value, by) => `**${title}**: ${value} – ${by}`,
  byHost: 'definido por quem me hospeda',
  here: 'escolhido para este servidor',
  choiceByHost: (value, by) => `${value} – ${by}`,
  howTo: (typed) => `Escolha abaixo ou use a opção “valor” deste comando. Digite ${typed}.`,
  chooseSetting: 'Escolha uma configuração',
  chooseValue: 'Escolha um valor',
  changed: (title, value) => `A configuração “${title}” ficou assim: ${value}.`,
  atOnce: 'Isso vale a partir de agora.',
  next: 'Isso vale a partir da próxima sessão.',
  nextButRunning: 'A sessão em andamento continua como começou: isso vale a partir da próxima.',
  remarks: {
    noLanguages: (model) =>
      `O modelo ${model} não aceita idiomas: com ele, a escolha de um idioma não tem efeito.`,
    notUsed: 'É para o motor assemblyai, que não é usado neste servidor.',
    noMoney: 'Com um limite de 0, não é usado nenhum motor que custe dinheiro.',
  },
}

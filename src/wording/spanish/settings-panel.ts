import type { Words } from '../words.ts'

export const panel: Words['settings']['panel'] = {
  head: (mark) =>
    `**Ajustes de este servidor**. Los que llevan ${mark} se eligieron aquí; los demás, quien me aloja.`,
  line: (title, value) => `${title}: ${value}`,
  current: (title, value, by) => `**${title}**: ${value} – ${by}`,
  byHost: 'fijado por quien me aloja',
  here: 'elegido para este servidor',
  choiceByHost: (value, by) => `${value} – ${by}`,
  howTo: (typed) => `Elige abajo o usa la opción «valor» de este comando. Escribe ${typed}.`,
  chooseSetting: 'Elige un ajuste',
  chooseValue: 'Elige un valor',
  changed: (title, value) => `El ajuste «${title}» queda así: ${value}.`,
  atOnce: 'Esto vale a partir de ahora.',
  next: 'Esto vale a partir de la próxima sesión.',
  nextButRunning: 'La sesión en curso sigue como empezó: esto vale a partir de la próxima.',
  remarks: {
    noLanguages: (model) => `El modelo ${model} no admite idiomas: con él, elegir un idioma no tiene efecto.`,
    notUsed: 'Es para el motor assemblyai, que no se usa en este servidor.',
    noMoney: 'Con un límite de 0 no se usa ningún motor que cueste dinero.',
  },
}

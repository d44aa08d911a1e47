import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('es')

export const status: Words['status'] = {
  head: {
    listening: (room, engine, when) =>
      `**Escuchando** en ${room} con el motor de reconocimiento de voz ${engine}; conexión iniciada ${when}.`,
    rejoining: (room, when) =>
      `**No estoy escuchando en este momento.** La conexión con ${room} se cortó ${when}; estoy volviendo a entrar.`,
    suspended: (room, when) =>
      `**Me estoy reiniciando** (${when}) y seguiré escuchando en ${room} cuando vuelva.`,
    stopped: (room, when, length) =>
      `**Transcripción detenida** ${when}. Escuché en ${room} durante ${length}.`,
  },
  target: (channel) => `El texto va a ${channel}.`,
  toldBy: (engines) => `El texto hasta ahora viene de ${list(engines)}.`,
  spent: (sums) => `Este servidor ha gastado ${list(sums)}.`,
  day: (spent, cap) => `${spent} de ${cap} hoy`,
  month: (spent, cap) => `${spent} de ${cap} este mes`,
  trouble: (sentence) => `**Reconocimiento de voz:** ${sentence}`,
  warning: (sentence) => `**Atención:** ${sentence}`,
  unnamed: (voices) =>
    count(voices, {
      one: 'Se oye una voz más, pero Discord aún no ha dicho de quién es.',
      other: 'Se oyen # voces más, pero Discord aún no ha dicho de quiénes son.',
    }),
  nobody: 'Todavía no ha hablado nadie.',
  more: (people) => count(people, { other: '… y # más' }),
  states: {
    heard: 'se oye',
    heardWithin: (delay) => `se oye; el texto llega en un máximo de ${delay}`,
    silent: (when) => `en silencio; se oyó por última vez ${when}`,
    encrypted: (since) =>
      `no se entiende desde ${since}: su sonido está cifrado de extremo a extremo y no tengo la clave`,
    behind: (since, delay) =>
      `se oye, pero el reconocimiento de voz va con retraso desde ${since}: de ${delay}`,
    unasked: 'no ha aceptado que se le escuche; no se le escucha',
    untold: 'no se escucha: no puedo avisarle donde pueda leerlo',
    optedOut: 'se ha excluido; no se le escucha',
    lost: (since) => `no se oye desde ${since}, aunque Discord muestra que habla`,
  },
  longDelay: 'más de 5 min',
}

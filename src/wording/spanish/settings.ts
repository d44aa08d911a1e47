import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'
import { panel } from './settings-panel.ts'

const { count, either } = grammar('es')

export const settings: Words['settings'] = {
  wrong: (title, problem) => `El ajuste «${title}» ${problem}.`,
  unknown: 'No existe ese ajuste. Elige uno de los que se ofrecen.',

  common: {
    choice: (names) => either(names),
    choiceWrong: (names) => `debe ser ${either(names)}`,
    flag: 'on u off',
    flagWrong: 'debe ser on u off',
    on: 'activado (on)',
    off: 'desactivado (off)',
    none: 'ninguno',
    never: 'nunca (never)',
  },

  engine: {
    title: 'Motor',
    help: 'Lo que convierte la voz en texto; si hay varios, el primero que funcione.',
    typed: 'un motor, o varios por orden de preferencia, separados por comas',
    wrong: (engines) => `debe ser uno o varios de estos: ${engines}; este bot no tiene otros motores`,
    shown: (engines) => engines.join(', después '),
  },
  model: {
    title: 'Modelo',
    help: 'El modelo del motor assemblyai.',
    typed: 'el nombre de un modelo',
  },
  language: {
    title: 'Idioma',
    help: 'Los idiomas que se esperan, primero el más probable; solo los modelos Pro los admiten.',
    typed: (most) => `como máximo ${most} códigos (por ejemplo: en, de, ja) separados por comas, o any`,
    wrong: (most, codes) => `debe ser any, o como máximo ${most} de ${codes}`,
    any: 'any: el modelo lo averigua',
  },
  preset: {
    title: 'Detección de turnos',
    help: 'Con qué rapidez una pausa termina una línea.',
    quick: 'quick: las líneas llegan antes y son más cortas',
    balanced: 'balanced: equilibrado',
    notes: 'notes: las líneas llegan después y son más largas',
  },
  keyTerms: {
    title: 'Términos clave',
    help: 'Nombres y jerga que se esperan; en algunos modelos AssemblyAI los cobra aparte.',
    typed: (most, longest) =>
      `como máximo ${most} nombres y palabras de ${longest} caracteres como máximo, separados por comas, o none`,
    wrong: (most, longest) =>
      `debe ser none, o como máximo ${most} nombres y palabras de ${longest} caracteres como máximo, separados por comas`,
  },
  profanityFilter: {
    title: 'Filtro de palabrotas',
    help: 'Si el motor assemblyai oculta las palabrotas.',
  },
  posting: {
    title: 'Modo de publicación',
    help: 'Cómo se ven las líneas en el canal de texto.',
    personas: 'personas: con el nombre y la imagen de quien habló (requiere Gestionar webhooks)',
    plain: 'plain: en mis propios mensajes, con el nombre delante de cada línea',
  },
  thread: {
    title: 'Hilo',
    help: 'Si cada sesión publica en un hilo propio.',
  },
  liveCaptions: {
    title: 'Subtítulos en vivo',
    help: 'Si las palabras se muestran mientras se dicen.',
  },
  wording: {
    title: 'Mi idioma',
    help: 'El idioma de lo que escribo en canales. A los comandos respondo a cada persona en el suyo.',
    auto: 'auto: el idioma que este servidor tiene en Discord',
  },
  consent: {
    title: 'Consentimiento',
    help: 'A quién se escucha. En cualquier caso se avisa a todas las personas.',
    notice: 'notice: a todas las personas, menos a quienes se han excluido',
    ask: 'ask: solo a quienes han aceptado',
  },
  hearBots: {
    title: 'Escuchar a los bots',
    help: 'Si se escucha a otros bots, como los que ponen música.',
  },
  cap: {
    day: {
      title: 'Límite de gasto, día',
      help: 'Lo que el reconocimiento de voz puede costar aquí en un día (UTC).',
    },
    month: {
      title: 'Límite de gasto, mes',
      help: 'Lo que el reconocimiento de voz puede costar aquí en un mes natural (UTC).',
    },
    typed: 'un importe, por ejemplo 1,50',
    wrong: (most) => `debe ser un importe de 0 a ${most}`,
    wrongByHost: (most) => `debe ser un importe de 0 a ${most}, que es lo que fijó quien me aloja`,
  },
  retention: {
    title: 'Conservación',
    help: 'Cuántos días después de su fin se borra una transcripción para siempre.',
    typed: 'un número entero de días',
    wrong: (most) => `debe ser un número entero de días de 1 a ${most}`,
    wrongByHost: (most) =>
      `debe ser un número entero de días de 1 a ${most}: quien me aloja no guarda nada por más tiempo`,
    after: (days) => count(days, { one: 'después de # día', other: 'después de # días' }),
    kept: 'las transcripciones se conservan',
  },
  autoStart: {
    title: 'Inicio automático',
    help: 'El canal de voz en el que empiezo por mi cuenta cuando hay en él dos miembros o más.',
    typed: 'off, o elige los canales con las opciones «voz» y «texto» de este comando',
    wrong: 'debe ser off, o los canales que indican las opciones «voz» y «texto»',
    shown: (room, channel) => `en ${room}, escrito en ${channel}`,
  },
  stopEmpty: {
    title: 'Detener si está vacío',
    help: 'Cuándo me detengo por mi cuenta en un canal de voz del que ha salido todo el mundo.',
    typed: (least, most) => `un número entero de segundos de ${least} a ${most}, o never`,
    wrong: (least, most) => `debe ser un número entero de segundos de ${least} a ${most}, o never`,
    after: (seconds) => count(seconds, { one: 'después de # segundo', other: 'después de # segundos' }),
  },
  stopQuiet: {
    title: 'Detener si hay silencio',
    help: 'Cuándo me detengo por mi cuenta mientras nadie habla.',
    typed: (least, most) => `un número entero de minutos de ${least} a ${most}, o never`,
    wrong: (least, most) => `debe ser un número entero de minutos de ${least} a ${most}, o never`,
    after: (minutes) => count(minutes, { one: 'después de # minuto', other: 'después de # minutos' }),
  },
  starters: {
    title: 'Quién puede iniciar',
    help: 'Quién puede iniciarme y detenerme; los miembros con Gestionar servidor siempre pueden.',
    typed: 'room, manage o un rol como @rol',
    wrong: 'debe ser room, manage o un rol como @rol',
    room: 'quien esté en el canal de voz',
    role: (role) => `los miembros con ${role}`,
    manage: 'solo los miembros con Gestionar servidor',
  },

  panel,
}

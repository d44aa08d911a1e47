import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, figure } = grammar('es')

const messages = (n: number): string => count(n, { one: '# mensaje', other: '# mensajes' })

export const answers: Words['answers'] = {
  help: {
    greeting: '¡Hola! Escribo en vivo quién dice qué en un canal de voz.',
    begin:
      '**Empezar:** entra en un canal de voz y usa /transcribe start en el canal de texto donde deben aparecer las palabras.',
    heard:
      '**A quién se escucha:** se avisa a todas las personas del canal de voz; quien no quiera que se le escuche lo dice con /transcribe privacy.',
    end: '**Terminar:** /transcribe stop entrega la transcripción en archivos; /transcribe export y /transcribe search la vuelven a encontrar, y /transcribe status dice cómo va.',
    settings:
      '**Ajustes:** los miembros con el permiso Gestionar servidor cambian el motor, el idioma, el consentimiento y los gastos con /transcribe settings.',
  },
  general: {
    elsewhere: 'Usa esto en un servidor del que yo sea miembro.',
    unknownCommand: 'Ya no conozco este comando. Discord mostrará los actuales en un minuto.',
    unknownButton: 'Este botón es de otro momento. Vuelve a usar el comando.',
    shuttingDown: 'Me estoy apagando. Vuelve a intentarlo en un minuto.',
    wentWrong: 'Algo salió mal por mi parte. Quien me aloja encontrará la causa en mi registro.',
    filesShutOut: 'Discord no aceptó los archivos. Vuelve a intentarlo en un minuto o pide un solo formato.',
  },
  start: {
    noRoom: 'Entra primero en un canal de voz o indica uno con la opción «voz».',
    stage: 'No puedo escuchar en canales de escenario, solo en canales de voz.',
    notARoom: 'Eso no es un canal de voz.',
    unseen: 'Para ti solo escucho en canales de voz que puedas ver.',
    notWritable: (channel) =>
      `Para ti solo escribo donde tú puedes escribir, y en ${channel} no puedes. Indica otro canal con la opción «texto» o pide a un miembro con el permiso Gestionar servidor que me inicie.`,
    readersNotYours:
      'Solo los miembros con el permiso Gestionar servidor pueden decidir que todas las personas que leen el canal de texto puedan leer esto. Pide a uno de ellos que me inicie o no uses la opción «lectura».',
    listening: (room, engine, channel) =>
      `Estoy escuchando en ${room} con ${engine} y escribo en ${channel}. Termina con /transcribe stop.`,
  },
  stop: {
    stoppedBy: (name) => `${name} detuvo la transcripción.`,
    stopped: 'Transcripción detenida.',
    filesAgain: '/transcribe export vuelve a dar estos archivos.',
    unreadable: 'La transcripción no se puede leer en este momento:',
  },
  status: {
    nothing: 'No se está transcribiendo nada en este servidor. Empieza con /transcribe start.',
    starting: 'Ahora mismo se está iniciando una transcripción en este servidor.',
  },
  export: {
    none: 'Aquí no hay ninguna transcripción de un canal de voz que puedas ver.',
    notThis: 'No tengo esa transcripción para ti. Elige una de las que se ofrecen mientras escribes.',
    here: (room, begun) => `Esta es la transcripción de **${room}**, con inicio el ${begun}.`,
    soFar: 'Todavía no ha terminado: esto es lo registrado hasta ahora.',
  },
  search: {
    place: (time) => `(${time} desde el inicio de la sesión)`,
    nothing: (words) => `No se encontró nada para «${words}» en canales de voz que puedas ver.`,
  },
  settings: {
    notYours:
      'Mis ajustes son para miembros con el permiso Gestionar servidor. Pide a uno de ellos que lo haga.',
    noSetting: 'Indica también el ajuste, con la opción «ajuste».',
    notARoom: 'Elige un canal de voz con la opción «voz»: no puedo escuchar en otros.',
    unseen: 'Elige un canal de voz que tú puedas ver.',
    byOptions: 'El inicio automático toma sus canales de las opciones «voz» y «texto» de este comando.',
    onlyAutoStart: 'Las opciones «voz» y «texto» son para el ajuste Inicio automático.',
    noRole: 'En este servidor no hay ningún rol así. Escribe @ y elige uno de los que se ofrecen.',
    noAutoStart: 'El inicio automático queda como está, porque allí no podría empezar:',
  },
  privacy: {
    standings: {
      heard:
        'Cuando transcribo un canal de voz de este servidor, **se te escucha** allí: lo que dices se convierte en texto.',
      'opted-out':
        '**Te has excluido.** En este servidor, nada de lo que dices se descodifica, se envía a ningún sitio ni se escribe.',
      unasked:
        '**No se te escucha** en este servidor: solo escucho a quienes aceptan, y tú no lo has hecho. Nada de lo que dices se descodifica ni se envía a ningún sitio.',
      bot: '**No se escucha a los bots** en este servidor.',
    },
    decided: {
      'opted-out':
        '**Te has excluido** a partir de este momento: en este servidor, nada de lo que dices se descodifica, se envía a ningún sitio ni se escribe.',
      agreed:
        '**Has aceptado** que se te escuche: lo que dices en un canal de voz que transcribo se convierte en texto.',
    },
    atAnyTime: 'Puedes cambiar de opinión en cualquier momento.',
    before: 'Lo que se escribió antes se conserva; /transcribe forget lo borra.',
    notAChoice: 'Ya no conozco este botón. Usa /transcribe privacy.',
  },
  forget: {
    question:
      'Esto borra **todo lo que dijiste en este servidor**, para siempre: de lo que guardo, de la búsqueda y de las exportaciones futuras, y también los mensajes en los que lo publiqué, hasta donde aún los conozca y me esté permitido: las líneas, el texto de tus mensajes de voz y los archivos con transcripciones. Lo que alguien haya descargado seguirá en su poder.\nSe te seguirá escuchando; para terminar también con eso, usa /transcribe privacy.',
    yes: 'Borrar mis palabras',
    nothing: 'No guardo nada de lo que dijiste en este servidor.',
    removed: (turns, deleted, edited) =>
      `Borrado: ${count(turns, { one: '# intervención', other: '# intervenciones' })} de lo que guardo, también en la búsqueda y en las exportaciones futuras; ${count(deleted, { one: '# mensaje eliminado', other: '# mensajes eliminados' })}, y tus palabras, quitadas de ${messages(edited)} con palabras de otras personas.`,
    words: (turns) =>
      `Borrado: ${count(turns, { one: '# intervención', other: '# intervenciones' })} de lo que guardo, también en la búsqueda y en las exportaciones futuras.`,
    running: 'Ya estoy en ello; lo que has dicho desde entonces queda incluido ahora.',
    goesOn: (due) =>
      `Aún por eliminar o cambiar: ${messages(due)}. Sigo con ello en segundo plano, también después de un reinicio, y te envío un mensaje directo cuando termine, si los aceptas.`,
    finished: (server) => `He terminado de borrar lo que dijiste en ${server}.`,
    emptied: (emptied) =>
      `Archivos con transcripciones quitados de ${messages(emptied)}; /transcribe export los hace de nuevo, sin tus palabras.`,
    left: (left) =>
      `Sin borrar: ${messages(left)} que ya no puedo eliminar ni cambiar. Puede hacerlo quien pueda gestionar los mensajes allí:`,
    more: (n) => `… y ${figure(n)} más.`,
  },
}

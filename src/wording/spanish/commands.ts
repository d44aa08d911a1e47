import type { Words } from '../words.ts'

export const commands: Words['commands'] = {
  transcribe: { name: 'transcribir', description: 'Escribir en vivo quién dice qué en un canal de voz' },
  start: {
    label: { name: 'iniciar', description: 'Escuchar en un canal de voz y escribir en vivo quién dice qué' },
    voice: { name: 'voz', description: 'El canal de voz en el que escuchar; el tuyo si no lo indicas' },
    text: { name: 'texto', description: 'Dónde escribir; aquí si no lo indicas' },
    readers: {
      name: 'lectura',
      description: 'Quién puede leerlo; si no lo indicas, solo quienes pueden ver el canal de voz',
    },
    ofTheRoom: 'Solo quienes pueden ver el canal de voz',
    everybody: 'Todas las personas que pueden leer el canal de texto (requiere Gestionar servidor)',
  },
  stop: {
    label: {
      name: 'detener',
      description: 'Dejar de escuchar, escribir las últimas líneas y dar la transcripción en archivos',
    },
  },
  status: {
    label: {
      name: 'estado',
      description: 'Decir si escucho, desde cuándo, a quién oigo y qué pasó últimamente',
    },
  },
  export: {
    label: { name: 'exportar', description: 'Obtener la transcripción de una sesión en archivos' },
    session: { name: 'sesión', description: 'Cuál; la más reciente que puedas ver si no la indicas' },
    format: { name: 'formato', description: 'En qué archivo; en todos si no lo indicas' },
  },
  search: {
    label: {
      name: 'buscar',
      description: 'Encontrar lo que se dijo en sesiones pasadas, en canales de voz que puedas ver',
    },
    words: {
      name: 'palabras',
      description: 'Palabras dichas en una misma intervención; basta el comienzo de una palabra',
    },
  },
  settings: {
    label: {
      name: 'ajustes',
      description: 'Ver y cambiar cómo trabajo en este servidor (requiere Gestionar servidor)',
    },
    setting: { name: 'ajuste', description: 'Cuál; todos si no lo indicas' },
    value: {
      name: 'valor',
      description: 'Su nuevo valor; no lo indiques para ver el actual y elegir en un menú',
    },
    voice: {
      name: 'voz',
      description: 'Para Inicio automático: el canal de voz en el que empiezo por mi cuenta',
    },
    text: {
      name: 'texto',
      description: 'Para Inicio automático: dónde escribo; en el chat del canal de voz si no lo indicas',
    },
  },
  privacy: {
    label: { name: 'privacidad', description: 'Ver si se te escucha en este servidor, y cambiarlo' },
  },
  forget: {
    label: {
      name: 'olvidar',
      description: 'Borrar todo lo que dijiste en este servidor de lo que guardo y he publicado',
    },
  },
  help: { label: { name: 'ayuda', description: 'Decir en cuatro líneas cómo empezar' } },
  message: 'Transcribir',
}

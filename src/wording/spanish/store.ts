import type { Words } from '../words.ts'

export const store: Words['store'] = {
  notAllowed: 'Este usuario no puede usar los archivos de DATA_DIR: dale permiso para leerlos y escribirlos.',
  locked: 'Otro programa ha bloqueado la base de datos de DATA_DIR: ciérrala allí.',
  cannotWrite:
    'No se puede escribir en la base de datos de DATA_DIR: revisa los permisos de la carpeta y de sus archivos.',
  diskFailed:
    'El disco en el que está DATA_DIR falló al leer o escribir: revísalo, y también su espacio libre.',
  damaged:
    'La base de datos de DATA_DIR está dañada: pon una copia de seguridad en su lugar o muévela a otro sitio para empezar de nuevo.',
  diskFull: 'El disco en el que está DATA_DIR está lleno: libera espacio.',
  cannotOpen:
    'No se puede abrir la base de datos de DATA_DIR: comprueba que se pueda escribir en la carpeta.',
  noDatabase:
    'hansard.sqlite en DATA_DIR no es una base de datos: pon una copia de seguridad en su lugar o muévelo a otro sitio.',
  mayNotWrite: 'Este usuario no puede escribir en DATA_DIR: dale permiso o elige otra carpeta.',
  readOnlyDisk: 'DATA_DIR está en un disco que solo se puede leer: elige otra carpeta.',
  cannotMake: 'No se puede crear DATA_DIR: elige otra carpeta.',
  belowAFile: 'DATA_DIR no es una carpeta o está por debajo de un archivo: elige otra carpeta.',
  isAFile: 'DATA_DIR es un archivo y tiene que ser una carpeta.',
  quotaUsed: 'La cuota del disco en el que está DATA_DIR está agotada: libera espacio.',
  closed: 'El almacenamiento está cerrado.',
  unreadable: (what) => `La base de datos de DATA_DIR contiene algo ilegible (${what}).`,
  otherHansard: 'Ya hay otro Hansard en marcha con este DATA_DIR: detenlo o dale a este una carpeta propia.',
  newer: (found, known) =>
    `La base de datos de DATA_DIR la creó un Hansard más nuevo (versión ${found} de sus tablas; este conoce la ${known}): vuelve a instalar ese.`,
}

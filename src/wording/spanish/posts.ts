import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('es')

export const posts: Words['posts'] = {
  handout: 'Aquí está la transcripción. /transcribe export vuelve a dar estos archivos.',
  handoutEmptied:
    'Los archivos se quitaron porque alguien hizo borrar sus palabras. /transcribe export los hace de nuevo.',
  gap: {
    person: (name, length, cause) => `No se oyó a ${name} durante ${length}: ${cause}`,
    personAt: (name, length, time, cause) => `No se oyó a ${name} durante ${length} (${time}): ${cause}`,
    everybody: (length, cause) => `No se oyó a nadie durante ${length}: ${cause}`,
    everybodyAt: (length, time, cause) => `No se oyó a nadie durante ${length} (${time}): ${cause}`,
  },
  missing: {
    refused: 'Aquí falta un mensaje: Discord lo rechazó.',
    unknown: 'Aquí puede faltar un mensaje: no pude ver si Discord lo había mostrado.',
    overflow: (lines) =>
      `${count(lines, { one: 'Aquí falta # línea', other: 'Aquí faltan # líneas' })}: durante demasiado tiempo no se pudieron publicar mensajes.`,
  },
  live: {
    head: 'Se está diciendo ahora:',
    more: (others) => count(others, { other: 'y # más' }),
  },
  thread: 'Transcripción',
  shut: {
    gone: 'Se eliminó el canal de texto.',
    closed: 'Ya no puedo publicar en el canal de texto.',
  },
  events: {
    noHistory:
      'Necesito el permiso Leer el historial de mensajes para ver si una línea aparece cuando Discord no responde.',
    noWebhooks: 'Necesito el permiso Gestionar webhooks para publicar con el nombre de quien habla.',
    noWebhook: 'El canal no me da ningún webhook para publicar con el nombre de quien habla.',
  },
}

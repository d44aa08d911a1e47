import type { Words } from '../words.ts'

export const spending: Words['spending'] = {
  session: {
    free: (spoken) => `Entender ${spoken} de voz no cuesta nada.`,
    billed: (billed, spoken) => `Facturación de ${billed} por ${spoken} de voz.`,
    cost: (billed, spoken, cost) => `Facturación de ${billed} por ${spoken} de voz: ${cost}.`,
  },
  near: {
    guild: {
      day: (percent, spent, cap) =>
        `Se ha usado el ${percent} % de lo que este servidor puede gastar hoy en reconocimiento de voz: ${spent} de ${cap}. Al 100 % termina la transcripción.`,
      month: (percent, spent, cap) =>
        `Se ha usado el ${percent} % de lo que este servidor puede gastar este mes en reconocimiento de voz: ${spent} de ${cap}. Al 100 % termina la transcripción.`,
    },
    total: {
      day: (percent) =>
        `Se ha usado el ${percent} % de lo que el bot puede gastar hoy en reconocimiento de voz en todos sus servidores. Al 100 % termina la transcripción.`,
      month: (percent) =>
        `Se ha usado el ${percent} % de lo que el bot puede gastar este mes en reconocimiento de voz en todos sus servidores. Al 100 % termina la transcripción.`,
    },
  },
  reached: {
    guild: {
      day: (cap) =>
        `Se ha agotado todo lo que este servidor puede gastar hoy en reconocimiento de voz (${cap}). La transcripción puede seguir después de la medianoche UTC.`,
      month: (cap) =>
        `Se ha agotado todo lo que este servidor puede gastar este mes en reconocimiento de voz (${cap}). La transcripción puede seguir el día 1 del próximo mes (UTC).`,
    },
    total: {
      day: 'Se ha agotado todo lo que el bot puede gastar hoy en reconocimiento de voz en todos sus servidores. La transcripción puede seguir después de la medianoche UTC.',
      month:
        'Se ha agotado todo lo que el bot puede gastar este mes en reconocimiento de voz en todos sus servidores. La transcripción puede seguir el día 1 del próximo mes (UTC).',
    },
  },
  barred: {
    guild: 'En este servidor no se permite el reconocimiento de voz que cuesta dinero: su límite es 0.',
    total: 'Para este bot no se permite el reconocimiento de voz que cuesta dinero: su límite es 0.',
  },
}

import type { Words } from '../words.ts'

export const spending: Words['spending'] = {
  session: {
    free: (spoken) => `Comprendre ${spoken} de parole ne coûte rien.`,
    billed: (billed, spoken) => `Facturé : ${billed} pour ${spoken} de parole.`,
    cost: (billed, spoken, cost) => `Facturé : ${billed} pour ${spoken} de parole, soit ${cost}.`,
  },
  near: {
    guild: {
      day: (percent, spent, cap) =>
        `${percent} % de ce que ce serveur peut dépenser aujourd’hui en reconnaissance vocale est utilisé : ${spent} sur ${cap}. À 100 %, la transcription s’arrête.`,
      month: (percent, spent, cap) =>
        `${percent} % de ce que ce serveur peut dépenser ce mois-ci en reconnaissance vocale est utilisé : ${spent} sur ${cap}. À 100 %, la transcription s’arrête.`,
    },
    total: {
      day: (percent) =>
        `${percent} % de ce que le bot peut dépenser aujourd’hui sur tous ses serveurs en reconnaissance vocale est utilisé. À 100 %, la transcription s’arrête.`,
      month: (percent) =>
        `${percent} % de ce que le bot peut dépenser ce mois-ci sur tous ses serveurs en reconnaissance vocale est utilisé. À 100 %, la transcription s’arrête.`,
    },
  },
  reached: {
    guild: {
      day: (cap) =>
        `Tout ce que ce serveur peut dépenser aujourd’hui en reconnaissance vocale est utilisé (${cap}). La transcription pourra reprendre après minuit UTC.`,
      month: (cap) =>
        `Tout ce que ce serveur peut dépenser ce mois-ci en reconnaissance vocale est utilisé (${cap}). La transcription pourra reprendre le premier du mois prochain (UTC).`,
    },
    total: {
      day: 'Tout ce que le bot peut dépenser aujourd’hui sur tous ses serveurs en reconnaissance vocale est utilisé. La transcription pourra reprendre après minuit UTC.',
      month:
        'Tout ce que le bot peut dépenser ce mois-ci sur tous ses serveurs en reconnaissance vocale est utilisé. La transcription pourra reprendre le premier du mois prochain (UTC).',
    },
  },
  barred: {
    guild: 'La reconnaissance vocale payante n’est pas permise sur ce serveur : son plafond est 0.',
    total: 'La reconnaissance vocale payante n’est pas permise pour ce bot : son plafond est 0.',
  },
}

import type { Words } from '../words.ts'

export const panel: Words['settings']['panel'] = {
  head: (mark) =>
    `**Paramètres de ce serveur**. Ceux avec ${mark} ont été choisis ici, les autres par qui m’héberge.`,
  line: (title, value) => `${title} : ${value}`,
  current: (title, value, by) => `**${title}** : ${value} (${by})`,
  byHost: 'comme réglé par qui m’héberge',
  here: 'choisi pour ce serveur',
  choiceByHost: (value, by) => `${value} (${by})`,
  howTo: (typed) =>
    `Choisissez ci-dessous, ou utilisez l’option « valeur » de cette commande. Tapez ${typed}.`,
  chooseSetting: 'Choisissez un paramètre',
  chooseValue: 'Choisissez une valeur',
  changed: (title, value) => `Nouvelle valeur de « ${title} » : ${value}.`,
  atOnce: 'Cela vaut dès maintenant.',
  next: 'Cela vaut à partir de la prochaine session.',
  nextButRunning: 'La session en cours continue comme elle a commencé : cela vaut à partir de la suivante.',
  remarks: {
    noLanguages: (model) =>
      `Le modèle ${model} n’accepte pas de langues : avec lui, le choix d’une langue n’a pas d’effet.`,
    notUsed: 'C’est pour le moteur assemblyai, qui n’est pas utilisé sur ce serveur.',
    noMoney: 'Avec un plafond de 0, aucun moteur payant n’est utilisé.',
  },
}

import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('fr')

export const status: Words['status'] = {
  head: {
    listening: (room, engine, when) =>
      `**J’écoute** ${room} avec le moteur de reconnaissance vocale ${engine}, connecté ${when}.`,
    rejoining: (room, when) =>
      `**Je n’écoute pas en ce moment.** La connexion à ${room} s’est interrompue ${when} ; je suis en train d’y revenir.`,
    suspended: (room, when) =>
      `**On me redémarre** (${when}) ; je reprends l’écoute de ${room} à mon retour.`,
    stopped: (room, when, length) => `**Arrêt** ${when}. J’ai écouté ${room} pendant ${length}.`,
  },
  target: (channel) => `Le texte va dans ${channel}.`,
  toldBy: (engines) => `Le texte jusqu’ici vient de ${list(engines)}.`,
  spent: (sums) => `Ce serveur a dépensé ${list(sums)}.`,
  day: (spent, cap) => `${spent} sur ${cap} aujourd’hui`,
  month: (spent, cap) => `${spent} sur ${cap} ce mois-ci`,
  trouble: (sentence) => `**Reconnaissance vocale :** ${sentence}`,
  warning: (sentence) => `**Attention :** ${sentence}`,
  unnamed: (voices) =>
    count(voices, {
      one: 'J’entends une voix de plus, mais Discord n’a pas encore dit à qui elle est.',
      other: 'J’entends # voix de plus, mais Discord n’a pas encore dit à qui elles sont.',
    }),
  nobody: 'Personne n’a encore parlé.',
  more: (people) => count(people, { one: '… et # autre', other: '… et # autres' }),
  states: {
    heard: 'je l’entends',
    heardWithin: (delay) => `je l’entends ; le texte suit dans un délai de ${delay}`,
    silent: (when) => `silence ; dernière parole ${when}`,
    encrypted: (since) =>
      `incompréhensible depuis ${since} : le son est chiffré de bout en bout et je n’en ai pas la clé`,
    behind: (since, delay) =>
      `je l’entends, mais la reconnaissance vocale a du retard depuis ${since} : ${delay}`,
    unasked: 'n’a pas accepté que je l’écoute ; je ne l’écoute pas',
    untold: 'pas d’écoute : je ne peux pas prévenir cette personne là où elle peut lire',
    optedOut: 'a refusé ; je ne l’écoute pas',
    lost: (since) => `je ne l’entends plus depuis ${since}, alors que Discord indique de la parole`,
  },
  longDelay: 'plus de 5 min',
}

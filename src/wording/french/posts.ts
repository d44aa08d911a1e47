import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('fr')

export const posts: Words['posts'] = {
  handout: 'Voici la transcription. /transcribe export redonne ces fichiers.',
  handoutEmptied:
    'Les fichiers ont été retirés parce que quelqu’un a fait supprimer ses paroles. /transcribe export les refait.',
  gap: {
    person: (name, length, cause) => `On n’a pas entendu ${name} pendant ${length} : ${cause}`,
    personAt: (name, length, time, cause) =>
      `On n’a pas entendu ${name} pendant ${length} à ${time} : ${cause}`,
    everybody: (length, cause) => `On n’a entendu personne pendant ${length} : ${cause}`,
    everybodyAt: (length, time, cause) => `On n’a entendu personne pendant ${length} à ${time} : ${cause}`,
  },
  missing: {
    refused: 'Il manque ici un message : Discord l’a refusé.',
    unknown: 'Il manque peut-être ici un message : je n’ai pas pu voir si Discord l’avait affiché.',
    overflow: (lines) =>
      `Il manque ici ${count(lines, { one: '# ligne', other: '# lignes' })} : pendant trop longtemps, aucun message n’a pu être publié.`,
  },
  live: {
    head: 'Paroles en cours :',
    more: (others) => count(others, { one: 'et # autre personne', other: 'et # autres personnes' }),
  },
  thread: 'Transcription',
  shut: {
    gone: 'Le salon textuel a été supprimé.',
    closed: 'Je n’ai plus le droit de publier dans le salon textuel.',
  },
  events: {
    noHistory:
      'Il me faut « Voir les anciens messages » pour savoir si une ligne est affichée quand Discord ne répond pas.',
    noWebhooks: 'Il me faut « Gérer les webhooks » pour publier sous le nom de qui parle.',
    noWebhook: 'Le salon ne me donne pas de webhook pour publier sous le nom de qui parle.',
  },
}

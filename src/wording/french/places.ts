import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('fr')

const people = (members: number): string => count(members, { one: '# membre', other: '# membres' })

/** Names of permissions are several words each: without quotes they would run into the sentence. */
const quoted = (permissions: readonly string[]): string =>
  list(Array.from(permissions, (name) => `« ${name} »`))

export const places: Words['places'] = {
  offline: 'Discord n’a pas de connexion à ce serveur pour le moment. Réessayez dans une minute.',
  permissions: {
    viewChannel: 'Voir le salon',
    connect: 'Se connecter',
    sendMessages: 'Envoyer des messages',
    sendInThreads: 'Envoyer des messages dans les fils',
    createThreads: 'Créer des fils publics',
    readHistory: 'Voir les anciens messages',
    attachFiles: 'Joindre des fichiers',
    embedLinks: 'Intégrer des liens',
    manageWebhooks: 'Gérer les webhooks',
  },
  needs: {
    listen: (channel, permissions) => `Pour écouter ${channel}, il me faut ${quoted(permissions)}.`,
    write: (channel, permissions) => `Pour écrire dans ${channel}, il me faut ${quoted(permissions)}.`,
    openThread: (channel, permissions) =>
      `Pour ouvrir un fil dans ${channel}, il me faut ${quoted(permissions)}.`,
  },
  grant: 'Accordez cela, à moi ou à mon rôle, dans les paramètres du salon, sous « Permissions ».',
  room: {
    unseen: 'Je ne peux pas voir ce salon vocal. Accordez-m’y « Voir le salon ».',
    stage:
      'Les salons de conférence ne sont pas pris en charge : je ne peux écouter que les salons vocaux. Choisissez l’un d’eux.',
    notVoice: (channel) => `${channel} n’est pas un salon vocal. Choisissez un salon vocal.`,
    timedOut:
      'On m’a exclu temporairement de ce serveur. Les admins peuvent lever cette exclusion dans la liste des membres.',
    full: (channel) =>
      `${channel} est plein. Augmentez sa limite d’utilisateurs, ou accordez-m’y « Déplacer des membres », qui me laisse entrer malgré tout.`,
  },
  target: {
    unseen: 'Je ne peux pas voir ce salon textuel. Accordez-m’y « Voir le salon ».',
    notSeen: (channel) => `Je ne peux pas voir ${channel}. Accordez-m’y « Voir le salon ».`,
    noMessages: (channel) => `${channel} n’accepte pas de messages. Choisissez un salon textuel.`,
    locked: (channel) => `${channel} est verrouillé. Déverrouillez-le, ou choisissez un autre salon.`,
    inServersOnly: 'Je n’écris que sur des serveurs.',
    noThreads: (channel) => `${channel} ne peut pas avoir de fils. Choisissez un salon textuel.`,
    threadFailed: (channel) => `Je n’ai pas pu ouvrir de fil dans ${channel} pour le moment.`,
    noFiles: (channel) =>
      `Je n’ai pas le droit de joindre des fichiers dans ${channel}. Accordez-m’y « Joindre des fichiers ».`,
    filesShutOut: (channel) => `Discord n’a pas accepté les fichiers dans ${channel}.`,
  },
  without: {
    sentence: (channel, lacks) => `Dans ${channel}, je me passe de ce qui suit : ${lacks.join(', ')}.`,
    lack: (permissions, cost) => `${quoted(permissions)} (${cost})`,
    costs: {
      readHistory: 'après un redémarrage, je ne peux pas vérifier quelles lignes y sont déjà',
      attachFiles: 'je ne peux publier aucun fichier',
      embedLinks: 'les liens dans mes réponses n’ont pas d’aperçu',
      manageWebhooks: 'les lignes paraissent sous mon nom, pas sous celui de qui parle',
      threads: 'je n’ouvre pas de fil et j’écris dans le salon même',
    },
  },
  leak: {
    homeUnseen: (thread) =>
      `Je ne peux pas voir le salon où se trouve ${thread}. Accordez-m’y « Voir le salon ».`,
    refused: (room, target) =>
      `Je ne démarre pas : ce qui se dit dans ${room} serait lu dans ${target} par des personnes qui ne peuvent pas voir ${room}.`,
    these: (who) => `Pourraient le lire : ${who.join(' ; ')}.`,
    privateThread:
      'Discord ne me dit pas qui est dans un fil privé, alors je compte toutes les personnes qui voient son salon.',
    instead: (room) =>
      `Choisissez un autre endroit avec l’option « salon-textuel », par exemple ${room} même, ou faites démarrer par une personne avec « Gérer le serveur », avec l’option « lecture ».`,
    everybody: (members) =>
      `toutes les personnes qu’aucun rôle n’y fait entrer (ce serveur a ${people(members)})`,
    both: (role, other) => `qui a à la fois ${role} et ${other}`,
    role: (role, members) => `${role} (${people(members)})`,
    more: (others) => count(others, { one: '# autre rôle ou membre', other: '# autres rôles ou membres' }),
  },
}

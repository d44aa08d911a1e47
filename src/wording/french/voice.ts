import type { Words } from '../words.ts'

export const voice: Words['voice'] = {
  join: {
    already: 'Je suis déjà dans un salon vocal de ce serveur.',
    refused: (channel, code) =>
      `Le serveur vocal de Discord m’a refusé dans ${channel} (code ${code}). Réessayez plus tard.`,
    notLetIn: (channel) =>
      `Discord ne m’a pas laissé entrer dans ${channel}. Vérifiez que j’y ai les permissions « Voir le salon » et « Se connecter » et que le salon n’est pas plein, puis réessayez.`,
    noSound: (channel) =>
      `Aucun chemin pour le son vers ${channel} : le serveur vocal de Discord ne répond pas par UDP. Le réseau où je tourne doit laisser sortir l’UDP, et laisser entrer ses réponses.`,
    noAnswer: (channel) =>
      `Le serveur vocal de Discord pour ${channel} ne répond pas. Réessayez dans une minute.`,
  },
  lost: {
    channelDeleted: 'Le salon vocal a été supprimé.',
    removed: 'On m’a retiré du serveur.',
    deafened:
      'On m’a mis en sourdine sur tout le serveur, et la sourdine veut dire l’arrêt. Levez-la, puis relancez.',
    moved: 'On m’a déplacé dans un autre salon vocal, et je n’écoute que là où on me l’a demandé.',
    disconnected: 'On m’a déconnecté du salon vocal.',
    ended: 'La connexion à Discord a été fermée définitivement.',
    offline: 'Je n’ai pas de connexion à Discord pour le moment. Réessayez dans une minute.',
    notBack: 'Discord ne me laisse pas revenir dans le salon vocal.',
    notBackByCode: (code) => `Le serveur vocal de Discord ne me laisse pas revenir (code ${code}).`,
  },
  events: {
    connectedAnew: (length) => `connexion rétablie après ${length}`,
    noWay: 'le son ne pouvait plus m’atteindre, alors je me reconnecte',
    heardAgain: (length) => `on entend de nouveau une personne que l’on n’entendait plus depuis ${length}`,
    givenUp: 'on n’entend pas une personne, et rien n’a aidé',
  },
}

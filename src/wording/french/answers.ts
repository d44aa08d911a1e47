import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, figure } = grammar('fr')

const messages = (n: number): string => count(n, { one: '# message', other: '# messages' })

export const answers: Words['answers'] = {
  help: {
    greeting: 'Bonjour ! J’écris en direct qui dit quoi dans un salon vocal.',
    begin:
      '**Pour commencer :** rejoignez un salon vocal et tapez /transcribe start dans le salon textuel où les paroles doivent apparaître.',
    heard:
      '**Qui est écouté :** toutes les personnes du salon vocal sont prévenues ; qui ne veut pas qu’on l’écoute le dit avec /transcribe privacy.',
    end: '**Pour terminer :** /transcribe stop donne la transcription sous forme de fichiers ; /transcribe export et /transcribe search la retrouvent, /transcribe status dit où on en est.',
    settings:
      '**Paramètres :** les membres avec « Gérer le serveur » changent le moteur, la langue, le consentement et les coûts avec /transcribe settings.',
  },
  general: {
    elsewhere: 'Utilisez cela sur un serveur dont je suis membre.',
    unknownCommand:
      'Je ne connais plus cette commande. Discord affichera les commandes actuelles dans une minute.',
    unknownButton: 'Ce bouton date d’un autre moment. Tapez de nouveau la commande.',
    shuttingDown: 'Je suis en train de m’arrêter. Réessayez dans une minute.',
    wentWrong:
      'Quelque chose s’est mal passé de mon côté. La cause se trouve dans mon journal, chez qui m’héberge.',
    filesShutOut:
      'Discord n’a pas accepté les fichiers. Réessayez dans une minute, ou demandez un seul format.',
  },
  start: {
    noRoom: 'Rejoignez d’abord un salon vocal, ou indiquez-en un avec l’option « salon-vocal ».',
    stage: 'Je ne peux pas écouter les salons de conférence, seulement les salons vocaux.',
    notARoom: 'Ce n’est pas un salon vocal.',
    unseen: 'Je n’écoute pour vous que les salons vocaux que vous pouvez voir.',
    notWritable: (channel) =>
      `Je n’écris pour vous que là où vous pouvez écrire vous-même, ce qui n’est pas le cas dans ${channel}. Indiquez un autre salon avec l’option « salon-textuel », ou demandez à un membre avec la permission Gérer le serveur de me lancer.`,
    readersNotYours:
      'Seuls les membres avec la permission Gérer le serveur peuvent décider que toutes les personnes qui lisent le salon textuel ont le droit de lire ceci. Demandez à l’un d’eux de me lancer, ou omettez l’option « lecture ».',
    listening: (room, engine, channel) =>
      `J’écoute ${room} avec ${engine} et j’écris dans ${channel}. Pour arrêter : /transcribe stop.`,
  },
  stop: {
    stoppedBy: (name) => `${name} a arrêté la transcription.`,
    stopped: 'Transcription arrêtée.',
    filesAgain: '/transcribe export redonne ces fichiers.',
    unreadable: 'La transcription est illisible pour le moment :',
  },
  status: {
    nothing: 'Rien n’est transcrit sur ce serveur. Pour commencer : /transcribe start.',
    starting: 'Une transcription est justement en train de démarrer sur ce serveur.',
  },
  export: {
    none: 'Il n’y a ici aucune transcription d’un salon vocal que vous pouvez voir.',
    notThis:
      'Je n’ai pas de telle transcription pour vous. Choisissez l’une de celles qui sont proposées pendant la saisie.',
    here: (room, begun) => `Voici la transcription de **${room}**, commencée le ${begun}.`,
    soFar: 'Elle n’est pas encore terminée : voici ce qui est enregistré jusqu’ici.',
  },
  search: {
    place: (time) => `(à ${time} de la session)`,
    nothing: (words) => `Rien n’a été trouvé pour « ${words} » dans les salons vocaux que vous pouvez voir.`,
  },
  settings: {
    notYours:
      'Mes paramètres sont réservés aux membres avec « Gérer le serveur ». Adressez-vous à l’un d’eux.',
    noSetting: 'Indiquez aussi le paramètre, avec l’option « paramètre ».',
    notARoom: 'Choisissez un salon vocal avec l’option « salon-vocal » : je ne peux en écouter aucun autre.',
    unseen: 'Choisissez un salon vocal que vous pouvez voir vous-même.',
    byOptions:
      'Le démarrage automatique prend ses salons dans les options « salon-vocal » et « salon-textuel » de cette commande.',
    onlyAutoStart:
      'Les options « salon-vocal » et « salon-textuel » servent au paramètre Démarrage automatique.',
    noRole: 'Ce rôle n’existe pas sur ce serveur. Tapez @ et choisissez-en un parmi ceux qui sont proposés.',
    noAutoStart: 'Le démarrage automatique reste tel quel, car je ne pourrais pas commencer là :',
  },
  privacy: {
    standings: {
      heard:
        'Quand je transcris un salon vocal de ce serveur, **je vous y écoute** : ce que vous dites est transformé en texte.',
      'opted-out':
        '**Vous avez refusé.** Sur ce serveur, rien de ce que vous dites n’est décodé, ni envoyé où que ce soit, ni écrit.',
      unasked:
        '**Je ne vous écoute pas** sur ce serveur : je n’écoute que les personnes qui acceptent, et vous n’avez pas accepté. Rien de ce que vous dites n’est décodé ni envoyé où que ce soit.',
      bot: '**Je n’écoute pas les bots** sur ce serveur.',
    },
    decided: {
      'opted-out':
        '**Vous avez refusé**, à partir de cet instant : sur ce serveur, rien de ce que vous dites n’est décodé, ni envoyé où que ce soit, ni écrit.',
      agreed:
        '**Vous avez accepté** que je vous écoute : ce que vous dites dans un salon vocal que je transcris est transformé en texte.',
    },
    atAnyTime: 'Vous pouvez changer d’avis à tout moment.',
    before: 'Ce qui a été écrit avant reste ; /transcribe forget le supprime.',
    notAChoice: 'Je ne connais plus ce bouton. Utilisez /transcribe privacy.',
  },
  forget: {
    question:
      'Cela supprime **tout ce que vous avez dit sur ce serveur**, définitivement : de ce que je conserve, de la recherche et des exports à venir, ainsi que les messages où je l’ai publié, pour autant que je les connaisse encore et que j’y sois autorisé : les lignes, le texte de vos messages vocaux et les fichiers de transcription. Ce que quelqu’un a téléchargé reste où il est.\nJe continue à vous écouter ; pour arrêter cela aussi, utilisez /transcribe privacy.',
    yes: 'Supprimer mes paroles',
    nothing: 'Je ne conserve rien de ce que vous avez dit sur ce serveur.',
    removed: (turns, deleted, edited) =>
      `Supprimé : ${count(turns, { one: '# prise de parole', other: '# prises de parole' })} de ce que je conserve, avec la recherche et les exports à venir ; ${messages(deleted)} en entier, et vos paroles seules dans ${messages(edited)} où se trouvent celles d’autres personnes.`,
    words: (turns) =>
      `Supprimé : ${count(turns, { one: '# prise de parole', other: '# prises de parole' })} de ce que je conserve, avec la recherche et les exports à venir.`,
    running: 'J’y suis déjà ; ce que vous avez dit depuis en fait maintenant partie.',
    goesOn: (due) =>
      `Encore à supprimer ou à modifier : ${messages(due)}. Je continue en arrière-plan, même après un redémarrage, et je vous envoie un message privé à la fin, si vous en acceptez.`,
    finished: (server) => `J’ai fini de supprimer ce que vous avez dit sur ${server}.`,
    emptied: (emptied) =>
      `Fichiers de transcription retirés de ${messages(emptied)} ; /transcribe export les refait, sans vos paroles.`,
    left: (left) =>
      `Non supprimé : ${messages(left)}, car je n’ai plus le droit de supprimer ou de modifier cela. Les personnes qui peuvent y gérer les messages en ont le droit :`,
    more: (n) => `… et ${figure(n)} de plus.`,
  },
}

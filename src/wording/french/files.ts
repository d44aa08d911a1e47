import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('fr')

export const files: Words['files'] = {
  refused: {
    tooLarge: (megabytes) => `Ce fichier dépasse les ${megabytes} Mo que j’ai le droit de transcrire.`,
    tooDear: {
      day: 'Ce fichier coûterait plus que ce que ce serveur peut encore dépenser aujourd’hui en reconnaissance vocale.',
      month:
        'Ce fichier coûterait plus que ce que ce serveur peut encore dépenser ce mois-ci en reconnaissance vocale.',
    },
    noSound: 'Il n’y a dans ce message ni message vocal ni fichier audio ou vidéo.',
    underWay: 'Je m’occupe déjà de ce message : son texte arrive dès qu’il est prêt.',
    busy: 'Je m’occupe d’autres fichiers. Réessayez dans une minute.',
    unheard: {
      'opted-out': 'La personne qui a écrit ce message ne veut pas être transcrite, alors je n’y touche pas.',
      unasked:
        'Sur ce serveur, je n’écoute que les personnes qui ont accepté, et celle qui a écrit ce message ne l’a pas fait. Elle le peut avec /transcribe privacy.',
      bot: 'C’est un bot qui a écrit ce message, et je n’écoute pas les bots sur ce serveur. /transcribe settings peut changer cela.',
    },
  },
  fetch: {
    gone: 'Le fichier n’est plus là : son message a été supprimé, ou Discord l’a retiré.',
    unreached: 'Je n’ai pas pu récupérer le fichier chez Discord. Réessayez dans une minute.',
    elsewhere: 'Je ne récupère de fichiers que chez Discord, et celui-ci est ailleurs.',
    larger: 'Le fichier est plus grand que ce que Discord a dit.',
  },
  message: {
    noWords: '*Je n’y ai entendu aucun mot.*',
    inFile: 'Le texte entier est dans le fichier.',
    gaps: 'Une partie n’a pas pu être entendue.',
    voiceMessage: 'message vocal',
    file: 'fichier',
    of: (what, length) => `${what} de ${length}`,
    optOut: 'qui ne veut pas de cela : /transcribe privacy',
    unable: 'Je n’ai pas pu transcrire ceci pour le moment :',
  },
  media: {
    empty: 'Ce fichier est vide.',
    tooLong: (minutes) =>
      count(minutes, {
        one: 'Ce fichier est plus long que la minute que j’ai le droit de transcrire.',
        other: 'Ce fichier est plus long que les # minutes que j’ai le droit de transcrire.',
      }),
    oggDamaged: 'Ce fichier Ogg est endommagé.',
    oggLaidOut: 'Ce fichier Ogg est construit d’une façon que je ne sais pas lire.',
    wavEmpty: 'Ce fichier WAV ne contient pas de son.',
    wavDamaged: 'Ce fichier WAV est endommagé.',
    noSound: 'Je ne trouve dans ce fichier aucun son que je sache lire.',
    noFfmpeg:
      'Je peux lire ici les fichiers WAV et Ogg Opus, comme les messages vocaux, mais pas ce type de fichier. Qui m’héberge peut installer ffmpeg, qui lit les autres.',
  },
  progress: {
    fetching: 'Je récupère le fichier…',
    sending: (percent) => `J’envoie le fichier : ${percent} %`,
    waiting: 'Le fichier est en cours de transcription…',
    listening: (heard) => `J’écoute le fichier : ${heard}`,
    listeningOf: (heard, whole) => `J’écoute le fichier : ${heard} sur ${whole}`,
  },
}

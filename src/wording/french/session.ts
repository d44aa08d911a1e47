import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count } = grammar('fr')

export const session: Words['session'] = {
  refused: {
    starting:
      'Une transcription est justement en train de démarrer sur ce serveur. /transcribe status dit quand j’écoute.',
    live: (room, channel) =>
      `Je transcris déjà ${room} dans ${channel}. Arrêtez d’abord cela avec /transcribe stop.`,
    stopping:
      'La transcription précédente est justement en train de s’arrêter. Réessayez dans quelques secondes.',
    stoppedAlready: 'La transcription est déjà en train de s’arrêter.',
    nothing: 'Rien n’est transcrit sur ce serveur. Pour commencer : /transcribe start.',
  },
  starters: {
    room: (room) =>
      `Rejoignez d’abord ${room} : seules les personnes qui sont dans un salon vocal peuvent m’y faire écouter.`,
    role: (role) =>
      `Seuls les membres avec ${role} ou « Gérer le serveur » peuvent me faire écouter sur ce serveur. Demandez à l’un d’eux de me lancer.`,
    manage:
      'Seuls les membres avec « Gérer le serveur » peuvent me faire écouter sur ce serveur. Demandez à l’un d’eux de me lancer.',
  },
  stoppers: {
    room: (room) =>
      `Seules peuvent l’arrêter la personne qui l’a lancée, celles qui sont dans ${room} et les membres avec « Gérer le serveur ». Si vous ne voulez pas que l’on vous écoute, dites-le avec /transcribe privacy.`,
    role: (role) =>
      `Seuls peuvent l’arrêter la personne qui l’a lancée, les membres avec ${role} et les membres avec « Gérer le serveur ». Si vous ne voulez pas que l’on vous écoute, dites-le avec /transcribe privacy.`,
    manage:
      'Seuls peuvent l’arrêter la personne qui l’a lancée et les membres avec « Gérer le serveur ». Si vous ne voulez pas que l’on vous écoute, dites-le avec /transcribe privacy.',
  },
  autoStart: {
    name: 'Le démarrage automatique',
    refused: (reason) =>
      `Je n’ai pas pu commencer de moi-même. ${reason} Le démarrage automatique se change avec /transcribe settings.`,
  },
  autoStop: {
    empty: (seconds) =>
      `Il n’y avait personne dans le salon vocal depuis ${count(seconds, { one: '# seconde', other: '# secondes' })}.`,
    quiet: (minutes) =>
      `Personne n’a parlé pendant ${count(minutes, { one: '# minute', other: '# minutes' })}.`,
  },
  ended: (reason) => `Transcription terminée. ${reason}`,
  summary: (length, turns, speakers) =>
    `J’ai écouté pendant ${length} : ${count(turns, { one: '# prise de parole', other: '# prises de parole' })} par ${count(speakers, { one: '# personne', other: '# personnes' })}.`,
  restart: 'On me redémarre ; je continue dans cette transcription à mon retour.',
  shutdown: 'On m’arrête.',
  back: (length, from, to) =>
    `J’ai été absent pendant ${length}, de ${from} à ${to} UTC, et je reprends maintenant.`,
  notResumed: (since, reason) =>
    `J’ai été absent à partir de ${since} UTC et je ne continue pas cette transcription. ${reason} On peut l’obtenir avec /transcribe export.`,
  whyNotResumed: {
    nobody: 'Il n’y a plus personne dans le salon vocal.',
    tooLongAgo: 'C’était il y a trop longtemps.',
    another: 'Une autre transcription a commencé depuis.',
    wentWrong: 'Quelque chose s’est mal passé.',
  },
  engine: {
    fellBack: (reason, engine) =>
      `${reason} Pour le moment, ce qui se dit est transformé en texte par ${engine}.`,
    returned: (reason, engine) => `${reason} Ce qui se dit est de nouveau transformé en texte par ${engine}.`,
  },
  target: {
    silent: (channel) => `${channel} ne répond pas.`,
    over: 'La session est terminée.',
    closed: (channel, reason) =>
      `Je ne peux pas écrire dans ${channel}. ${reason} Je garde ce qui se dit pendant 5 minutes et je reprends là-bas dès que je le peux ; ensuite, je m’arrête.`,
    deleted: 'Le salon textuel a été supprimé.',
    deletedWithoutChat:
      'Le salon textuel a été supprimé, et je n’ai pas le droit d’écrire dans le chat du salon vocal.',
    goOnHere: 'Le salon textuel a été supprimé : je continue ici.',
    readersGoOnHere:
      'Des personnes qui ne peuvent pas voir ce salon vocal peuvent maintenant lire le salon textuel : je continue ici.',
    readersWithoutChat:
      'Des personnes qui ne peuvent pas voir le salon vocal peuvent maintenant lire le salon textuel, et je ne peux pas écrire dans le chat du salon vocal.',
  },
  record: {
    missing: (reason) => `Ce qui se dit maintenant manquera dans la transcription. ${reason}`,
    failed: 'Le stockage a échoué.',
    slow: 'Le stockage ne suit pas : ce qui se dit maintenant manquera peut-être dans la transcription.',
  },
  events: {
    met: 'première parole entendue',
    recognitionAway: 'la reconnaissance vocale est absente ; ce qui se dit l’attend',
    recognitionBack: 'la reconnaissance vocale est de retour',
    notHeard: (length, cause) => `rien entendu pendant ${length} : ${cause}`,
    nobodyHeard: (length, cause) => `on n’a entendu personne pendant ${length} : ${cause}`,
    moved: 'le salon textuel a été supprimé ; la suite est dans un autre',
    movedForReaders:
      'le salon textuel peut être lu par des personnes qui ne voient pas le salon vocal ; la suite est dans un autre',
    closed: 'le salon textuel m’est fermé',
    notTold: 'certaines personnes n’ont pas pu être prévenues de qui est écouté',
  },
}

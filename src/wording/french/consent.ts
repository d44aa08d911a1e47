import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'

const { count, list } = grammar('fr')

export const consent: Words['consent'] = {
  buttons: { agree: 'Accepter', optOut: 'Refuser' },
  notice: {
    started: (starter, room, engine, place) =>
      `${starter} a lancé la transcription du salon ${room} : ce qui s’y dit est transformé en texte par ${engine} et publié ${place}.`,
    late: (names, engine, place) =>
      `Arrivée dans le salon : ${names}. Ce qui se dit dans le salon vocal est transformé en texte par ${engine} et publié ${place}.`,
    changed: (engine, place) =>
      `Quelque chose a changé. À partir de maintenant, ce qui se dit dans le salon vocal est transformé en texte par ${engine} et publié ${place}.`,
  },
  places: {
    here: 'ici',
    elsewhere: (channel) => `dans ${channel}`,
  },
  names: (names) => list(names),
  namesAndMore: (names, more) => list([...names, count(more, { one: '# autre', other: '# autres' })]),
  terms: {
    keptForever: 'Le texte est conservé jusqu’à ce que des admins le suppriment.',
    kept: (days) =>
      count(days, {
        one: 'Le texte est conservé pendant # jour.',
        other: 'Le texte est conservé pendant # jours.',
      }),
    notice:
      'Si vous ne voulez pas que l’on vous écoute, appuyez sur Refuser, ou utilisez /transcribe privacy : alors rien de vous n’est décodé ni envoyé où que ce soit.',
    ask: 'Seules les personnes qui appuient sur Accepter sont écoutées. Refuser, ou /transcribe privacy, annule cet accord. De toutes les autres, rien n’est décodé ni envoyé où que ce soit.',
  },
  chatShut: (room, channel) =>
    `Tout le monde dans ${room} ne peut pas lire ${channel} ; je dois donc prévenir dans le chat de ${room}.`,
  notPosted: (channel) =>
    `Je n’ai pas pu publier dans ${channel} que des personnes sont écoutées, et personne n’est écouté sans être prévenu.`,
}

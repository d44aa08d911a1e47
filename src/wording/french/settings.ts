import { grammar } from '../grammar.ts'
import type { Words } from '../words.ts'
import { panel } from './settings-panel.ts'

const { count, either } = grammar('fr')

export const settings: Words['settings'] = {
  wrong: (title, problem) => `${title} : ${problem}.`,
  unknown: 'Ce paramètre n’existe pas. Choisissez l’un de ceux qui sont proposés.',

  common: {
    choice: (names) => either(names),
    choiceWrong: (names) => `il faut ${either(names)}`,
    flag: 'on ou off',
    flagWrong: 'il faut on ou off',
    on: 'activé (on)',
    off: 'désactivé (off)',
    none: 'aucun',
    never: 'jamais (never)',
  },

  engine: {
    title: 'Moteur',
    help: 'Ce qui transforme la parole en texte ; s’il y en a plusieurs, le premier qui fonctionne.',
    typed: 'un moteur, ou plusieurs par ordre de préférence, séparés par des virgules',
    wrong: (engines) => `il faut choisir parmi ${engines} ; ce bot n’a pas d’autres moteurs`,
    shown: (engines) => engines.join(', puis '),
  },
  model: {
    title: 'Modèle',
    help: 'Le modèle du moteur assemblyai.',
    typed: 'le nom d’un modèle',
  },
  language: {
    title: 'Langue',
    help: 'Les langues attendues, la plus probable d’abord ; seuls les modèles Pro les prennent en compte.',
    typed: (most) => `au plus ${most} codes comme en, de, ja, séparés par des virgules, ou any`,
    wrong: (most, codes) => `il faut any, ou au plus ${most} parmi ${codes}`,
    any: 'any : le modèle trouve lui-même',
  },
  preset: {
    title: 'Détection des pauses',
    help: 'Combien de temps il faut pour qu’une pause termine une ligne.',
    quick: 'quick : les lignes arrivent plus tôt et sont plus courtes',
    balanced: 'balanced : équilibré',
    notes: 'notes : les lignes arrivent plus tard et sont plus longues',
  },
  keyTerms: {
    title: 'Termes clés',
    help: 'Noms et jargon attendus ; avec certains modèles, AssemblyAI les facture en plus.',
    typed: (most, longest) =>
      `au plus ${most} noms et mots d’au plus ${longest} caractères, séparés par des virgules, ou none`,
    wrong: (most, longest) =>
      `il faut none, ou au plus ${most} noms et mots d’au plus ${longest} caractères, séparés par des virgules`,
  },
  profanityFilter: {
    title: 'Filtre de grossièretés',
    help: 'Si le moteur assemblyai masque les gros mots.',
  },
  posting: {
    title: 'Mode de publication',
    help: 'L’aspect des lignes dans le salon textuel.',
    personas: 'personas : sous le nom et l’image de qui a parlé (exige « Gérer les webhooks »)',
    plain: 'plain : dans mes propres messages, avec le nom devant chaque ligne',
  },
  thread: {
    title: 'Fil',
    help: 'Si chaque session publie dans son propre fil.',
  },
  liveCaptions: {
    title: 'Sous-titres en direct',
    help: 'Si les mots s’affichent pendant qu’on les dit.',
  },
  wording: {
    title: 'Ma langue',
    help: 'La langue de ce que j’écris dans les salons. Les commandes répondent à chacun dans la sienne.',
    auto: 'auto : la langue que ce serveur a dans Discord',
  },
  consent: {
    title: 'Consentement',
    help: 'Qui est écouté. Tout le monde est prévenu dans tous les cas.',
    notice: 'notice : tout le monde sauf les personnes qui ont refusé',
    ask: 'ask : seulement les personnes qui ont accepté',
  },
  hearBots: {
    title: 'Écouter les bots',
    help: 'Si j’écoute les autres bots, par exemple ceux qui jouent de la musique.',
  },
  cap: {
    day: {
      title: 'Plafond de dépenses, jour',
      help: 'Ce que la reconnaissance vocale peut coûter ici par jour (UTC).',
    },
    month: {
      title: 'Plafond de dépenses, mois',
      help: 'Ce que la reconnaissance vocale peut coûter ici par mois civil (UTC).',
    },
    typed: 'un montant comme 1,50',
    wrong: (most) => `il faut un montant de 0 à ${most}`,
    wrongByHost: (most) => `il faut un montant de 0 à ${most}, la limite fixée par qui m’héberge`,
  },
  retention: {
    title: 'Conservation',
    help: 'Combien de jours après sa fin une transcription est supprimée définitivement.',
    typed: 'un nombre entier de jours',
    wrong: (most) => `il faut un nombre entier de jours de 1 à ${most}`,
    wrongByHost: (most) =>
      `il faut un nombre entier de jours de 1 à ${most} ; qui m’héberge ne conserve rien plus longtemps`,
    after: (days) => count(days, { one: 'après # jour', other: 'après # jours' }),
    kept: 'les transcriptions sont conservées',
  },
  autoStart: {
    title: 'Démarrage automatique',
    help: 'Le salon vocal où je commence de moi-même quand deux membres ou plus y sont.',
    typed:
      'off, ou choisissez les salons avec les options « salon-vocal » et « salon-textuel » de cette commande',
    wrong: 'il faut off, ou les salons indiqués par les options « salon-vocal » et « salon-textuel »',
    shown: (room, channel) => `dans ${room}, texte dans ${channel}`,
  },
  stopEmpty: {
    title: 'Arrêt si vide',
    help: 'Quand je m’arrête de moi-même dans un salon vocal que tout le monde a quitté.',
    typed: (least, most) => `un nombre entier de secondes de ${least} à ${most}, ou never`,
    wrong: (least, most) => `il faut un nombre entier de secondes de ${least} à ${most}, ou never`,
    after: (seconds) => count(seconds, { one: 'après # seconde', other: 'après # secondes' }),
  },
  stopQuiet: {
    title: 'Arrêt si silence',
    help: 'Quand je m’arrête de moi-même pendant que personne ne parle.',
    typed: (least, most) => `un nombre entier de minutes de ${least} à ${most}, ou never`,
    wrong: (least, most) => `il faut un nombre entier de minutes de ${least} à ${most}, ou never`,
    after: (minutes) => count(minutes, { one: 'après # minute', other: 'après # minutes' }),
  },
  starters: {
    title: 'Qui peut démarrer',
    help: 'Qui peut me lancer et m’arrêter ; les membres avec « Gérer le serveur » le peuvent toujours.',
    typed: 'room, manage, ou un rôle sous la forme @rôle',
    wrong: 'il faut room, manage, ou un rôle sous la forme @rôle',
    room: 'qui est dans le salon vocal',
    role: (role) => `les membres avec ${role}`,
    manage: 'seulement les membres avec « Gérer le serveur »',
  },

  panel,
}

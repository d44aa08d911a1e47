import type { Words } from '../words.ts'

export const commands: Words['commands'] = {
  transcribe: { name: 'transcrire', description: 'Écrire en direct qui dit quoi dans un salon vocal' },
  start: {
    label: { name: 'démarrer', description: 'Écouter un salon vocal et écrire en direct qui dit quoi' },
    voice: {
      name: 'salon-vocal',
      description: 'Le salon vocal à écouter ; le vôtre si vous n’indiquez rien',
    },
    text: { name: 'salon-textuel', description: 'Où écrire ; ici si vous n’indiquez rien' },
    readers: {
      name: 'lecture',
      description:
        'Qui peut lire ; seulement les personnes qui voient le salon vocal si vous n’indiquez rien',
    },
    ofTheRoom: 'Seulement les personnes qui peuvent voir le salon vocal',
    everybody: 'Toutes les personnes qui peuvent lire le salon textuel (exige « Gérer le serveur »)',
  },
  stop: {
    label: {
      name: 'arrêter',
      description: 'Cesser d’écouter, écrire les dernières lignes et donner la transcription en fichiers',
    },
  },
  status: {
    label: {
      name: 'état',
      description: 'Dire si j’écoute, depuis quand, qui j’entends et ce qui s’est passé récemment',
    },
  },
  export: {
    label: {
      name: 'exporter',
      description: 'Obtenir la transcription d’une session sous forme de fichiers',
    },
    session: {
      name: 'session',
      description: 'Laquelle ; la plus récente que vous pouvez voir si vous n’indiquez rien',
    },
    format: { name: 'format', description: 'Le type de fichier ; tous si vous n’indiquez rien' },
  },
  search: {
    label: {
      name: 'rechercher',
      description: 'Trouver ce qui a été dit avant, dans les salons vocaux que vous pouvez voir',
    },
    words: {
      name: 'mots',
      description: 'Des mots dits dans une même prise de parole ; le début d’un mot suffit',
    },
  },
  settings: {
    label: {
      name: 'paramètres',
      description: 'Voir et changer ma façon de travailler sur ce serveur (exige « Gérer le serveur »)',
    },
    setting: { name: 'paramètre', description: 'Lequel ; tous si vous n’indiquez rien' },
    value: {
      name: 'valeur',
      description: 'Sa nouvelle valeur ; n’indiquez rien pour la voir et choisir dans un menu',
    },
    voice: {
      name: 'salon-vocal',
      description: 'Pour le démarrage automatique : le salon vocal où je commence de moi-même',
    },
    text: {
      name: 'salon-textuel',
      description: 'Pour le démarrage automatique : où j’écris alors ; sinon dans le chat du salon vocal',
    },
  },
  privacy: {
    label: { name: 'confidentialité', description: 'Voir et changer si l’on vous écoute sur ce serveur' },
  },
  forget: {
    label: {
      name: 'oublier',
      description: 'Supprimer tout ce que vous avez dit sur ce serveur de ce que je conserve et ai publié',
    },
  },
  help: { label: { name: 'aide', description: 'Dire en quatre lignes comment commencer' } },
  message: 'Transcrire',
}

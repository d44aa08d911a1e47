import type { Words } from '../words.ts'

export const store: Words['store'] = {
  notAllowed:
    'Cet utilisateur n’a pas le droit d’utiliser les fichiers de DATA_DIR : donnez-lui le droit de les lire et de les écrire.',
  locked: 'Un autre programme a verrouillé la base de données dans DATA_DIR : fermez-la là-bas.',
  cannotWrite:
    'Impossible d’écrire dans la base de données de DATA_DIR : vérifiez les droits du dossier et de ses fichiers.',
  diskFailed:
    'Le disque où se trouve DATA_DIR a échoué à lire ou à écrire : vérifiez-le, ainsi que son espace libre.',
  damaged:
    'La base de données dans DATA_DIR est endommagée : mettez une sauvegarde à sa place, ou déplacez-la ailleurs pour repartir de zéro.',
  diskFull: 'Le disque où se trouve DATA_DIR est plein : libérez de l’espace.',
  cannotOpen:
    'Impossible d’ouvrir la base de données dans DATA_DIR : vérifiez que l’on peut écrire dans le dossier.',
  noDatabase:
    'hansard.sqlite dans DATA_DIR n’est pas une base de données : mettez une sauvegarde à sa place, ou déplacez-le ailleurs.',
  mayNotWrite:
    'Cet utilisateur n’a pas le droit d’écrire dans DATA_DIR : donnez-lui ce droit, ou choisissez un autre dossier.',
  readOnlyDisk: 'DATA_DIR se trouve sur un disque en lecture seule : choisissez un autre dossier.',
  cannotMake: 'Impossible de créer DATA_DIR : choisissez un autre dossier.',
  belowAFile: 'DATA_DIR n’est pas un dossier, ou se trouve sous un fichier : choisissez un autre dossier.',
  isAFile: 'DATA_DIR est un fichier, et doit être un dossier.',
  quotaUsed: 'Le quota du disque où se trouve DATA_DIR est épuisé : libérez de l’espace.',
  closed: 'Le stockage est fermé.',
  unreadable: (what) => `La base de données dans DATA_DIR contient quelque chose d’illisible (${what}).`,
  otherHansard:
    'Un autre Hansard utilise déjà ce DATA_DIR : arrêtez-le, ou donnez à celui-ci son propre dossier.',
  newer: (found, known) =>
    `La base de données dans DATA_DIR vient d’un Hansard plus récent (version ${found} de ses tables, celui-ci connaît la version ${known}) : réinstallez ce Hansard plus récent.`,
}

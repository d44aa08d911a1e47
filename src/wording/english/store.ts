/** What a disk can do to what is kept, and what whoever hosts the bot can do about it. */
export const store = {
  notAllowed: 'This user may not use the files in DATA_DIR: give it the right to read and write them.',
  locked: 'Another program has locked the database in DATA_DIR: close it there.',
  cannotWrite: 'The database in DATA_DIR cannot be written: check the rights of the folder and its files.',
  diskFailed: 'The disk that DATA_DIR lies on failed to read or write: check it, and its free space.',
  damaged: 'The database in DATA_DIR is damaged: put a backup in its place, or move it away to begin anew.',
  diskFull: 'The disk that DATA_DIR lies on is full: free some space.',
  cannotOpen: 'The database in DATA_DIR cannot be opened: check that the folder can be written.',
  noDatabase: 'hansard.sqlite in DATA_DIR is not a database: put a backup in its place, or move it away.',
  mayNotWrite: 'This user may not write in DATA_DIR: give it the right to, or choose another folder.',
  readOnlyDisk: 'DATA_DIR lies on a disk that can only be read: choose another folder.',
  cannotMake: 'DATA_DIR cannot be made: choose another folder.',
  belowAFile: 'DATA_DIR is not a folder, or lies below a file: choose another folder.',
  isAFile: 'DATA_DIR is a file, and has to be a folder.',
  quotaUsed: 'The quota of the disk that DATA_DIR lies on is used up: free some space.',
  closed: 'The store is closed.',
  unreadable: (what: string) => `The database in DATA_DIR holds something unreadable (${what}).`,
  otherHansard:
    'Another Hansard already runs with this DATA_DIR: stop it, or give this one a folder of its own.',
  newer: (found: number, known: number) =>
    `The database in DATA_DIR was made by a newer Hansard (version ${found} of its tables, this one knows ${known}): install that one again.`,
}

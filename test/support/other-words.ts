import { english } from '../../src/wording/english/english.ts'
import { measuresIn } from '../../src/wording/measures.ts'
import type { Words } from '../../src/wording/words.ts'

/** A language of its own: English, but for some of what is said of transcripts. */
export const otherWords: Words = {
  ...english,
  locale: 'xx',
  measures: measuresIn('de', { hours: '# Std.', minutes: '# Min.', seconds: '# Sek.', between: ' ' }),
  exports: {
    ...english.exports,
    head: {
      ...english.exports.head,
      title: (room) => `Mitschrift von ${room}`,
      titleOn: (room, date) => `Mitschrift von ${room}, ${date}`,
      began: 'Beginn',
      beganAt: (date) => `${date}; Zeiten gelten von da an`,
      ended: 'Ende',
      length: 'Dauer',
      nobody: 'niemand',
    },
    nameless: (id) => `Jemand ${id}`,
    overlap: 'zugleich',
    joined: (name) => `${name} kam`,
    left: (name) => `${name} ging`,
    notHeard: (name, length, cause) => `${name} war ${length} nicht zu hören: ${cause}`,
    nobodyHeard: (length, cause) => `${length} war niemand zu hören: ${cause}`,
    nothingSaid: 'Niemand sprach.',
    causes: { ...english.exports.causes, restarted: 'ich wurde neu gestartet' },
  },
}

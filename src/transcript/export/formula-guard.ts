/**
 * Spreadsheets calculate a cell that begins with one of these, which lets words spoken in a call fetch a page or
 * start a program on a reader's machine ("CSV injection", OWASP). A cell begins at the text's beginning, and for a
 * spreadsheet that parts cells at semicolons, tabs or lines also behind those, whatever the quotes around it say.
 */
const FORMULA = /((?:^|[;\t\r\n])[\s"]*)('*[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/** Puts an apostrophe before whatever would begin a formula. */
export const guarded = (text: string): string => text.replace(FORMULA, "$1'$2")

/** `npm run test:long` plays everything at the full length that was promised; `npm test` a short form of it. */
export const isLong = process.env['HANSARD_LONG'] === '1'

export const longOr = <Value>(long: Value, short: Value): Value => (isLong ? long : short)

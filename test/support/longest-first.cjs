const { default: Sequencer } = require('@jest/test-sequencer')

/** Tests that play whole calls take the longest and mostly wait: begun first, they do not hold up the end. */
const LONG = ['/test/e2e/', '/test/discord/', '/test/session/fallback']

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONG.findIndex((part) => path.includes(part))
      return place === -1 ? LONG.length : place
    }
    return super.sort(tests).sort((a, b) => rank(a) - rank(b))
  }
}

/** Places of two sequences that hold the same word, ascending in both: a longest common subsequence. */
export type Alignment = readonly Match[]

export interface Match {
  readonly left: number
  readonly right: number
}

/**
 * Aligns two sequences with the fewest words left over (Myers, "An O(ND) difference algorithm", 1986). Time and
 * memory grow with the leftovers, so that a long record with few faults is cheap.
 */
export function align(left: readonly string[], right: readonly string[]): Alignment {
  const offset = right.length + 1
  // How far along `left` each diagonal (left place minus right place) has got; one copy for each count of leftovers.
  const reached = new Int32Array(left.length + right.length + 3).fill(-1)
  const trace: Int32Array[] = []
  reached[offset + 1] = 0
  for (let leftovers = 0; leftovers <= left.length + right.length; leftovers += 1) {
    trace.push(reached.slice())
    const most = Math.min(leftovers, left.length - ((left.length - leftovers) & 1))
    const least = -Math.min(leftovers, right.length - ((right.length - leftovers) & 1))
    for (let diagonal = least; diagonal <= most; diagonal += 2) {
      const from = cameFrom(reached, offset, diagonal)
      let at = (reached[offset + from] ?? 0) + (from < diagonal ? 1 : 0)
      while (at < left.length && at - diagonal < right.length && left[at] === right[at - diagonal]) at += 1
      reached[offset + diagonal] = at
      if (at >= left.length && at - diagonal >= right.length)
        return backtrack(trace, { offset, left: left.length, right: right.length })
    }
  }
  return []
}

/** The neighbour that has got further: from below, a word of `left` is left over; from above, one of `right`. */
function cameFrom(reached: Int32Array, offset: number, diagonal: number): number {
  const below = reached[offset + diagonal - 1] ?? -1
  const above = reached[offset + diagonal + 1] ?? -1
  return below < above ? diagonal + 1 : diagonal - 1
}

function backtrack(
  trace: readonly Int32Array[],
  end: { readonly offset: number; readonly left: number; readonly right: number },
): Match[] {
  const matches: Match[] = []
  let { left, right } = end
  for (const reached of trace.toReversed()) {
    const diagonal = left - right
    const from = cameFrom(reached, end.offset, diagonal)
    const fromLeft = reached[end.offset + from] ?? 0
    const start = fromLeft + (from < diagonal ? 1 : 0)
    while (left > start) {
      left -= 1
      right -= 1
      matches.push({ left, right })
    }
    left = fromLeft
    right = fromLeft - from
  }
  return matches.reverse()
}

import type { Commit } from './commit-welcome.ts'
import type { Add, Change, SignedProposal } from './external-sender.ts'

/** The proposals of one epoch, and which of them each possible committer has to cover. */
export class Ballot {
  readonly #proposals: ReadonlyMap<string, SignedProposal>
  readonly #owed: ReadonlyMap<string, ReadonlySet<string>>

  private constructor(proposals: readonly SignedProposal[], owed: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#proposals = new Map(proposals.map((proposal) => [proposal.reference, proposal]))
    this.#owed = owed
  }

  /** For a group that exists: every member commits to everything. */
  static forMembers(userIds: readonly string[], proposals: readonly SignedProposal[]): Ballot {
    const all = new Set(proposals.map(({ reference }) => reference))
    return new Ballot(proposals, new Map(userIds.map((userId) => [userId, all])))
  }

  /** For a group that is founded: each founder commits to the adds of the others, in a group of its own at epoch 0. */
  static forFounders(adds: readonly SignedProposal<Add>[]): Ballot {
    const owed = adds.map(({ change }) => {
      const others = adds.filter((add) => add.change !== change)
      return [change.userId, new Set(others.map(({ reference }) => reference))] as const
    })
    return new Ballot(adds, new Map(owed))
  }

  get committers(): readonly string[] {
    return [...this.#owed.keys()]
  }

  /** The proposals as this committer gets them. */
  messagesFor(userId: string): Buffer[] {
    const owed = this.#owed.get(userId) ?? []
    return [...owed].flatMap((reference) => this.#proposals.get(reference)?.message ?? [])
  }

  /** What the commit changes, in its order; undefined when it does not cover exactly what its sender was told. */
  changesOf(userId: string, commit: Commit): Change[] | undefined {
    const owed = this.#owed.get(userId)
    const covered = new Set(commit.references)
    const covers = owed?.size === covered.size && [...owed].every((reference) => covered.has(reference))
    if (!covers) return undefined
    return commit.references.flatMap((reference) => this.#proposals.get(reference)?.change ?? [])
  }
}

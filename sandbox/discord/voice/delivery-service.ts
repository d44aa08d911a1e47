import { Ballot } from './ballot.ts'
import { type Commit, readCommitWelcome, type Welcome } from './commit-welcome.ts'
import type { DaveMember } from './dave-message.ts'
import type { Add, Change, ExternalSender, Remove, SignedProposal } from './external-sender.ts'
import { type Leaves, leavesAfter } from './leaves.ts'
import { uint64, vector } from './mls-wire.ts'

const PROTOCOL_VERSION = 1
/**
 * Joins and leaves that come together are committed together. In a large group the server waits longer, as every change costs
 * every member some milliseconds of work, and all simulated members work in one process.
 */
const GATHER_MS = 10
const GATHER_MS_PER_MEMBER = 4
/** A group is founded by this many at most; the rest are added to it at once, which spares each of them a commit of its own. */
const FOUNDERS = 4
/** How long the server waits for opcode 23 from everybody before it carries a transition out (DAVE protocol, "Transitions"). */
const READY_WAIT_MS = 2_000
/** When nobody commits, the group is made anew. */
const COMMIT_WAIT_MS = 5_000

/** The first byte of opcode 27: these proposals come on top of any before. */
const APPEND = Buffer.from([0])

type Standing =
  /** In no group that counts; with a key package it can be added. */
  | { readonly kind: 'outside'; readonly keyPackage: Buffer | undefined }
  /** A leaf of the group. */
  | { readonly kind: 'inside' }

interface Attendance {
  readonly member: DaveMember
  standing: Standing
}

interface Group {
  readonly epoch: bigint
  readonly leaves: Leaves
}

type Stage =
  | { readonly kind: 'settled' }
  | { readonly kind: 'gathering'; readonly timer: NodeJS.Timeout }
  | {
      readonly kind: 'proposed'
      readonly ballot: Ballot
      /** Those who can still commit. */
      readonly awaited: Set<DaveMember>
      readonly timer: NodeJS.Timeout
    }
  | {
      readonly kind: 'switching'
      readonly transitionId: number
      readonly told: ReadonlySet<DaveMember>
      readonly awaited: Set<DaveMember>
      readonly timer: NodeJS.Timeout
    }

/**
 * The MLS delivery service of one call (DAVE protocol 1): it relays key packages, proposals, commits and welcomes, so that
 * whoever is in the call is in the group, and nobody else. One change of the group at a time; what happens meanwhile
 * waits for the next.
 */
export class DeliveryService {
  readonly #sender: ExternalSender
  readonly #groupId: Buffer
  readonly #attendance = new Map<string, Attendance>()
  #group: Group | undefined
  #stage: Stage = { kind: 'settled' }
  #lastTransitionId = 0

  constructor(sender: ExternalSender, channelId: string) {
    this.#sender = sender
    this.#groupId = uint64(BigInt(channelId))
  }

  /** The group's MLS epoch; undefined while there is no group. */
  get epoch(): bigint | undefined {
    return this.#group?.epoch
  }

  /** Whether all seal for this member: it is in the group, and its coming was carried out. */
  serves(userId: string): boolean {
    return this.#attendance.get(userId)?.standing.kind === 'inside' && this.#stage.kind !== 'switching'
  }

  join(member: DaveMember): void {
    this.#attendance.set(member.userId, { member, standing: { kind: 'outside', keyPackage: undefined } })
    member.deliver({ op: 25, payload: this.#sender.announcement })
    this.#gather()
  }

  leave(member: DaveMember): void {
    if (this.#attendance.get(member.userId)?.member !== member) return
    this.#attendance.delete(member.userId)
    this.#stopWaitingFor(member)
    this.#gather()
  }

  /** Opcode 26. A member that sends one while inside (it started over) is taken out and let in again. */
  acceptKeyPackage(member: DaveMember, keyPackage: Buffer): void {
    const attendance = this.#attendance.get(member.userId)
    if (attendance?.member !== member) return
    attendance.standing = { kind: 'outside', keyPackage }
    this.#stopWaitingFor(member)
    this.#gather()
  }

  /** Opcode 28. The first commit of the epoch that covers all that its sender was told wins; others are dropped. */
  acceptCommit(member: DaveMember, payload: Buffer): void {
    const stage = this.#stage
    if (stage.kind !== 'proposed' || !stage.awaited.has(member)) return
    const { commit, welcome } = readCommitWelcome(payload)
    const changes = stage.ballot.changesOf(member.userId, commit)
    if (!changes || commit.epoch !== (this.#group?.epoch ?? 0n)) return
    clearTimeout(stage.timer)
    this.#advanceTo({ committer: member, commit, welcome, changes })
  }

  /** Opcode 23. */
  acceptReady(member: DaveMember, transitionId: number): void {
    if (this.#stage.kind !== 'switching' || this.#stage.transitionId !== transitionId) return
    this.#stopWaitingFor(member)
  }

  /** Opcode 31: the member could not follow; its next key package lets it in again. */
  acceptInvalid(member: DaveMember): void {
    const attendance = this.#attendance.get(member.userId)
    if (attendance?.member !== member) return
    attendance.standing = { kind: 'outside', keyPackage: undefined }
    this.#stopWaitingFor(member)
    this.#gather()
  }

  close(): void {
    if (this.#stage.kind !== 'settled') clearTimeout(this.#stage.timer)
    this.#stage = { kind: 'settled' }
    this.#attendance.clear()
  }

  #gather(): void {
    if (this.#stage.kind !== 'settled') return
    const delayMs = GATHER_MS + GATHER_MS_PER_MEMBER * this.#attendance.size
    this.#stage = { kind: 'gathering', timer: setTimeout(() => this.#callBallot(), delayMs) }
  }

  #callBallot(): void {
    this.#stage = { kind: 'settled' }
    const ballot = this.#group ? this.#ballotFor(this.#group) : this.#firstBallot()
    if (!ballot) return
    const timer = setTimeout(() => this.#startOver(), COMMIT_WAIT_MS)
    const asked = ballot.committers.flatMap((userId) => this.#attendance.get(userId)?.member ?? [])
    this.#stage = { kind: 'proposed', ballot, awaited: new Set(asked), timer }
    for (const member of asked) {
      const payload = Buffer.concat([APPEND, vector(...ballot.messagesFor(member.userId))])
      member.deliver({ op: 27, payload })
    }
  }

  #firstBallot(): Ballot | undefined {
    const adds = this.#adds(0n).slice(0, FOUNDERS)
    return adds.length < 2 ? undefined : Ballot.forFounders(adds)
  }

  #ballotFor(group: Group): Ballot | undefined {
    const insiders = this.#insiders().map(({ userId }) => userId)
    const adds = this.#adds(group.epoch)
    if (insiders.length === 0 || (insiders.length === 1 && adds.length === 0)) {
      this.#startOver()
      return undefined
    }
    const proposals = [...this.#removes(group), ...adds]
    return proposals.length === 0 ? undefined : Ballot.forMembers(insiders, proposals)
  }

  #adds(epoch: bigint): SignedProposal<Add>[] {
    return [...this.#attendance.values()].flatMap(({ member, standing }) => {
      if (standing.kind !== 'outside' || !standing.keyPackage) return []
      const { keyPackage } = standing
      return [this.#propose({ epoch }, { kind: 'add', userId: member.userId, keyPackage })]
    })
  }

  #removes({ epoch, leaves }: Group): SignedProposal<Remove>[] {
    return leaves.flatMap((userId, leaf) => {
      const stays = userId === undefined || this.#attendance.get(userId)?.standing.kind === 'inside'
      return stays ? [] : [this.#propose({ epoch }, { kind: 'remove', leaf })]
    })
  }

  #propose<Kind extends Change>({ epoch }: { readonly epoch: bigint }, change: Kind): SignedProposal<Kind> {
    return this.#sender.propose({ id: this.#groupId, epoch }, change)
  }

  /** The group moves on: the commit to those who were inside, the Welcome to those who come in. */
  #advanceTo(won: {
    readonly committer: DaveMember
    readonly commit: Commit
    readonly welcome: Welcome | undefined
    readonly changes: readonly Change[]
  }): void {
    const founded = this.#group === undefined
    const transitionId = founded ? 0 : this.#nextTransitionId()
    const leaves = this.#group?.leaves ?? [won.committer.userId]
    this.#group = { epoch: won.commit.epoch + 1n, leaves: leavesAfter(leaves, won.changes) }
    const told = new Set<DaveMember>()
    const letIn = won.changes.flatMap((change) => (change.kind === 'add' ? [change] : []))
    const knowing = founded ? [won.committer] : this.#insiders()
    for (const member of knowing) {
      this.#admit(member.userId)
      told.add(member)
    }
    const welcomes = letIn.flatMap(({ userId, keyPackage }) => {
      const attendance = this.#attendance.get(userId)
      const stillSame =
        attendance?.standing.kind === 'outside' && attendance.standing.keyPackage === keyPackage
      const welcome = won.welcome?.for(keyPackage)
      return attendance && stillSame && welcome ? [{ member: attendance.member, welcome }] : []
    })
    for (const { member } of welcomes) {
      this.#admit(member.userId)
      told.add(member)
    }
    this.#switchKeys(transitionId, told)
    for (const member of knowing) member.deliver({ op: 29, transitionId, commit: won.commit.bytes })
    for (const { member, welcome } of welcomes) member.deliver({ op: 30, transitionId, welcome })
  }

  #switchKeys(transitionId: number, told: ReadonlySet<DaveMember>): void {
    if (transitionId === 0) {
      this.#settle()
      return
    }
    const timer = setTimeout(() => this.#carryOut(), READY_WAIT_MS)
    this.#stage = { kind: 'switching', transitionId, told, awaited: new Set(told), timer }
  }

  /** A member that has gone, started over or done its part is not waited for; with the last of them the stage ends. */
  #stopWaitingFor(member: DaveMember): void {
    const stage = this.#stage
    if (stage.kind !== 'proposed' && stage.kind !== 'switching') return
    stage.awaited.delete(member)
    if (stage.awaited.size > 0) return
    clearTimeout(stage.timer)
    if (stage.kind === 'switching') this.#carryOut()
    else this.#startOver()
  }

  #carryOut(): void {
    if (this.#stage.kind !== 'switching') return
    const { transitionId, told, timer } = this.#stage
    clearTimeout(timer)
    this.#settle()
    for (const member of told) {
      if (this.#attendance.get(member.userId)?.member === member) member.deliver({ op: 22, transitionId })
    }
  }

  #settle(): void {
    this.#stage = { kind: 'settled' }
    this.#gather()
  }

  /** No group is left that could go on: whoever is here makes a new key package (opcode 24, then 21 with transition 0). */
  #startOver(): void {
    this.#group = undefined
    this.#stage = { kind: 'settled' }
    for (const attendance of this.#attendance.values()) {
      attendance.standing = { kind: 'outside', keyPackage: undefined }
      attendance.member.deliver({ op: 24, epoch: 1, protocolVersion: PROTOCOL_VERSION })
      attendance.member.deliver({ op: 21, transitionId: 0, protocolVersion: PROTOCOL_VERSION })
    }
  }

  #insiders(): DaveMember[] {
    return [...this.#attendance.values()]
      .filter(({ standing }) => standing.kind === 'inside')
      .map(({ member }) => member)
  }

  #admit(userId: string): void {
    const attendance = this.#attendance.get(userId)
    if (attendance) attendance.standing = { kind: 'inside' }
  }

  #nextTransitionId(): number {
    this.#lastTransitionId = (this.#lastTransitionId % 0xffff) + 1
    return this.#lastTransitionId
  }
}

import type { Ask } from '../pipeline/ask.ts'
import type { Outcome } from '../pipeline/outcome.ts'
import type { DropTokens } from './drop-tokens.ts'
import type { Duties, Duty } from './duties.ts'
import type { FlowState } from './tables.ts'
import type { Version } from './versions.ts'

/** A finished file taken from a depositor, its bytes already in the archive. */
export interface ReceivedFile {
  name: string
  /** Code of the depositor. */
  depositor: string
  /** Flow identifier read from the name, when the name has one. */
  flowIdentifier?: string
  sha256: string
  size: number
  /**
   * What makes this drop itself, the same however often it is seen, another for every later drop even of the same
   * name and bytes. The channel makes it.
   */
  drop: string
  /** ISO 8601 UTC. */
  receivedAt: string
}

export interface Receipt {
  flow: number
  /** The run its next job is for. */
  run: number
  /** False when this very drop was in the record already: it is the same flow, not a second one. */
  isNew: boolean
}

/** What a worker needs of a flow; the bytes are in the archive. */
export interface FlowToRun {
  flow: number
  run: number
  name: string
  depositor: string
  receivedAt: string
  sha256: string
  size: number
  state: FlowState
  /** The version of the deposit it reads, whose hash and size these are; 0 is what was dropped. */
  version: number
  /** Send again, as recycled, what earlier runs sent. */
  again: boolean
  /** Part of a replay of many flows: it waits behind fresh ones. */
  isBulk: boolean
  /**
   * An earlier flow of the depositor, of the same bytes or flow identifier, still without outcome: it is to be judged
   * first, so that of two equal flows the earlier wins.
   */
  waitsFor?: number
  unseen: Unseen
}

/** What no flow of this depositor before this one had when the flow was loaded. */
export interface Unseen {
  depositor: string
  /** Its bytes. */
  sha256?: string
  /** Its flow identifier. */
  flowIdentifier?: string
}

/**
 * What became of a commit. `stale`: that run has its outcome already (or is not the flow's), nothing was changed.
 * `conflict`: an invoice of it was accepted meanwhile in another flow, nothing was changed, the run must be computed again.
 */
export type CommitResult = 'committed' | 'stale' | 'conflict'

/** An outcome with the archived hash of each of its documents, in their order. */
export interface ArchivedOutcome {
  outcome: Outcome
  /** Hex SHA-256 of `outcome.documents`, one each. */
  documents: string[]
  /** ISO 8601 UTC, the worker's clock. */
  startedAt: string
}

export interface RunOfFlow {
  flow: number
  run: number
}

/** A run that waits for its outcome. */
export interface PendingRun extends RunOfFlow {
  /** Part of a replay of many flows: it waits behind fresh ones. */
  isBulk: boolean
}

/** A part of a run: documents from `from` up to, and without, `to`. */
export interface FlowSlice {
  slice: number
  from: number
  to: number
  /** Hex SHA-256 of what it came to; absent until then. */
  result?: string
}

export interface PendingDocument {
  id: number
  flow: number
  run: number
  kind: string
  name: string
  sha256: string
  size: number
  tries: number
  /** Where an earlier try wrote it beside its name; absent when none did. */
  staged?: Staging
}

/** A document lies beside its name, whole and synced, and is still to be named. */
export interface Staging {
  /** As its exit names it. */
  place: string
  /** In the hidden name it lies under, and in no other. */
  mark: string
}

export interface SentDocument extends PendingDocument {
  /** An earlier try delivered it and could not say so. */
  recognised?: boolean
}

/** Why a try failed, and when the next one may be. */
export interface FailedTry {
  error: string
  /** ISO 8601 UTC. */
  nextAt: string
}

/** A lane that is this owner's, until another takes it: every later claim, whoever makes it, has a higher term. */
export interface Lease {
  endpoint: string
  owner: string
  term: number
}

/** `lost`: the lease ran out and the lane was taken since. `held`: it is still ours, and support holds the lane back. */
export type LeaseState = 'ours' | 'held' | 'lost'

export interface Lane {
  lease: Lease
  /** Tries that failed since the last success. */
  tries: number
  /** ISO 8601 UTC, when it was backing off. */
  nextAt?: string
  /** Support asked for a try now. */
  isAsked: boolean
  /** Whoever had it before did not end in order: documents may lie beside their names that nobody knows of. */
  isLeftOpen: boolean
}

/** A file beside its name: whose it is, and under which mark. */
export interface HiddenFile {
  id: number
  mark: string
}

/** The durable truth. Every method is one transaction, done when it resolves; every rejection is trouble. */
export interface Ledger extends AsyncDisposable {
  /** Given to the record when it was made. */
  readonly id: string

  /** What one machine at a time does for all that share the record. */
  readonly duties: Duties

  /** One receipt a file, in their order. A drop seen before keeps its flow. @throws DutyLost when the duty was lost. */
  receive(files: readonly ReceivedFile[], under?: Duty): Promise<Receipt[]>
  /** Which of these drops are in the record. */
  knownDrops(drops: readonly string[]): Promise<Set<string>>
  /** What is known of the files in a depositor's remote folder. */
  dropTokens(depositor: string, under?: Duty): DropTokens

  load(flow: number): Promise<FlowToRun | undefined>
  /** One result an outcome, in their order; those committed share one transaction. */
  commit(outcomes: readonly ArchivedOutcome[]): Promise<CommitResult[]>
  /** A try of this run failed and there will be another. No effect once the run has its outcome. */
  attemptFailed(of: RunOfFlow, error: string): Promise<void>
  /** This run waits until our house is well again: said in its time line, once. No effect once it has its outcome. */
  putOff(of: RunOfFlow, trouble: { house: string; error: string }): Promise<void>
  /** The flow waits for support. No effect once the run has its outcome. */
  block(of: RunOfFlow, error: string): Promise<void>
  /** Up to `limit` flows without outcome whose number is above `after`, in order. */
  pendingFlows(after: number, limit: number): Promise<PendingRun[]>
  countPendingFlows(): Promise<number>
  /** Shares a run out; one shared out already keeps its slices. */
  openSlices(of: RunOfFlow, ranges: readonly { from: number; to: number }[]): Promise<void>
  /** The slices of a run, in order; none when it is run whole. */
  slicesOf(of: RunOfFlow): Promise<FlowSlice[]>
  /** Keeps what a slice came to, by its hash in the archive; tells how many slices are still without a result. */
  sliceDone(of: RunOfFlow & { slice: number }, result: string): Promise<number>
  /** What a run of this flow may ask of the past. What is known as `unseen` is not looked up again. */
  ask(flow: number, unseen?: Unseen): Ask
  /** Remembers what runs are judged by, in the archive under its hash; what is known by its mark stays as it is. */
  keepVersion(version: Version): Promise<void>

  /** Endpoints that have a document to send, and that support does not hold back. */
  pendingEndpoints(): Promise<string[]>
  /** The oldest documents of this endpoint that may be tried now, in the order they were decided. */
  pendingDocuments(endpoint: string, limit: number): Promise<PendingDocument[]>
  /** When the next document of this endpoint may be tried; `undefined` when it has none. */
  nextDue(endpoint: string): Promise<string | undefined>
  /**
   * They lie beside their names, and are still to be named: whoever drains the lane from now on knows. Gives the ids of
   * those it holds for; the others must not be named. None when the lane is no longer this lease's, or held back.
   */
  markStaged(lease: Lease, documents: readonly PendingDocument[], staging: Staging): Promise<Set<number>>
  /** They lie nowhere any more: to be written again. No effect when the lane is no longer this lease's. */
  markUnstaged(lease: Lease, documents: readonly PendingDocument[]): Promise<void>
  /** They were delivered, whoever says so; the lane has no failed tries any more. */
  markSent(endpoint: string, documents: readonly SentDocument[]): Promise<void>
  /** This document could not be delivered, for a reason of its own. No effect when the lane is no longer this lease's. */
  markTried(lease: Lease, document: PendingDocument, failure: FailedTry): Promise<void>
  /** Nothing can be delivered to this endpoint until then. No effect when the lane is no longer this lease's. */
  laneFailed(lease: Lease, failure: FailedTry): Promise<void>
  /** Of these hidden files, those that no document of this lane will be named from; none when the lane is lost. */
  strays(lease: Lease, hidden: readonly HiddenFile[]): Promise<HiddenFile[]>

  /**
   * The lane, leased to `owner` for this long (again, when it is its own already), when it is free or its lease ran out by
   * the clock of the database. `held`: support holds it back.
   */
  claimLane(endpoint: string, owner: string, leaseMs: number): Promise<Lane | 'taken' | 'held'>
  /** Leases it for this long from now on, unless it is lost. */
  renewLane(lease: Lease, leaseMs: number): Promise<LeaseState>
  releaseLane(lease: Lease): Promise<void>
  /** Lanes support asked to be tried now, and that nobody has claimed since. */
  askedLanes(): Promise<string[]>

  /** How much is not at its end. Blocked flows and documents of lanes held back wait for a person and do not count. */
  unfinished(): Promise<{ flows: number; documents: number }>
}

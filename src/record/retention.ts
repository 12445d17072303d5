import { expireDocuments, expireRecords } from './expire.ts'
import { type Expiry, expiryOf } from './expiry.ts'
import { dropSlices, type KeptSlices, usedSlices } from './kept-slices.ts'
import * as leaving from './leaving.ts'
import { referred } from './referred.ts'
import type { Database, FlowState } from './tables.ts'

/** The settings by which something expires, by their names. */
export type AgeRuleName = 'goodDocumentsDays' | 'erroredDocumentsDays' | 'recordsDays'

/** What has outlived its time. */
export interface AgeRule {
  name: AgeRuleName
  /** As configured, for people. */
  days: number
  /** Flows in these states … */
  states: readonly FlowState[]
  /** … settled, and the last of their documents sent, before this instant, ISO 8601 UTC. */
  before: string
}

/**
 * What the record gives up, in two times: first the documents of a flow, then all it knows of it but the flow itself and
 * the keys of its accepted invoices, so that a duplicate is refused for ever. A flow without outcome, a blocked one and
 * one with a document still to be sent never expire. Any number of processes may work at this at once.
 */
export interface Retention {
  /** Flows settled before then whose slices are still kept. Nobody reads those again: every run has its own. */
  usedSlices(before: string, limit: number): Promise<KeptSlices[]>
  /** Forgets the slices of this flow, unless a run of it is pending; their documents, all of these, are leaving. */
  dropSlices(flow: number, documents: readonly string[]): Promise<void>
  /**
   * Up to `limit` flows this rule finds: marked, the event written, and all their documents leaving. Tells how many it
   * looked at; less than `limit` when there are no more.
   */
  expireDocuments(rule: AgeRule, limit: number): Promise<number>
  /** The same for what the record knows of flows whose documents expired. */
  expireRecords(rule: AgeRule, limit: number): Promise<number>

  /** Documents that are leaving and are not set aside yet. Those of a flow that has a run pending again wait for its end. */
  leaving(limit: number): Promise<string[]>
  /** Documents set aside before then. */
  asideBefore(before: string, limit: number): Promise<string[]>
  /** Those of these documents that the record refers to. */
  referred(hashes: readonly string[]): Promise<Set<string>>
  /** They lie aside, from now on. */
  markAside(hashes: readonly string[]): Promise<void>
  /** They were put again meanwhile: they are leaving as if from now. */
  markBack(hashes: readonly string[]): Promise<void>
  /** They left, or they stay. */
  forget(hashes: readonly string[]): Promise<void>

  /** What this flow lost, when and by which rule; `undefined` when nothing. */
  expiryOf(flow: number): Promise<Expiry | undefined>
}

export function retentionOn(database: Database): Retention {
  return {
    usedSlices: (before, limit) => usedSlices(database, before, limit),
    dropSlices: (flow, documents) => dropSlices(database, flow, documents),
    expireDocuments: (rule, limit) => expireDocuments(database, rule, limit),
    expireRecords: (rule, limit) => expireRecords(database, rule, limit),
    leaving: (limit) => leaving.leaving(database, limit),
    asideBefore: (before, limit) => leaving.asideBefore(database, before, limit),
    referred: (hashes) => referred(database, hashes),
    markAside: (hashes) => leaving.mark(database, hashes, 'aside'),
    markBack: (hashes) => leaving.mark(database, hashes, 'back'),
    forget: (hashes) => leaving.forget(database, hashes),
    expiryOf: (flow) => expiryOf(database, flow),
  }
}

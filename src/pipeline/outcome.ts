import type { Fault, Place } from '../faults/fault.ts'
import type { SchemaMark } from '../formats/schema-mark.ts'
import type { Account, FactorDecision } from '../invoice/factor.ts'
import type { Content } from '../reception/content.ts'

/** What a run of the pipeline works on: the bytes of a flow and what the record knows of it. Never a path. */
export interface Deposit {
  /** The record's number of the flow, a positive integer given once. */
  flow: number
  /** 0 is the first run, each replay is the next. */
  run: number
  /** The file name as dropped. */
  name: string
  /** Code of the depositor whose folder it was dropped in (its application code). */
  depositor: string
  /** When the deposit was taken in, ISO 8601 UTC: the clock of every run. */
  receivedAt: string
  content: Content
  /** Hex SHA-256 of the file. */
  sha256: string
  /** Send again what an earlier run of this flow sent, as recycled; else it is left where it is. */
  again?: boolean
}

/** Where the pivot of an accepted invoice goes. Names are the directory's. */
export interface Route {
  /** Application code of the recipient, six characters. */
  application: string
  applicationLabel: string
  /** The endpoint its documents are delivered to; absent for a recipient taken as known only to examine a file. */
  endpoint?: string | undefined
  structureName: string
  siret: string
  serviceCode?: string
  serviceName?: string
}

/** An invoice as people name it, each part as far as it could be read: support finds rejected invoices too. */
export interface InvoiceSketch {
  /** Identifier of the flow that the document itself gives (E2). */
  flowIdentifier?: string
  number?: string
  /** Where the number stands. */
  numberPlace?: Place
  type?: string
  frame?: string
  issueDate?: string
  currency?: string
  supplier: { type?: string; id?: string; name?: string }
  recipient: { siret?: string; service?: string; name?: string }
  engagement?: string
  amounts: { ht?: string; ttc?: string; net?: string }
  factor: FactorDecision
  account?: Account
}

/** The verdict on one invoice of a flow: plain data, so that it can be kept as JSON. */
export interface InvoiceOutcome {
  /** Place in the flow: its document (from 0) × 1,000 + its place in the document. */
  index: number
  /** File name inside the flow, the flow's own name when it is a single document. */
  document: string
  accepted: boolean
  faults: Fault[]
  remarks: Fault[]
  /** What could be read of it, good or bad; absent when the document obeys no schema. */
  sketch?: InvoiceSketch
  /** Uniqueness key (supplier type and identifier, number, year of issue), when they could be read. */
  key?: string
  route?: Route
  /** Given to an accepted invoice, the same in every run. */
  idCpro?: string
  /** Name of the pivot file it is in. */
  pivot?: string
  /** The earlier run whose pivot carries it: this run accepts it and sends none. */
  deliveredRun?: number
}

export type DocumentKind = 'pivot' | 'report' | 'report-text'

/** A document to send: its name is deterministic, so that a delivery already made is recognised. */
export interface OutgoingDocument {
  kind: DocumentKind
  endpoint: string
  name: string
  bytes: Uint8Array
}

export const STAGES = ['open', 'validate', 'extract', 'check', 'pivot', 'route'] as const
export type StageName = (typeof STAGES)[number]

/** What became of a stage in a run; a stage that had nothing left to work on is skipped, not left out. */
export interface StageMark {
  stage: StageName
  status: 'done' | 'faults' | 'skipped'
  /** Milliseconds on the clock of the process; never part of a document. */
  ms: number
}

export type FinalState = 'integrated' | 'partially-integrated' | 'rejected'

/** All that a run decided; committed to the record in one transaction. */
export interface Outcome {
  flow: number
  run: number
  state: FinalState
  /** False when the flow was refused as a whole before its invoices were looked at (an IRR_ code). */
  admissible: boolean
  /** Interface code of the flow (FSO1100A), when its name could be read. */
  interfaceCode?: string
  /** Flow identifier, the last 25 characters of the name, when it could be read. */
  flowIdentifier?: string
  /** Faults and remarks of the flow as a whole. */
  faults: Fault[]
  remarks: Fault[]
  invoices: InvoiceOutcome[]
  documents: OutgoingDocument[]
  journey: StageMark[]
  judgedBy: { schemas: SchemaMark[]; rules: string; directory: string }
}

/** An invoice accepted earlier, as the record knows it. */
export interface EarlierInvoice {
  flow: number
  flowName: string
  acceptedAt: string
}

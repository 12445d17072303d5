import type { Fault } from '../faults/fault.ts'
import type { FactorDecision } from '../invoice/factor.ts'
import type { Outcome, Route } from '../pipeline/outcome.ts'
import { dossierOf, flowsMeant } from './dossier-queries.ts'
import type { Database, DocumentState, EventKind, FlowState, ReplayState } from './tables.ts'
import { versionKept } from './versions.ts'

/** What the record has of flows, one flow at a time. */
export interface Dossiers {
  /** Everything of this flow; `undefined` when the record has none of this number. */
  of(flow: number): Promise<Dossier | undefined>
  /** The flows a person means: the one of this number, else those of this name or flow identifier, the newest first. */
  meant(text: string, limit: number): Promise<FlowHead[]>
  /** Hash, in the archive, of the directory of this mark; `undefined` when it was not kept. */
  directoryKept(mark: string): Promise<string | undefined>
}

/** All that the record has of one flow, each list in the order it happened. Instants are ISO 8601 UTC. */
export interface Dossier {
  flow: FlowHead
  runs: DossierRun[]
  events: DossierEvent[]
  /** Every document of every run that was to be sent. */
  documents: DossierDocument[]
  /** Corrected versions of the deposit; the one dropped is the flow's own. */
  versions: DossierVersion[]
  /** The replays its runs are part of. */
  replays: DossierReplay[]
}

export interface FlowHead {
  flow: number
  name: string
  flowIdentifier?: string
  depositor: string
  interfaceCode?: string
  /** Of what was dropped. */
  sha256: string
  /** Bytes. */
  size: number
  receivedAt: string
  state: FlowState
  /** The run that is pending, or that gave the state. */
  run: number
  admissible?: boolean
  invoices: number
  accepted: number
  settledAt?: string
  /** The version of the deposit its next run reads. */
  version: number
  /** When retention took its documents out of the archive. */
  documentsExpiredAt?: string
  /** When retention took all of it away but this. */
  expiredAt?: string
}

export interface DossierRun {
  run: number
  startedAt?: string
  endedAt?: string
  state?: FlowState
  /** Who asked for it, when and why; absent on the first run. */
  author?: string
  reason?: string
  askedAt?: string
  /** The version of the deposit it reads; 0 is what was dropped. */
  version: number
  replay?: string
  /** What earlier runs sent is sent again. */
  again: boolean
  /** What it said of the flow as a whole; absent until it has its outcome. */
  outcome?: Pick<Outcome, 'admissible' | 'faults' | 'remarks' | 'journey' | 'judgedBy'>
  invoices: DossierInvoice[]
}

export interface DossierInvoice {
  /** Document × 1,000 + place in the document. */
  index: number
  document: string
  number?: string
  supplier: { type?: string; id?: string; name?: string }
  recipient: { siret?: string; service?: string }
  engagement?: string
  type?: string
  frame?: string
  issueDate?: string
  currency?: string
  amounts: { ht?: string; ttc?: string; net?: string }
  accepted: boolean
  faults: Fault[]
  remarks: Fault[]
  factor?: FactorDecision
  /** The last four characters of the account to pay. */
  accountEnd?: string
  idCpro?: string
  /** The pivot of this run it is in. */
  pivot?: string
  /** The earlier run whose pivot carries it. */
  deliveredRun?: number
  route?: Route
}

export interface DossierEvent {
  run: number
  at: string
  kind: EventKind
  detail: Readonly<Record<string, unknown>>
}

export interface DossierDocument {
  run: number
  kind: string
  name: string
  endpoint: string
  sha256: string
  /** Bytes. */
  size: number
  state: DocumentState
  /** Tries that failed for a reason of its own. */
  tries: number
  nextAt?: string
  lastError?: string
  sentAt?: string
  lane: DossierLane
}

/** How the endpoint of a document is. */
export interface DossierLane {
  /** Tries that failed since the last success. */
  tries: number
  nextAt?: string
  lastError?: string
  /** Absent when nobody holds it back. */
  held?: { by: string; at?: string; reason?: string }
}

export interface DossierVersion {
  /** 1 and upwards. */
  version: number
  sha256: string
  size: number
  author: string
  reason: string
  at: string
}

export interface DossierReplay {
  id: string
  author: string
  reason: string
  state: ReplayState
  /** Flows its filter found. */
  found: number
  askedAt: string
}

export function dossiersOn(database: Database): Dossiers {
  return {
    of: (flow) => dossierOf(database, flow),
    meant: (text, limit) => flowsMeant(database, text, limit),
    directoryKept: (mark) => versionKept(database, { kind: 'directory', mark }),
  }
}

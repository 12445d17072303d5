import { type Generated, type Kysely, sql, type Transaction } from 'kysely'
import type { AccountRole } from '../settings/account-roles.ts'
import type { AuditAction, AuditKind } from './audit-words.ts'
import type { TallyKind } from './tally.ts'

/**
 * The tables of the record. Instants are ISO 8601 UTC text, money is decimal text, `json` columns hold JSON text,
 * truth values are 0 or 1: the same values on every engine.
 */
export interface Tables {
  /** Facts about the record itself: `version`, the last migration applied, and `id`, given once. */
  about: { name: string; value: string }
  flows: FlowRow
  runs: RunRow
  invoices: InvoiceRow
  /** Who holds a uniqueness key: the first accepted invoice that committed it. */
  accepted_keys: { key: string; flow: number; invoice_index: number; accepted_at: string }
  events: EventRow
  outbox: OutboxRow
  lanes: LaneRow
  lane_acts: LaneActRow
  slices: SliceRow
  duties: DutyRow
  drops: DropRow
  deposits: DepositRow
  replays: ReplayRow
  flow_faults: FlowFaultRow
  versions: VersionRow
  flow_times: FlowTimesRow
  leaving: LeavingRow
  alerts: AlertRow
  alert_notices: AlertNoticeRow
  accounts: AccountRow
  sessions: SessionRow
  audit: AuditRow
  tallied_blocks: TalliedBlockRow
  tallies: TallyRow
  recipient_years: RecipientYearRow
  saved_filters: { account: string; name: string; query: string; saved_at: string }
}

export type FlowState =
  | 'received'
  | 'processing'
  | 'integrated'
  | 'partially-integrated'
  | 'rejected'
  | 'blocked'

/**
 * The flow still waits for its outcome. Written out, not bound: the engines use an index that holds the pending rows
 * only when they see this very condition.
 */
export const isPending = sql<boolean>`"state" in ('received', 'processing')`
/** The same, where another table has a state too. */
export const isPendingFlow = sql<boolean>`"flows"."state" in ('received', 'processing')`
/** The document is still to be sent. */
export const isToSend = sql<boolean>`"state" = 'pending'`
/** Nobody was told of it yet. */
export const isToTell = sql<boolean>`"told_at" is null`
/** Support asked for a try of the lane now. */
export const isAsked = sql<boolean>`"asked" = 1`

export interface FlowRow {
  number: Generated<number>
  name: string
  flow_identifier: string | null
  depositor: string
  interface_code: string | null
  sha256: string
  size: number
  /** What makes one dropped file itself: see `ReceivedFile.drop`. */
  drop_identity: string
  received_at: string
  state: FlowState
  /** The run that is pending, or that gave the state. */
  run: number
  admissible: number | null
  invoices: number
  accepted: number
  /** JSON of `Outcome.judgedBy`. */
  judged_by: string | null
  settled_at: string | null
  /** The version of its deposit that the next run reads: 0 is what was dropped, others are rows of `deposits`. */
  version: Generated<number>
  /** When retention removed its documents from the archive. */
  documents_expired_at: string | null
  /** When retention removed all but this row. */
  expired_at: string | null
}

export interface RunRow {
  flow: number
  run: number
  started_at: string | null
  ended_at: string | null
  /** Who asked for a replay; null for the first run. */
  author: string | null
  reason: string | null
  state: FlowState | null
  /** JSON: faults, remarks and journey of the flow as a whole. */
  outcome: string | null
  /** When it was asked for; null for the first run. */
  asked_at: string | null
  /** The version of the deposit it reads. */
  version: Generated<number>
  /** The replay of many flows it is part of. */
  replay: string | null
  /** 1: invoices an earlier run accepted are sent again, as recycled; 0: they are left where they are. */
  again: Generated<number>
}

/** A corrected document of a flow: what was dropped is never changed. */
export interface DepositRow {
  flow: number
  /** 1 and upwards. */
  version: number
  sha256: string
  size: number
  author: string
  reason: string
  at: string
}

export type ReplayState = 'running' | 'stopped' | 'done'

/** A replay that was asked for: of flows named one by one, or of all that a filter finds. */
export interface ReplayRow {
  /** Made of what was asked, so that asking the same twice is one replay. */
  id: string
  author: string
  reason: string
  /** JSON of the filter. */
  filter: string
  again: number
  state: ReplayState
  /** Flows up to this number have been looked at. */
  looked_up_to: number
  /** The last flow there was when it was asked for: what comes later is not part of it. */
  through: number
  /** Flows the filter found when it was asked for. */
  found: number
  /** Runs it began. */
  begun: number
  asked_at: string
  ended_at: string | null
}

/** A code the last run of a flow gave, to find the flows by. */
export interface FlowFaultRow {
  flow: number
  code: string
  kind: 'fault' | 'remark'
}

/** When the flows of a block of numbers were received: see `flow-times.ts`. */
export interface FlowTimesRow {
  block: number
  earliest: string
  latest: string
}

/** What runs were judged by, kept in the archive so that any past run can be computed again. */
export interface VersionRow {
  kind: 'directory'
  /** As in `Outcome.judgedBy`. */
  mark: string
  sha256: string
  since: string
}

/** A document on its way out of the archive. */
export interface LeavingRow {
  sha256: string
  /** The flow it was a document of. */
  flow: number
  since: string
  /** When it was set aside; null while it lies in its place. */
  aside_at: string | null
}

export interface InvoiceRow {
  flow: number
  run: number
  invoice_index: number
  document: string
  number: string | null
  supplier_type: string | null
  supplier_id: string | null
  supplier_name: string | null
  recipient_siret: string | null
  recipient_service: string | null
  engagement: string | null
  type: string | null
  frame: string | null
  issue_date: string | null
  currency: string | null
  tax_exclusive: string | null
  tax_inclusive: string | null
  payable: string | null
  accepted: number
  faults: string
  remarks: string
  factor_status: string | null
  factor_reason: string | null
  /** JSON of the factor's decision, with its sources. */
  factor: string | null
  /** The last four characters of the account to pay. */
  account_end: string | null
  id_cpro: string | null
  /** The supplier's name in capitals without accents, to be found by. */
  supplier_folded: string | null
  /** The earlier run whose pivot carries it, when this run, though it accepts it, sends none. */
  delivered_run: number | null
  pivot_name: string | null
  /** JSON of the route. */
  route: string | null
}

export type EventKind =
  | 'received'
  | 'started'
  | 'attempt-failed'
  | 'outcome'
  | 'blocked'
  | 'sent'
  | 'send-failed'
  | 'replay-asked'
  | 'corrected'
  | 'expired'

export interface EventRow {
  id: Generated<number>
  flow: number
  run: number
  at: string
  kind: EventKind
  detail: string
}

export type DocumentState = 'pending' | 'sent'

export interface OutboxRow {
  id: Generated<number>
  endpoint: string
  flow: number
  run: number
  kind: string
  name: string
  sha256: string
  size: number
  state: DocumentState
  /** The place it lies in, written beside its name, still to be named; null when it lies nowhere. */
  staged_in: string | null
  /** The mark in the hidden name it lies under; null when it lies nowhere. */
  staged_as: string | null
  tries: number
  next_at: string | null
  last_error: string | null
  sent_at: string | null
}

export interface LaneRow {
  endpoint: string
  lease_owner: string | null
  /** By the clock of the database. */
  lease_until: string | null
  /** How often it was leased: who has an older term has lost it. */
  lease_term: Generated<number>
  tries: number
  next_at: string | null
  last_error: string | null
  /** Who holds it back, since when and why; null when it runs. */
  held_by: string | null
  held_at: string | null
  held_reason: string | null
  /** 1: support asked for a try now. */
  asked: Generated<number>
}

/** What support did to a lane; only ever added to. */
export interface LaneActRow {
  id: Generated<number>
  endpoint: string
  at: string
  kind: 'held' | 'released' | 'retried'
  author: string
  reason: string
  /** Documents that were waiting. */
  documents: number
}

/** What one machine does for all that share the record. */
export interface DutyRow {
  name: string
  owner: string
  /** Nobody else takes it before. */
  until: string
  /** What the owner says of itself. */
  note: string | null
}

/** A file seen in a depositor's folder on its own server, by its name there. */
export interface DropRow {
  depositor: string
  name: string
  /** Size and date, as the server tells them. */
  looks: string
  /** What makes this drop itself. */
  token: string
}

export type AlertKind = 'blocked' | 'endpoint' | 'pending' | 'silent'

/** Something that is not as it should be. */
export interface AlertRow {
  /** What it is about: one thing is told once. */
  key: string
  kind: AlertKind
  since: string
  /** When it had lasted long enough to be told; null until then. */
  begun_at: string | null
  /** JSON: figures and codes, for the sentences. */
  facts: string
}

/** What whoever watches is to be told: that an alert began, or that it is over. */
export interface AlertNoticeRow {
  id: Generated<number>
  key: string
  kind: AlertKind
  phase: 'begin' | 'over'
  since: string
  at: string
  facts: string
  tries: Generated<number>
  next_at: string | null
  last_error: string | null
  told_at: string | null
}

/** A part of a flow of many documents, examined by whichever worker is free. */
export interface SliceRow {
  flow: number
  run: number
  slice: number
  /** Documents from here … */
  range_from: number
  /** … up to, and without, here. */
  range_to: number
  /** Hash, in the archive, of what it came to; null until then. */
  result: string | null
}

/** Who may use the console. */
export interface AccountRow {
  /** As `accountName` makes it. */
  name: string
  role: AccountRole
  /** Application code, of a depositor's account only. */
  depositor: string | null
  language: 'fr' | 'en'
  /** Its hash, which says how it was made; null: this account comes in through its OpenID provider. */
  password: string | null
  /** The provider, and who the account is there. */
  issuer: string | null
  subject: string | null
  created_at: string
  created_by: string
  /** Since then it opens nothing. */
  disabled_at: string | null
}

/** Somebody is logged in. */
export interface SessionRow {
  /** SHA-256, in hexadecimal, of what the browser has: whoever reads the record cannot be that browser. */
  token_hash: string
  account: string
  created_at: string
  /** To the minute. */
  seen_at: string
  /** It ends then, however busy it is. */
  expires_at: string
  /** The browser's own words, shortened. */
  agent: string | null
}

/** What a person did; only ever added to, which the engine itself holds. */
export interface AuditRow {
  id: Generated<number>
  at: string
  author: string
  /** `command`: on the machine itself; `nobody` tried to come in. */
  role: AccountRole | 'command' | 'nobody'
  action: AuditAction
  kind: AuditKind
  /** Which one: a flow's number, an account's name. */
  subject: string
  reason: string | null
  /** JSON. */
  before: string | null
  after: string | null
  /** Where the request came from. */
  address: string | null
}

/** A block of flow numbers whose flows are counted in `tallies`. */
export interface TalliedBlockRow {
  block: number
  /** 1: something of its flows changed since. */
  stale: Generated<number>
}

/** What is counted of a block's flows that one depositor, or all, dropped on one day. */
export interface TallyRow {
  /** Application code, or `*`. */
  depositor: string
  kind: TallyKind
  /** Of Paris, AAAA-MM-JJ. */
  day: string
  block: number
  /** JSON of a `Tally`. */
  tally: string
}

/** Accepted invoices for one recipient, of the tallied flows of one year. */
export interface RecipientYearRow {
  /** Application code, or `*`. */
  depositor: string
  year: number
  siret: string
  invoices: number
}

export type Database = Kysely<Tables>
/** A place to put queries: the database, or a transaction of it. */
export type Queries = Database | Transaction<Tables>

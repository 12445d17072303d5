import type { Selectable } from 'kysely'
import type { Fault } from '../faults/fault.ts'
import type { FactorDecision } from '../invoice/factor.ts'
import { given } from '../invoice/given.ts'
import type { Route } from '../pipeline/outcome.ts'
import type {
  Dossier,
  DossierDocument,
  DossierEvent,
  DossierInvoice,
  DossierLane,
  DossierReplay,
  DossierRun,
  DossierVersion,
  FlowHead,
} from './dossier.ts'
import { flowsNamed } from './named-flows.ts'
import type { FlowRow, InvoiceRow, LaneRow, OutboxRow, Queries, RunRow } from './tables.ts'

export async function dossierOf(queries: Queries, flow: number): Promise<Dossier | undefined> {
  const row = await queries.selectFrom('flows').selectAll().where('number', '=', flow).executeTakeFirst()
  if (row === undefined) return undefined
  return {
    flow: headOf(row),
    runs: await runsOf(queries, flow),
    events: await eventsOf(queries, flow),
    documents: await documentsOf(queries, flow),
    versions: await versionsOf(queries, flow),
    replays: await replaysOf(queries, flow),
  }
}

/** A number of no flow may still be a name. */
export async function flowsMeant(queries: Queries, text: string, limit: number): Promise<FlowHead[]> {
  const flows = queries.selectFrom('flows').selectAll()
  const numbered = LIKE_A_NUMBER.test(text)
    ? await flows.where('number', '=', Number(text)).executeTakeFirst()
    : undefined
  if (numbered !== undefined) return [headOf(numbered)]
  const named = (await flowsNamed(queries, text)).slice(0, limit)
  if (named.length === 0) return []
  const rows = await flows.where('number', 'in', named).orderBy('number', 'desc').execute()
  return rows.map(headOf)
}

/** What the column of numbers holds on every engine. */
const LIKE_A_NUMBER = /^[1-9]\d{0,8}$/

function headOf(row: Selectable<FlowRow>): FlowHead {
  return {
    flow: row.number,
    name: row.name,
    depositor: row.depositor,
    sha256: row.sha256,
    size: row.size,
    receivedAt: row.received_at,
    state: row.state,
    run: row.run,
    invoices: row.invoices,
    accepted: row.accepted,
    version: row.version,
    ...known({
      flowIdentifier: row.flow_identifier,
      interfaceCode: row.interface_code,
      admissible: row.admissible === null ? null : row.admissible === 1,
      settledAt: row.settled_at,
      documentsExpiredAt: row.documents_expired_at,
      expiredAt: row.expired_at,
    }),
  }
}

async function runsOf(queries: Queries, flow: number): Promise<DossierRun[]> {
  const rows = await queries.selectFrom('runs').selectAll().where('flow', '=', flow).orderBy('run').execute()
  const invoices = await queries
    .selectFrom('invoices')
    .selectAll()
    .where('flow', '=', flow)
    .orderBy('invoice_index')
    .execute()
  const byRun = Map.groupBy(invoices, (each) => each.run)
  return rows.map((row) => ({ ...runOf(row), invoices: (byRun.get(row.run) ?? []).map(invoiceOf) }))
}

function runOf(row: Selectable<RunRow>): Omit<DossierRun, 'invoices'> {
  return {
    run: row.run,
    version: row.version,
    again: row.again === 1,
    ...known({
      startedAt: row.started_at,
      endedAt: row.ended_at,
      state: row.state,
      author: row.author,
      reason: row.reason,
      askedAt: row.asked_at,
      replay: row.replay,
      outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as NonNullable<DossierRun['outcome']>),
    }),
  }
}

function invoiceOf(row: Selectable<InvoiceRow>): DossierInvoice {
  return {
    index: row.invoice_index,
    document: row.document,
    supplier: known({ type: row.supplier_type, id: row.supplier_id, name: row.supplier_name }),
    recipient: known({ siret: row.recipient_siret, service: row.recipient_service }),
    amounts: known({ ht: row.tax_exclusive, ttc: row.tax_inclusive, net: row.payable }),
    accepted: row.accepted === 1,
    faults: JSON.parse(row.faults) as Fault[],
    remarks: JSON.parse(row.remarks) as Fault[],
    ...known({
      number: row.number,
      engagement: row.engagement,
      type: row.type,
      frame: row.frame,
      issueDate: row.issue_date,
      currency: row.currency,
      factor: row.factor === null ? null : (JSON.parse(row.factor) as FactorDecision),
      accountEnd: row.account_end,
      idCpro: row.id_cpro,
      pivot: row.pivot_name,
      deliveredRun: row.delivered_run,
      route: row.route === null ? null : (JSON.parse(row.route) as Route),
    }),
  }
}

async function eventsOf(queries: Queries, flow: number): Promise<DossierEvent[]> {
  const rows = await queries
    .selectFrom('events')
    .select(['run', 'at', 'kind', 'detail'])
    .where('flow', '=', flow)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as DossierEvent['detail'] }))
}

async function documentsOf(queries: Queries, flow: number): Promise<DossierDocument[]> {
  const rows = await queries.selectFrom('outbox').selectAll().where('flow', '=', flow).orderBy('id').execute()
  const endpoints = [...new Set(rows.map((row) => row.endpoint))]
  const lanes =
    endpoints.length === 0
      ? []
      : await queries.selectFrom('lanes').selectAll().where('endpoint', 'in', endpoints).execute()
  const byEndpoint = new Map(lanes.map((lane) => [lane.endpoint, laneOf(lane)]))
  return rows.map((row) => ({ ...documentOf(row), lane: byEndpoint.get(row.endpoint) ?? { tries: 0 } }))
}

function documentOf(row: Selectable<OutboxRow>): Omit<DossierDocument, 'lane'> {
  const { run, kind, name, endpoint, sha256, state, tries } = row
  return {
    run,
    kind,
    name,
    endpoint,
    sha256,
    size: row.size,
    state,
    tries,
    ...known({ nextAt: row.next_at, lastError: row.last_error, sentAt: row.sent_at }),
  }
}

function laneOf(row: Selectable<LaneRow>): DossierLane {
  const held =
    row.held_by === null ? null : { by: row.held_by, ...known({ at: row.held_at, reason: row.held_reason }) }
  return { tries: row.tries, ...known({ nextAt: row.next_at, lastError: row.last_error, held }) }
}

async function versionsOf(queries: Queries, flow: number): Promise<DossierVersion[]> {
  const rows = await queries
    .selectFrom('deposits')
    .select(['version', 'sha256', 'size', 'author', 'reason', 'at'])
    .where('flow', '=', flow)
    .orderBy('version')
    .execute()
  return rows.map((row) => ({ ...row, size: row.size }))
}

async function replaysOf(queries: Queries, flow: number): Promise<DossierReplay[]> {
  const rows = await queries
    .selectFrom('replays')
    .select(['id', 'author', 'reason', 'state', 'found', 'asked_at'])
    .where('id', 'in', (of) =>
      of
        .selectFrom('runs')
        .select('replay')
        .where('flow', '=', flow)
        .where('replay', 'is not', null)
        .$castTo<{
          replay: string
        }>(),
    )
    .orderBy('asked_at')
    .execute()
  return rows.map(({ asked_at, ...row }) => ({ ...row, askedAt: asked_at }))
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> }

/** What the row has; what is null there is absent here. */
function known<T extends object>(members: T): Known<T> {
  const filled = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
  return given(filled) as Known<T>
}

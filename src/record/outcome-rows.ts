import type { Insertable, Updateable } from 'kysely'
import type { InvoiceOutcome, Outcome } from '../pipeline/outcome.ts'
import type { ArchivedOutcome } from './ledger.ts'
import { folded } from './folded.ts'
import type { FlowFaultRow, FlowRow, InvoiceRow, OutboxRow, RunRow, Tables } from './tables.ts'

/** How much of an account the record shows: enough to recognise it, not enough to use it. */
const ACCOUNT_END = 4

/** The uniqueness keys an outcome takes, sorted. */
export function keyRows(outcome: Outcome, at: string): Tables['accepted_keys'][] {
  return outcome.invoices
    .filter((invoice) => invoice.accepted && invoice.key !== undefined)
    .map((invoice) => ({
      key: invoice.key as string,
      flow: outcome.flow,
      invoice_index: invoice.index,
      accepted_at: at,
    }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

export function invoiceRows(outcome: Outcome): InvoiceRow[] {
  return outcome.invoices.map((each) => ({
    flow: outcome.flow,
    run: outcome.run,
    invoice_index: each.index,
    document: each.document,
    accepted: Number(each.accepted),
    faults: JSON.stringify(each.faults),
    remarks: JSON.stringify(each.remarks),
    id_cpro: each.idCpro ?? null,
    delivered_run: each.deliveredRun ?? null,
    pivot_name: each.pivot ?? null,
    route: each.route === undefined ? null : JSON.stringify(each.route),
    ...partiesOf(each),
    ...contentOf(each),
  }))
}

/** What could be read of it, accepted or not: support looks for rejected invoices too. */
function partiesOf({ sketch, route }: InvoiceOutcome) {
  return {
    supplier_type: sketch?.supplier.type ?? null,
    supplier_id: sketch?.supplier.id ?? null,
    supplier_name: sketch?.supplier.name ?? null,
    supplier_folded: sketch?.supplier.name === undefined ? null : folded(sketch.supplier.name),
    recipient_siret: route?.siret ?? sketch?.recipient.siret ?? null,
    recipient_service: sketch?.recipient.service ?? null,
    factor_status: sketch?.factor.status ?? null,
    factor_reason: sketch?.factor.reason ?? null,
    factor: sketch === undefined ? null : JSON.stringify(sketch.factor),
    account_end: sketch?.account?.id.slice(-ACCOUNT_END) ?? null,
  }
}

function contentOf({ sketch }: InvoiceOutcome) {
  return {
    number: sketch?.number ?? null,
    engagement: sketch?.engagement ?? null,
    type: sketch?.type ?? null,
    frame: sketch?.frame ?? null,
    issue_date: sketch?.issueDate ?? null,
    currency: sketch?.currency ?? null,
    tax_exclusive: sketch?.amounts.ht ?? null,
    tax_inclusive: sketch?.amounts.ttc ?? null,
    payable: sketch?.amounts.net ?? null,
  }
}

/** The codes to find the flow by; a code that is both is a fault. */
export function codeRows({ flow, faults, remarks, invoices }: Outcome): FlowFaultRow[] {
  const codes = new Map<string, FlowFaultRow['kind']>()
  for (const { code } of [...remarks, ...invoices.flatMap((each) => each.remarks)]) codes.set(code, 'remark')
  for (const { code } of [...faults, ...invoices.flatMap((each) => each.faults)]) codes.set(code, 'fault')
  return [...codes].map(([code, kind]) => ({ flow, code, kind }))
}

export function outboxRows({ outcome, documents }: ArchivedOutcome): Insertable<OutboxRow>[] {
  return outcome.documents.map((document, index) => ({
    endpoint: document.endpoint,
    flow: outcome.flow,
    run: outcome.run,
    kind: document.kind,
    name: document.name,
    sha256: archivedHash(documents, index),
    size: document.bytes.length,
    state: 'pending' as const,
    tries: 0,
  }))
}

function archivedHash(hashes: readonly string[], index: number): string {
  const found = hashes[index]
  if (found === undefined) throw new Error(`document ${index} of the outcome was not archived`)
  return found
}

/** What the flow's row says once it has its outcome. */
export function settledRow(outcome: Outcome, at: string): Updateable<FlowRow> {
  return {
    state: outcome.state,
    admissible: Number(outcome.admissible),
    interface_code: outcome.interfaceCode ?? null,
    invoices: outcome.invoices.length,
    accepted: outcome.invoices.filter((invoice) => invoice.accepted).length,
    judged_by: JSON.stringify(outcome.judgedBy),
    settled_at: at,
    ...(outcome.flowIdentifier === undefined ? {} : { flow_identifier: outcome.flowIdentifier }),
  }
}

/** And what its run's row says. */
export function endedRow({ outcome, startedAt }: ArchivedOutcome, at: string): Updateable<RunRow> {
  return { started_at: startedAt, ended_at: at, state: outcome.state, outcome: runSummary(outcome) }
}

/** What the run says of the flow as a whole; invoices have rows of their own. */
function runSummary(outcome: Outcome): string {
  const { admissible, faults, remarks, journey, judgedBy } = outcome
  return JSON.stringify({ admissible, faults, remarks, journey, judgedBy })
}

/** The event's detail: figures and codes, for a time line. */
export function outcomeDetail(outcome: Outcome): Readonly<Record<string, unknown>> {
  const faults = [...outcome.faults, ...outcome.invoices.flatMap((invoice) => invoice.faults)]
  return {
    state: outcome.state,
    invoices: outcome.invoices.length,
    accepted: outcome.invoices.filter((invoice) => invoice.accepted).length,
    faults: [...new Set(faults.map((fault) => fault.code))],
    documents: outcome.documents.length,
  }
}

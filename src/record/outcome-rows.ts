import type { Insertable } from 'kysely'
import type { InvoiceOutcome, Outcome } from '../pipeline/outcome.ts'
import type { ArchivedOutcome } from './ledger.ts'
import type { InvoiceRow, OutboxRow, Tables } from './tables.ts'

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
    pivot_name: each.pivot ?? null,
    route: each.route === undefined ? null : JSON.stringify(each.route),
    ...partiesOf(each),
    ...contentOf(each),
  }))
}

function partiesOf({ invoice }: InvoiceOutcome) {
  return {
    supplier_type: invoice?.supplier.identifier.type ?? null,
    supplier_id: invoice?.supplier.identifier.value ?? null,
    supplier_name: invoice?.supplier.name ?? null,
    recipient_siret: invoice?.debtor.siret ?? null,
    recipient_service: invoice?.debtor.service?.code ?? null,
    factor_status: invoice?.factor.status ?? null,
    factor_reason: invoice?.factor.reason ?? null,
    factor: invoice === undefined ? null : JSON.stringify(invoice.factor),
    account_end: invoice?.payment.account?.id.slice(-ACCOUNT_END) ?? null,
  }
}

function contentOf({ invoice }: InvoiceOutcome) {
  return {
    number: invoice?.number ?? null,
    engagement: invoice?.engagement ?? null,
    type: invoice?.type ?? null,
    frame: invoice?.frame ?? null,
    issue_date: invoice?.issueDate ?? null,
    currency: invoice?.currency ?? null,
    tax_exclusive: invoice?.totals.taxExclusive ?? null,
    tax_inclusive: invoice?.totals.taxInclusive ?? null,
    payable: invoice?.totals.payable ?? null,
  }
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

/** What the run says of the flow as a whole; invoices have rows of their own. */
export function runSummary(outcome: Outcome): string {
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

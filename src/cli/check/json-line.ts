import { advice, entryOf, type Fault, sentence } from '../../faults/fault.ts'
import type { FinalState, InvoiceOutcome, InvoiceSketch, Outcome } from '../../pipeline/outcome.ts'

const VERDICTS = {
  integrated: 'accepted',
  'partially-integrated': 'partial',
  rejected: 'rejected',
} as const satisfies Record<FinalState, string>

/**
 * The stable form for programs: one object, one line. What is not known is null, never left out.
 * `format` is the schema that judged the document, null when none did.
 */
export function jsonLine(file: string, outcome: Outcome, pivots: readonly string[]): string {
  return JSON.stringify({
    file,
    verdict: VERDICTS[outcome.state],
    format: outcome.judgedBy.schemas[0]?.id ?? null,
    faults: [...outcome.faults, ...outcome.invoices.flatMap((each) => each.faults)].map(faultJson),
    remarks: [...outcome.remarks, ...outcome.invoices.flatMap((each) => each.remarks)].map(faultJson),
    invoices: outcome.invoices.flatMap((each) =>
      each.sketch === undefined ? [] : [invoiceJson(each, each.sketch)],
    ),
    pivots,
  })
}

/** The object of a file that could not be judged, which is no verdict on it. */
export function troubleLine(file: string, trouble: string): string {
  const nothing = { format: null, faults: [], remarks: [], invoices: [], pivots: [] }
  return JSON.stringify({ file, verdict: null, ...nothing, trouble })
}

function faultJson(fault: Fault) {
  const [first] = fault.places
  return {
    code: fault.code,
    official: entryOf(fault.code).official ?? null,
    at: first?.xpath ?? null,
    line: first?.line ?? null,
    message: sentence(fault),
    advice: advice(fault),
  }
}

function invoiceJson(of: InvoiceOutcome, sketch: InvoiceSketch) {
  const { supplier, recipient, amounts, factor, account } = sketch
  return {
    number: sketch.number ?? null,
    type: sketch.type ?? null,
    frame: sketch.frame ?? null,
    supplier: { type: supplier.type ?? null, id: supplier.id ?? null, name: supplier.name ?? null },
    recipient: { siret: of.route?.siret ?? recipient.siret ?? null, service: recipient.service ?? null },
    amounts: { ht: amounts.ht ?? null, ttc: amounts.ttc ?? null, net: amounts.net ?? null },
    currency: sketch.currency ?? null,
    factor: {
      status: factor.status,
      name: factor.name?.value ?? null,
      account: account?.id ?? null,
      bic: account?.bic ?? null,
      notice: factor.notice?.text ?? null,
      noticeSource: factor.notice?.foundIn ?? null,
      reason: factor.reason,
    },
  }
}

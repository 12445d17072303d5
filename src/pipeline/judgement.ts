import { type Fault, fault } from '../faults/fault.ts'
import type { PivotUnit } from '../formats/pivot/pivot.ts'
import { parisText } from '../invoice/paris.ts'
import type { EarlierInvoice, FinalState, InvoiceOutcome } from './outcome.ts'
import type { SentBefore } from './sent-before.ts'

/** An invoice of the flow as far as it was examined, and its part of a pivot when nothing is wrong with it. */
export interface Examined {
  outcome: InvoiceOutcome
  /** The `CPPFacturePivotUnitaire` of an accepted invoice, UTF-8. */
  unit?: PivotUnit
}

/** The keys whose past is to be asked for: those of invoices that have no other fault. */
export function keysOf(examined: readonly Examined[]): string[] {
  return examined.flatMap(({ outcome }) =>
    outcome.accepted && outcome.key !== undefined ? [outcome.key] : [],
  )
}

/** Adds the fault of a duplicate, of an earlier flow's invoice or of one before it in this flow. */
export function withoutDuplicates(
  examined: readonly Examined[],
  before: ReadonlyMap<string, EarlierInvoice>,
  { itself, sent }: { itself: EarlierInvoice; sent: SentBefore },
): Examined[] {
  const seen = new Map(before)
  return examined.map((each) => {
    const { outcome } = each
    if (!outcome.accepted || outcome.key === undefined) return each
    const earlier = sent.isDouble(outcome.index, outcome.key) ? itself : seen.get(outcome.key)
    if (earlier !== undefined) return { outcome: asDuplicate(outcome, earlier) }
    seen.set(outcome.key, itself)
    return each
  })
}

function asDuplicate(outcome: InvoiceOutcome, earlier: EarlierInvoice): InvoiceOutcome {
  const { sketch } = outcome
  const found = fault('EXT-18', {
    at: sketch?.numberPlace ?? [],
    detail: {
      number: sketch?.number ?? '',
      year: sketch?.issueDate?.slice(0, 4) ?? '',
      date: parisText(earlier.acceptedAt),
      earlier: earlier.flowName,
    },
  })
  return { ...outcome, accepted: false, faults: [...outcome.faults, found] }
}

export function stateOf(faults: readonly Fault[], invoices: readonly InvoiceOutcome[]): FinalState {
  const accepted = invoices.filter((each) => each.accepted).length
  if (faults.length > 0 || accepted === 0) return 'rejected'
  return accepted === invoices.length ? 'integrated' : 'partially-integrated'
}

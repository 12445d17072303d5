import type { Fault } from '../faults/fault.ts'
import type { Draft } from '../invoice/draft.ts'
import { given } from '../invoice/given.ts'
import type { EarlierInvoice, FinalState, InvoiceOutcome } from './outcome.ts'
import { sketchOf } from './sketch.ts'
import { type Checked, duplicateFault } from './stages/check.ts'
import type { FlowDocument } from './stages/open.ts'
import type { Accepted } from './stages/pivot.ts'

/** A document of the flow as far as it got: unreadable ones have faults and nothing else. */
export interface Judged {
  file: FlowDocument
  draft?: Draft
  checked: Checked
}

/** A document its schema refused. */
export function unreadable(file: FlowDocument, faults: readonly Fault[]): Judged {
  return { file, checked: { faults: [...faults], remarks: [] } }
}

/** The keys whose past is to be asked for: those of invoices that have no other fault. */
export function keysOf(judged: readonly Judged[]): string[] {
  return judged.flatMap(({ checked }) => (checked.key === undefined ? [] : [checked.key]))
}

/** Adds the fault of a duplicate, of an earlier flow's invoice or of one before it in this flow. */
export function withoutDuplicates(
  judged: readonly Judged[],
  before: ReadonlyMap<string, EarlierInvoice>,
  itself: EarlierInvoice,
): Judged[] {
  const seen = new Map(before)
  return judged.map((each) => {
    const { checked, draft } = each
    if (checked.key === undefined || draft === undefined) return each
    const earlier = seen.get(checked.key)
    if (earlier === undefined) {
      if (isAccepted(each)) seen.set(checked.key, itself)
      return each
    }
    const fault = duplicateFault(checked, draft, earlier)
    return fault === undefined
      ? each
      : { ...each, checked: { ...checked, faults: [...checked.faults, fault] } }
  })
}

/** The invoices that go on into a pivot. */
export function acceptedOf(judged: readonly Judged[]): Accepted[] {
  return judged.flatMap((each) => {
    const { invoice, route } = each.checked
    if (!isAccepted(each) || invoice === undefined || route === undefined) return []
    return [{ index: each.file.index, bytes: each.file.bytes, invoice, route }]
  })
}

function isAccepted({ checked }: Judged): boolean {
  return checked.faults.length === 0 && checked.invoice !== undefined && checked.route !== undefined
}

/** The verdict on each document, with the pivot it is in. */
export function invoiceOutcomes(
  judged: readonly Judged[],
  place: (index: number) => { pivot: string; idCpro: string } | undefined,
): InvoiceOutcome[] {
  return judged.map((each) => {
    const { file, checked, draft } = each
    const { faults, remarks, invoice, route, key } = checked
    const sketch = draft && sketchOf(draft, invoice)
    return {
      index: file.index,
      document: file.name,
      accepted: isAccepted(each),
      faults,
      remarks,
      ...given({ sketch, invoice, route, key }),
      ...place(file.index),
    }
  })
}

export function stateOf(faults: readonly Fault[], judged: readonly Judged[]): FinalState {
  const accepted = judged.filter(isAccepted).length
  if (faults.length > 0 || accepted === 0) return 'rejected'
  return accepted === judged.length ? 'integrated' : 'partially-integrated'
}

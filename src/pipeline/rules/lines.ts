import { amount, big } from '../../invoice/amount.ts'
import type { Draft, LineDraft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import type { Day, Line } from '../../invoice/invoice.ts'
import { TERMS } from '../../invoice/terms.ts'
import { money } from './amounts.ts'
import type { Findings } from './findings.ts'
import { day } from './heading.ts'

/** Every line. One that counts must give what the pivot demands of it; one for information may leave all out. */
export function lines(draft: Draft, findings: Findings): Line[] {
  return draft.lines.flatMap((each, index) => line(each, index, draft, findings) ?? [])
}

function line(of: LineDraft, index: number, draft: Draft, findings: Findings): Line | undefined {
  const id = of.id ?? String(index + 1)
  const quantity = of.quantity === undefined ? undefined : amount(of.quantity.value)
  const unitPrice = money(of.unitPrice, 'linePrice', findings)
  const net = money(of.amount, 'lineAmount', findings)
  if (of.kind === 'DETAIL') {
    if (of.quantity === undefined) missing('lineQuantity', of, id, draft, findings)
    if (of.unitPrice === undefined) missing('linePrice', of, id, draft, findings)
    if (of.amount === undefined) missing('lineAmount', of, id, draft, findings)
  }
  const { kind, source, descriptions } = of
  const rest = given({
    name: of.name,
    note: of.note,
    reference: of.reference,
    quantity,
    unit: of.unit,
    unitPrice,
  })
  const more = given({ taxRate: money(of.taxRate, 'taxRate', findings), deliveryNote: of.deliveryNote })
  const delivered = given({ deliveryDate: of.deliveryDate && day(of.deliveryDate, findings) })
  if (net === undefined) return undefined
  return { id, kind, source, descriptions, amount: net, ...rest, ...more, ...delivered }
}

type LineTerm = 'lineQuantity' | 'linePrice' | 'lineAmount'

function missing(term: LineTerm, of: LineDraft, id: string, draft: Draft, findings: Findings): void {
  const detail = { line: id, field: TERMS[term].fr, fieldEn: TERMS[term].en, path: draft.paths[term] }
  findings.fault('EXT-20', { at: of.source, detail })
}

/** The delivery date of the document, else the latest of its lines'. */
export function deliveryDate(draft: Draft, lines: readonly Line[], findings: Findings): Day | undefined {
  if (draft.deliveryDate !== undefined) return day(draft.deliveryDate, findings)
  return lines
    .flatMap((each) => each.deliveryDate ?? [])
    .toSorted()
    .at(-1)
}

/** Frame A2 announces an invoice fully paid. */
export function paidUp(draft: Draft, frame: string | undefined, findings: Findings): void {
  const payable = draft.totals.payable
  if (frame !== 'A2' || payable === undefined) return
  const value = money(payable, 'payable', findings)
  if (value !== undefined && !big(value).eq(0)) {
    findings.remark('EXT-24', { at: { ...payable.source, value }, detail: { payable: value } })
  }
}

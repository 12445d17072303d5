import type { Draft } from '../invoice/draft.ts'
import { decidePayment } from '../invoice/factor-decision.ts'
import { given } from '../invoice/given.ts'
import { identifierType } from '../invoice/identifier.ts'
import type { InvoiceSketch } from './outcome.ts'
import { place } from './rules/findings.ts'
import { structureIdentifier } from './rules/parties.ts'

/** Enough to know an invoice by: what is longer was made to be. */
const LONGEST = 300

function short(text: string | undefined): string | undefined {
  return text === undefined || text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}

/** What a draft says of itself, good or bad; the invoice, where there is one, has the last word on type and frame. */
export function sketchOf(draft: Draft, judged: { type?: string; frame?: string } | undefined): InvoiceSketch {
  const { supplier, debtor, totals } = draft
  const decision = decidePayment(draft)
  return {
    supplier: given({
      type: supplierType(draft),
      id: short(structureIdentifier(supplier.identifiers)?.value),
      name: short(supplier.name?.value),
    }),
    recipient: given({
      siret: short(structureIdentifier(debtor.identifiers)?.value),
      service: short(debtor.serviceCode?.value),
      name: short(debtor.name?.value),
    }),
    amounts: given({
      ht: totals.taxExclusive?.value,
      ttc: totals.taxInclusive?.value,
      net: totals.payable?.value,
    }),
    factor: decision.factor,
    ...given({
      flowIdentifier: draft.flowIdentifier?.value,
      number: short(draft.number?.value),
      numberPlace: draft.number && place(draft.number),
      type: judged?.type ?? draft.typeCode?.value,
      frame: judged?.frame ?? draft.frame?.value ?? 'A1',
      issueDate: draft.issueDate?.value.slice(0, 10),
      currency: draft.currency?.value,
      engagement: short(draft.engagement?.value),
      account: decision.account,
    }),
  }
}

function supplierType(draft: Draft): string | undefined {
  const scheme = structureIdentifier(draft.supplier.identifiers)?.scheme
  return scheme === undefined ? undefined : (identifierType(scheme) ?? scheme)
}

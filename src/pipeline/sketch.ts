import type { Draft } from '../invoice/draft.ts'
import { decidePayment } from '../invoice/factor-decision.ts'
import { given } from '../invoice/given.ts'
import { identifierType } from '../invoice/identifier.ts'
import type { InvoiceSketch } from './outcome.ts'

/** What a draft says of itself, good or bad; the invoice, where there is one, has the last word on type and frame. */
export function sketchOf(draft: Draft, judged: { type?: string; frame?: string } | undefined): InvoiceSketch {
  const { supplier, debtor, totals } = draft
  const decision = decidePayment(draft)
  return {
    supplier: given({
      type: supplierType(draft),
      id: supplier.identifiers[0]?.value,
      name: supplier.name?.value,
    }),
    recipient: given({
      siret: debtor.identifiers[0]?.value,
      service: debtor.serviceCode?.value,
      name: debtor.name?.value,
    }),
    amounts: given({
      ht: totals.taxExclusive?.value,
      ttc: totals.taxInclusive?.value,
      net: totals.payable?.value,
    }),
    factor: decision.factor,
    ...given({
      number: draft.number?.value,
      type: judged?.type ?? draft.typeCode?.value,
      frame: judged?.frame ?? draft.frame?.value ?? 'A1',
      issueDate: draft.issueDate?.value.slice(0, 10),
      currency: draft.currency?.value,
      engagement: draft.engagement?.value,
      account: decision.account,
    }),
  }
}

function supplierType(draft: Draft): string | undefined {
  const scheme = draft.supplier.identifiers[0]?.scheme
  return scheme === undefined ? undefined : (identifierType(scheme) ?? scheme)
}

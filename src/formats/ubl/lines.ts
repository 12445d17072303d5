import type { LineDraft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import type { LineKind } from '../../invoice/invoice.ts'
import { GROUPS } from './bindings.ts'
import { all, one, type Scope, scopes, source, text } from '../scope.ts'

const KINDS: Readonly<Record<string, LineKind>> = {
  DETAIL: 'DETAIL',
  INFORMATION: 'INFORMATION',
  REGROUPEMENT: 'REGROUPEMENT',
}

/** Every line of the document, those kept out of the totals included: people see them, sums do not. */
export function lines(root: Scope): LineDraft[] {
  const { path, parts } = GROUPS.line
  return scopes(root, path).map((line) => ({
    source: source(line),
    kind: KINDS[text(line, parts.kind)?.toUpperCase() ?? 'DETAIL'] ?? 'DETAIL',
    descriptions: all(line, parts.description).map((each) => each.value),
    ...given({
      id: text(line, parts.id),
      name: text(line, parts.name),
      note: text(line, parts.note),
      reference: text(line, parts.sellerReference, parts.standardReference),
      quantity: one(line, parts.quantity),
      unit: text(line, parts.unit),
      unitPrice: one(line, parts.price),
      amount: one(line, parts.amount),
      taxRate: one(line, parts.rate),
      deliveryDate: one(line, parts.deliveryDate),
      deliveryNote: text(line, parts.deliveryNote),
    }),
  }))
}

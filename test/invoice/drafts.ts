import type { Draft, PayeeDraft, PaymentMeansDraft } from '../../src/invoice/draft.ts'
import type { Sourced } from '../../src/invoice/factor.ts'
import { TERMS, type Term } from '../../src/invoice/terms.ts'

/** A value with a place of its own, so that a test can tell where a decision came from. */
export function said(value: string, xpath = `/Invoice/${value}`): Sourced {
  return { value, source: { xpath, line: 1 } }
}

/** A draft that says nothing but these parts. */
export function draft(parts: Partial<Draft> = {}): Draft {
  const paths = Object.fromEntries(Object.keys(TERMS).map((term) => [term, `/${term}`]))
  return {
    kind: 'invoice',
    paths: paths as Record<Term, string>,
    notes: [],
    period: {},
    supplier: { identifiers: [], address: { street: [] }, contact: {} },
    debtor: { identifiers: [], address: { street: [] }, contact: {} },
    paymentMeans: [],
    paymentTerms: [],
    totals: { tax: [], currencies: [] },
    taxes: [],
    adjustments: [],
    lines: [],
    attachments: [],
    ...parts,
  }
}

/** A payee with these parts. */
export function payee(parts: Partial<PayeeDraft>): PayeeDraft {
  return {
    source: { xpath: '/Invoice/cac:PayeeParty', line: 1 },
    hasLegalEntity: false,
    address: { street: [] },
    contactNotes: [],
    ...parts,
  }
}

/** A way of payment; an account comes with the channel IBAN. */
export function means(account?: string, parts: Partial<PaymentMeansDraft> = {}): PaymentMeansDraft {
  return {
    source: { xpath: '/Invoice/cac:PaymentMeans', line: 1 },
    code: said('30'),
    ...(account === undefined ? {} : { channel: said('IBAN'), account: said(account) }),
    ...parts,
  }
}

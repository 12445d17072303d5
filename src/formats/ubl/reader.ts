import type { XmlDocument } from 'libxml2-wasm'
import type { AdjustmentDraft, Draft, TaxDraft } from '../../invoice/draft.ts'
import type { Sourced } from '../../invoice/factor.ts'
import { given } from '../../invoice/given.ts'
import type { Term } from '../../invoice/terms.ts'
import { attachments } from './attachments.ts'
import { GROUPS, HEAD } from './bindings.ts'
import { lines } from './lines.ts'
import { debtor, deliverySite, supplier, validator } from './parties.ts'
import { payee, paymentMeans } from './payment.ts'
import { all, inner, one, rootScope, type Scope, scopes, source, text } from '../scope.ts'

const CREDIT_NOTE = 'CreditNote'

/**
 * What a UBL Invoice or CreditNote says, every row of the binding table read by XPath on the parsed document. The
 * document must have passed its schema; it is not kept.
 */
export function readUbl(document: XmlDocument): Draft {
  const root = rootScope(document)
  const kind = document.root.name === CREDIT_NOTE ? 'credit-note' : 'invoice'
  return {
    kind,
    paths: PATHS[kind],
    ...head(root),
    supplier: supplier(root),
    debtor: debtor(root),
    paymentMeans: paymentMeans(root),
    paymentTerms: all(root, HEAD.paymentTerms.paths[0]),
    totals: totals(root),
    taxes: taxes(root),
    adjustments: adjustments(root),
    lines: lines(root),
    attachments: attachments(root),
    ...given({ validator: validator(root), payee: payee(root), deliverySite: deliverySite(root) }),
  }
}

function head(root: Scope) {
  return {
    notes: all(root, HEAD.note.paths[0]),
    period: given({
      start: term(root, 'periodStart'),
      end: term(root, 'periodEnd'),
      description: term(root, 'periodDescription'),
    }),
    ...given({
      number: term(root, 'number'),
      issueDate: term(root, 'issueDate'),
      typeCode: term(root, 'typeCode'),
      currency: term(root, 'currency'),
      frame: frame(root),
      originInvoice: term(root, 'originInvoice'),
      engagement: term(root, 'engagement'),
      market: term(root, 'market'),
      deliveryDate: term(root, 'deliveryDate'),
    }),
  }
}

/** ProfileID counts only when it is an A-code: elsewhere it names a business process (a Peppol URN, a reform frame). */
function frame(root: Scope): Sourced | undefined {
  const [official, bare, profile] = HEAD.frame.paths
  const named = one(root, official, bare)
  if (named !== undefined) return named
  const profiled = one(root, profile)
  return profiled !== undefined && /^A\d{1,2}$/.test(profiled.value) ? profiled : undefined
}

function totals(root: Scope) {
  return {
    tax: taxTotals(root),
    currencies: currencies(root),
    ...given({
      taxExclusive: term(root, 'taxExclusive'),
      taxInclusive: term(root, 'taxInclusive'),
      payable: term(root, 'payable'),
      prepaid: term(root, 'prepaid'),
      allowance: term(root, 'allowance'),
      charge: term(root, 'charge'),
    }),
  }
}

/** The currencies of the totals, each once, at the first total that is in it. */
function currencies(root: Scope): Sourced[] {
  const found = scopes(root, 'cac:LegalMonetaryTotal/*[@currencyID]').map((each) => ({
    value: text(each, '@currencyID') ?? '',
    source: source(each),
  }))
  return [...new Map(found.toReversed().map((each) => [each.value, each])).values()]
}

/**
 * The tax amounts that add up: those in the document's currency, and where some are broken down by rate only those,
 * since a second TaxTotal without a breakdown repeats the first.
 */
function taxTotals(root: Scope): Sourced[] {
  const { parts } = GROUPS.taxTotal
  const own = ownTaxTotals(root)
  const brokenDown = own.filter((each) => inner(each, parts.subtotal) !== undefined)
  return (brokenDown.length > 0 ? brokenDown : own).flatMap((each) => one(each, parts.amount) ?? [])
}

/** Where none is in the document's currency, the currency is what is wrong, and the rules say so once. */
function ownTaxTotals(root: Scope): readonly Scope[] {
  const currency = text(root, ...HEAD.currency.paths)
  const { path, parts } = GROUPS.taxTotal
  const every = scopes(root, path)
  const own = every.filter((each) => (text(each, parts.currency) ?? currency) === currency)
  return own.length > 0 ? own : every
}

function taxes(root: Scope): TaxDraft[] {
  const { parts } = GROUPS.taxSubtotal
  const subtotals = ownTaxTotals(root).flatMap((total) => scopes(total, GROUPS.taxTotal.parts.subtotal))
  return subtotals.map((each) => ({
    source: source(each),
    ...given({
      rate: one(each, parts.rate, parts.categoryRate),
      base: one(each, parts.base),
      tax: one(each, parts.tax),
      exemption: one(each, parts.exemption),
    }),
  }))
}

function adjustments(root: Scope): AdjustmentDraft[] {
  const { path, parts } = GROUPS.adjustment
  return scopes(root, path).flatMap((each) => {
    const amount = one(each, parts.amount)
    if (amount === undefined) return []
    const isCharge = ['true', '1'].includes(text(each, parts.isCharge) ?? '')
    return [{ isCharge, amount, ...given({ reason: text(each, parts.reason) }) }]
  })
}

function term(root: Scope, name: Term): Sourced | undefined {
  return one(root, ...HEAD[name].paths)
}

const ROOTS = { invoice: 'Invoice', 'credit-note': 'CreditNote' } as const
/** What tells the two kinds' own elements apart (InvoiceLine, CreditNoteLine). */
const OWN_WORD = { invoice: 'Invoice', 'credit-note': 'Credit' } as const
const KIND_TERMS: ReadonlySet<string> = new Set(['typeCode', 'lineQuantity', 'linePrice', 'lineAmount'])

/** Where this kind of document keeps each term, by its first path, to tell a depositor what to fill in. */
function paths(kind: Draft['kind']): Readonly<Record<Term, string>> {
  const entries = Object.entries(HEAD).map(([name, { paths: candidates }]) => {
    const own = candidates.find((path: string) => path.includes(OWN_WORD[kind])) ?? candidates[0]
    return [name, `/${ROOTS[kind]}/${KIND_TERMS.has(name) ? own : candidates[0]}`]
  })
  return Object.fromEntries(entries) as Record<Term, string>
}

const PATHS = { invoice: paths('invoice'), 'credit-note': paths('credit-note') } as const

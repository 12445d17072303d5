import Big from 'big.js'
import { type Amount, amount, big, digits, fromBig } from '../../invoice/amount.ts'
import type { Draft, TaxDraft } from '../../invoice/draft.ts'
import type { Sourced } from '../../invoice/factor.ts'
import { given } from '../../invoice/given.ts'
import type { TaxSubtotal, Totals } from '../../invoice/invoice.ts'
import { TERMS, type Term } from '../../invoice/terms.ts'
import type { RuleSettings } from '../rule-settings.ts'
import { type Findings, place } from './findings.ts'

const POSITIONS = 19
const DECIMALS = 6

/** An amount as written, within 19 positions and 6 decimals. */
export function money(found: Sourced | undefined, term: Term, findings: Findings): Amount | undefined {
  if (found === undefined) return undefined
  const value = amount(found.value)
  if (value === undefined) throw new Error(`${term} passed its schema without being a decimal`)
  const { whole, decimals } = digits(value)
  if (whole + decimals <= POSITIONS && decimals <= DECIMALS) return value
  const detail = { field: raised(TERMS[term].fr), fieldEn: raised(TERMS[term].en), value: found.value }
  return findings.fault('EXT-15', { at: place(found), detail })
}

/** At the head of a sentence. */
function raised(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1)
}

export function totals(draft: Draft, findings: Findings): Totals | undefined {
  const { totals: of } = draft
  const taxExclusive = required(draft, 'taxExclusive', findings)
  const taxInclusive = required(draft, 'taxInclusive', findings)
  const payable = required(draft, 'payable', findings)
  const tax = of.tax.flatMap((each) => money(each, 'tax', findings) ?? [])
  if (taxExclusive === undefined || taxInclusive === undefined || payable === undefined) return undefined
  return {
    taxExclusive,
    taxInclusive,
    payable,
    ...given({
      tax: tax.length === 0 ? undefined : fromBig(sum(tax)),
      prepaid: money(of.prepaid, 'prepaid', findings),
      allowance: money(of.allowance, 'allowance', findings),
      charge: money(of.charge, 'charge', findings),
    }),
  }
}

function required(draft: Draft, term: 'taxExclusive' | 'taxInclusive' | 'payable', findings: Findings) {
  const found = draft.totals[term]
  return found === undefined ? findings.missing(term, draft.paths[term]) : money(found, term, findings)
}

/** The VAT lines. A line that taxes nothing may leave its rate out: it is zero. */
export function taxes(draft: Draft, findings: Findings): TaxSubtotal[] {
  return draft.taxes.flatMap((each) => {
    const base = part(each, 'base', 'taxBase', draft, findings)
    const tax = part(each, 'tax', 'taxAmount', draft, findings)
    const isUntaxed = tax !== undefined && big(tax).eq(0)
    const rate = each.rate === undefined && isUntaxed ? zero : part(each, 'rate', 'taxRate', draft, findings)
    if (base === undefined || tax === undefined || rate === undefined) return []
    return [{ rate, base, tax, ...given({ exemption: each.exemption?.value }) }]
  })
}

const zero = '0' as Amount

function part(tax: TaxDraft, name: 'base' | 'tax' | 'rate', term: Term, draft: Draft, findings: Findings) {
  const found = tax[name]
  return found === undefined
    ? findings.missing(term, draft.paths[term], tax.source)
    : money(found, term, findings)
}

/** HT + TVA = TTC, and the VAT lines add up to the totals, within the tolerance. */
export function sums(
  draft: Draft,
  { totals, lines }: { totals: Totals; lines: readonly TaxSubtotal[] },
  rules: RuleSettings,
  findings: Findings,
): void {
  // An E2 may leave VAT to its PDF: then there is nothing to add up.
  if (draft.originals !== undefined && totals.tax === undefined && lines.length === 0) return
  const tolerance = new Big(rules.tolerance)
  const tax = totals.tax === undefined ? new Big(0) : big(totals.tax)
  const gap = big(totals.taxExclusive).plus(tax).minus(big(totals.taxInclusive)).abs()
  if (gap.gt(tolerance)) {
    const detail = {
      ht: totals.taxExclusive,
      tax: written(tax),
      ttc: totals.taxInclusive,
      gap: written(gap),
      tolerance: rules.tolerance,
    }
    findings.fault('EXT-16', { at: places(draft, 'taxInclusive'), detail })
  }
  if (lines.length === 0) return
  const compare = (term: 'taxExclusive' | 'tax', added: Big, total: Big) => {
    const off = added.minus(total).abs()
    if (off.lte(tolerance)) return
    const label = term === 'tax' ? TERMS.tax : TERMS.taxExclusive
    const detail = {
      field: lowered(label.fr),
      fieldEn: lowered(label.en),
      sum: written(added),
      total: written(total),
      gap: written(off),
      tolerance: rules.tolerance,
    }
    findings.fault('EXT-17', { at: draft.taxes.map((each) => each.source), detail })
  }
  compare('taxExclusive', sum(lines.map((each) => each.base)), big(totals.taxExclusive))
  compare('tax', sum(lines.map((each) => each.tax)), tax)
}

/** Inside a sentence: the first letter alone, HT and TVA stay as they are. */
function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1)
}

/** As money is written: two decimals, more when there are more. */
function written(value: Big): string {
  return value.round(2).eq(value) ? value.toFixed(2) : value.toFixed()
}

function places(draft: Draft, term: 'taxInclusive') {
  const found = draft.totals[term]
  return found === undefined ? [] : [place(found)]
}

function sum(amounts: readonly Amount[]): Big {
  return amounts.reduce((total, each) => total.plus(big(each)), new Big(0))
}

/** What is left to pay is the gross amount less what was paid; a recipient pays the figure given. */
export function netToPay(draft: Draft, totals: Totals, rules: RuleSettings, findings: Findings): void {
  const prepaid = totals.prepaid === undefined ? new Big(0) : big(totals.prepaid)
  const expected = big(totals.taxInclusive).minus(prepaid)
  if (big(totals.payable).minus(expected).abs().lte(new Big(rules.tolerance))) return
  const detail = { payable: written(big(totals.payable)), expected: written(expected) }
  findings.remark('EXT-41', {
    at: draft.totals.payable === undefined ? [] : place(draft.totals.payable),
    detail,
  })
}

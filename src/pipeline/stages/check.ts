import { type Fault, merge } from '../../faults/fault.ts'
import type { Draft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import type { Day, Debtor, Invoice } from '../../invoice/invoice.ts'
import { parisDay } from '../../invoice/paris.ts'
import type { Context } from '../context.ts'
import type { Survey } from '../survey.ts'
import type { Route } from '../outcome.ts'
import { money, netToPay, sums, taxes, totals } from '../rules/amounts.ts'
import { attachments, original } from '../rules/attachments.ts'
import { Findings } from '../rules/findings.ts'
import { currency, day, fitting, frame, issueDate, number, type } from '../rules/heading.ts'
import { deliveryDate, lines, paidUp } from '../rules/lines.ts'
import { address, debtor, supplier, validator } from '../rules/parties.ts'
import { payment } from '../rules/payment.ts'
import { recipient } from '../rules/recipient.ts'

const COMMITMENT_LENGTH = 50
const NUMBER_LENGTH = 20

/** An invoice judged by every rule: with no fault it is complete, and so is its route. */
export interface Checked {
  faults: Fault[]
  remarks: Fault[]
  invoice?: Invoice
  route?: Route
  /** Uniqueness key, when its parts could be read. */
  key?: string
}

/** Judges a draft by every rule at once. Whether it is a duplicate is asked afterwards, by its key. */
export function check(of: Survey, receivedAt: string, context: Context): Checked {
  const { draft } = of
  const findings = new Findings()
  const owing = debtor(draft, context.rules, findings)
  const invoice = assemble(of, owing, { today: parisDay(receivedAt), context, findings })
  const route = owing === undefined ? undefined : recipient(draft, owing, context.directory, findings)
  const { faults, remarks } = findings
  return {
    faults: merge(faults),
    remarks: merge(remarks),
    ...given({ invoice, route, key: invoice === undefined ? undefined : keyOf(invoice) }),
  }
}

/** Supplier type and identifier, number, year of issue: an invoice is unique by these. */
function keyOf(invoice: Invoice): string {
  const { type, value } = invoice.supplier.identifier
  return JSON.stringify([type, value, invoice.number, invoice.issueDate.slice(0, 4)])
}

interface Bench {
  today: Day
  context: Context
  findings: Findings
}

/** The invoice, `undefined` when a part the pivot cannot do without is missing or wrong; the findings say which. */
function assemble(of: Survey, owing: Debtor | undefined, bench: Bench): Invoice | undefined {
  const { findings, context } = bench
  const { draft } = of
  const { rules } = context
  const is = type(draft, rules, findings)
  const { payment: paid, factor } = payment(draft, draft.kind === 'credit-note' ? '381' : is, rules, findings)
  const sum = totals(draft, findings)
  const taxLines = taxes(draft, findings)
  if (sum !== undefined) {
    sums(draft, { totals: sum, lines: taxLines }, rules, findings)
    netToPay(draft, sum, rules, findings)
  }
  const demanded = allGiven({
    number: number(draft, findings),
    type: is,
    frame: frame(draft, rules, findings),
    issueDate: issueDate(draft, bench.today, findings),
    currency: currency(draft, findings),
    supplier: supplier(draft, rules, findings),
    debtor: owing,
    totals: sum,
    payment: paid,
  })
  const rest = details(of, bench)
  paidUp(draft, demanded?.frame, findings)
  return demanded && { ...demanded, ...rest, factor, taxes: taxLines }
}

/** All of the parts, or nothing when one of them is missing. */
function allGiven<T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } | undefined {
  const isWhole = Object.values(parts).every((part) => part !== undefined)
  return isWhole ? (parts as { [K in keyof T]: Exclude<T[K], undefined> }) : undefined
}

function details(of: Survey, { context, findings }: Bench) {
  const { draft } = of
  // In E2 the PDF is the invoice: what lines it has as data go nowhere, and need nothing.
  const rows = draft.originals === undefined ? lines(draft, findings) : []
  return {
    typeCode: draft.typeCode?.value ?? '',
    notes: draft.notes.map((each) => each.value),
    adjustments: adjustments(draft, findings),
    lines: rows,
    ...original(of, context, findings),
    attachments: attachments(of, context, findings),
    ...given({ flowIdentifier: draft.flowIdentifier?.value }),
    ...optional(draft, rows, findings),
  }
}

function optional(draft: Draft, rows: Invoice['lines'], findings: Findings): Partial<Invoice> {
  const { start, end, description } = draft.period
  const period = given({
    start: start && day(start, findings),
    end: end && day(end, findings),
    description: description?.value,
  })
  const site = draft.deliverySite
  return given({
    period: Object.keys(period).length === 0 ? undefined : period,
    originInvoice: fitting(draft.originInvoice, 'originInvoice', NUMBER_LENGTH, findings),
    engagement: fitting(draft.engagement, 'engagement', COMMITMENT_LENGTH, findings),
    market: fitting(draft.market, 'market', COMMITMENT_LENGTH, findings),
    validator: validator(draft),
    deliveryDate: deliveryDate(draft, rows, findings),
    deliverySite: site && {
      address: address(site.address),
      ...given({ id: site.id?.value, description: site.description?.value }),
    },
  })
}

function adjustments(draft: Draft, findings: Findings): Invoice['adjustments'] {
  return draft.adjustments.flatMap((each) => {
    const value = money(each.amount, each.isCharge ? 'charge' : 'allowance', findings)
    return value === undefined
      ? []
      : [{ isCharge: each.isCharge, amount: value, ...given({ reason: each.reason }) }]
  })
}

import type { Draft } from '../../invoice/draft.ts'
import type { Sourced } from '../../invoice/factor.ts'
import { FRAMES, type Frame, isFrame } from '../../invoice/frame.ts'
import type { Day, InvoiceType } from '../../invoice/invoice.ts'
import { frenchDay } from '../../invoice/paris.ts'
import { TERMS, type Term } from '../../invoice/terms.ts'
import type { RuleSettings } from '../rule-settings.ts'
import { type Findings, place } from './findings.ts'

/** G1.05: the pivot holds 20 characters of these. */
const NUMBER_LENGTH = 20
const OUTSIDE_NUMBER = /[^A-Za-z0-9 \-+_/]/u
const EARLIEST = '2000-01-01'
/** ISO 4217, as the runtime knows it. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** The invoice's number, 20 characters of its charset. */
export function number(draft: Draft, findings: Findings): string | undefined {
  const found = required(draft, 'number', findings)
  if (found === undefined) return undefined
  const { value } = found
  const stray = OUTSIDE_NUMBER.exec(value)
  if (value.length > NUMBER_LENGTH) {
    findings.fault('EXT-02', {
      at: place(found),
      detail: { value, length: String(value.length) },
      rule: 'G1.05',
    })
  }
  if (stray !== null) {
    findings.fault('EXT-03', { at: place(found), detail: { value, character: stray[0] }, rule: 'G1.05' })
  }
  return value
}

/** The day of issue, not after the day of deposit as people in Paris count it (G1.07). */
export function issueDate(draft: Draft, today: Day, findings: Findings): Day | undefined {
  const found = required(draft, 'issueDate', findings)
  if (found === undefined) return undefined
  const value = day(found, findings)
  if (value === undefined) return undefined
  const detail = { value: frenchDay(value), today: frenchDay(today) }
  if (value > today) findings.fault('EXT-04', { at: place(found), detail, rule: 'G1.07' })
  if (value < EARLIEST) findings.fault('EXT-05', { at: place(found), detail })
  return value
}

/** An xs:date may carry a time zone, and a year of five digits or before our era; an invoice's day does not. */
const CALENDAR = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?$/

/** The day of a date, `undefined` and a fault when its year is of no calendar people use. */
export function day(found: Sourced, findings: Findings): Day | undefined {
  const read = CALENDAR.exec(found.value)?.[1]
  return read ?? findings.fault('EXT-43', { at: place(found), detail: { value: found.value } })
}

export function currency(draft: Draft, findings: Findings): string | undefined {
  const found = required(draft, 'currency', findings)
  if (found === undefined) return undefined
  const { value } = found
  if (!CURRENCIES.has(value)) return findings.fault('EXT-06', { at: place(found), detail: { value } })
  for (const other of draft.totals.currencies.filter((each) => each.value !== value)) {
    findings.fault('EXT-42', { at: place(other), detail: { value: other.value, currency: value } })
  }
  return value
}

/** 380 or 381; a credit note document needs no code, and may have no other than 381; an invoice document needs one. */
export function type(draft: Draft, rules: RuleSettings, findings: Findings): InvoiceType | undefined {
  if (draft.typeCode === undefined && draft.kind === 'credit-note') return '381'
  const found = required(draft, 'typeCode', findings)
  if (found === undefined) return undefined
  const type = typeOf(found.value, rules)
  // A credit note that came out as an invoice would be paid.
  if (type !== undefined && (draft.kind === 'invoice' || type === '381')) return type
  const accepted = Object.keys(rules.typeCodes).join(', ')
  return findings.fault('EXT-07', { at: place(found), detail: { value: found.value, accepted } })
}

function typeOf(code: string, rules: RuleSettings): InvoiceType | undefined {
  if (code === '380' || code === '381') return code
  return Object.hasOwn(rules.typeCodes, code) ? rules.typeCodes[code] : undefined
}

/** A1 when the document says nothing, as the platform's own stylesheet reads it. */
export function frame(draft: Draft, rules: RuleSettings, findings: Findings): Frame | undefined {
  const found = draft.frame
  if (found === undefined) return 'A1'
  const { value } = found
  if (!isFrame(value))
    return findings.fault('EXT-13', { at: place(found), detail: { value, allowed: rules.frames.join(', ') } })
  if (rules.frames.includes(value)) return value
  const detail = { value, label: FRAMES[value], allowed: rules.frames.join(', ') }
  return findings.fault('EXT-14', { at: place(found), detail })
}

/** Text the pivot holds only so many characters of. */
export function fitting(found: Sourced | undefined, term: Term, limit: number, findings: Findings) {
  if (found === undefined) return undefined
  if (found.value.length <= limit) return found.value
  const detail = { field: TERMS[term].fr, fieldEn: TERMS[term].en, limit: String(limit) }
  return findings.fault('EXT-19', { at: place(found), detail: { ...detail, value: found.value } })
}

function required(draft: Draft, term: 'number' | 'issueDate' | 'currency' | 'typeCode', findings: Findings) {
  return draft[term] ?? findings.missing(term, draft.paths[term])
}

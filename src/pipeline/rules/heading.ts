import type { Draft } from '../../invoice/draft.ts'
import type { Sourced } from '../../invoice/factor.ts'
import { FRAMES, type Frame, isFrame } from '../../invoice/frame.ts'
import type { Day, InvoiceType } from '../../invoice/invoice.ts'
import { TERMS, type Term } from '../../invoice/terms.ts'
import type { RuleSettings } from '../rule-settings.ts'
import { type Findings, place } from './findings.ts'

/** G1.05: the pivot holds 20 characters of these. */
const NUMBER_LENGTH = 20
const OUTSIDE_NUMBER = /[^A-Za-z0-9 \-+_/]/u
const EARLIEST = '2000-01-01'

/** The invoice's number, 20 characters of its charset. */
export function number(draft: Draft, findings: Findings): string | undefined {
  const found = required(draft, 'number', findings)
  if (found === undefined) return undefined
  const { value } = found
  const stray = OUTSIDE_NUMBER.exec(value)
  if (value.length > NUMBER_LENGTH) {
    findings.fault('EXT-02', { at: place(found), detail: { value, length: String(value.length) } })
  }
  if (stray !== null) findings.fault('EXT-03', { at: place(found), detail: { value, character: stray[0] } })
  return value
}

/** The day of issue, not after the day of deposit as people in Paris count it (G1.07). */
export function issueDate(draft: Draft, today: Day, findings: Findings): Day | undefined {
  const found = required(draft, 'issueDate', findings)
  if (found === undefined) return undefined
  const value = day(found.value)
  if (value > today) findings.fault('EXT-04', { at: place(found), detail: { value, today }, rule: 'G1.07' })
  if (value < EARLIEST) findings.fault('EXT-05', { at: place(found), detail: { value } })
  return value
}

/** An xs:date may carry a time zone; an invoice's day does not. */
export function day(text: string): Day {
  return text.slice(0, 10)
}

export function currency(draft: Draft, findings: Findings): string | undefined {
  const found = required(draft, 'currency', findings)
  if (found === undefined) return undefined
  if (/^[A-Z]{3}$/.test(found.value)) return found.value
  return findings.fault('EXT-06', { at: place(found), detail: { value: found.value } })
}

/** 380 or 381; a credit note document needs no code, an invoice document does. */
export function type(draft: Draft, rules: RuleSettings, findings: Findings): InvoiceType | undefined {
  if (draft.typeCode === undefined && draft.kind === 'credit-note') return '381'
  const found = required(draft, 'typeCode', findings)
  if (found === undefined) return undefined
  if (found.value === '380' || found.value === '381') return found.value
  const mapped = Object.hasOwn(rules.typeCodes, found.value) ? rules.typeCodes[found.value] : undefined
  const accepted = Object.keys(rules.typeCodes).join(', ')
  return mapped ?? findings.fault('EXT-07', { at: place(found), detail: { value: found.value, accepted } })
}

/** A1 when the document says nothing, as the platform's own stylesheet reads it. */
export function frame(draft: Draft, rules: RuleSettings, findings: Findings): Frame | undefined {
  const found = draft.frame
  if (found === undefined) return 'A1'
  const { value } = found
  if (!isFrame(value)) return findings.fault('EXT-13', { at: place(found), detail: { value } })
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

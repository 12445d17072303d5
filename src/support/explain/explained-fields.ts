import type { PivotField } from '../../formats/pivot/fields.ts'
import { given } from '../../invoice/given.ts'
import { AMOUNT_ROWS } from './amount-rows.ts'
import { ENVELOPE_ROWS } from './envelope-rows.ts'
import type { Evidence, Origin, Reason, Row } from './evidence.ts'
import { FILE_ROWS } from './file-rows.ts'
import { HEADING_ROWS } from './heading-rows.ts'
import { PARTY_ROWS } from './party-rows.ts'
import type { Words } from '../words.ts'
import { type RuleName, ruleText } from './rules.ts'

/** A field of a pivot that was delivered, and why it says what it says. */
export interface ExplainedField {
  /** From its invoice, as in docs/mapping.md (`DonneesFacture/TVAs/TVA[2]/Taux`), or from the root (`Enveloppe/…`). */
  path: string
  /** As delivered; '' where the element is there and empty. Of a file: its name, its size in bytes and its SHA-256. */
  value: string
  rule: RuleName
  /** The rule's sentence. */
  because: Words
  /** The places of the deposit it was made from. */
  origins: readonly Origin[]
  /** What the deposit says too, and was not taken. */
  passedOver: readonly Origin[]
  /** What computing it today gives, when that is something else; null when it is no longer written. */
  today?: string | null
}

/** Every row of the pivot, repeated elements without their number. A field without one is unexplained. */
export const ROWS: Readonly<Record<string, Row>> = {
  ...ENVELOPE_ROWS,
  ...PARTY_ROWS,
  ...HEADING_ROWS,
  ...AMOUNT_ROWS,
  ...FILE_ROWS,
}

/** The fields of an invoice's part, in the pivot's order; `again` is the same part computed again. */
export function explainUnit(
  evidence: Evidence,
  delivered: readonly PivotField[],
  again: ReadonlyMap<string, string>,
): ExplainedField[] {
  return delivered.map(({ path, value }) => {
    const today = again.get(path)
    if (today === undefined) return field({ path, value }, { rule: 'no-longer-written' }, null)
    const reason = holding(reasonOf(evidence, path), today)
    return field({ path, value }, reason, today === value ? undefined : today)
  })
}

/** The fields around the invoices, which no computing again gives by itself: the rules alone are held against them. */
export function explainEnvelope(evidence: Evidence, delivered: readonly PivotField[]): ExplainedField[] {
  return delivered.map(({ path, value }) => {
    const reason = reasonOf(evidence, path)
    const today = reason?.gives === undefined || same(reason.gives, value) ? undefined : reason.gives
    return field({ path, value }, reason ?? UNEXPLAINED, today)
  })
}

const UNEXPLAINED: Reason = { rule: 'unexplained' }

function reasonOf(evidence: Evidence, path: string): Reason | undefined {
  const place = Number(/\[(\d+)\]/.exec(path)?.[1] ?? '1') - 1
  return ROWS[path.replaceAll(/\[\d+\]/g, '[]')]?.(evidence, place)
}

/** A reason that would have given something else explains nothing. */
function holding(reason: Reason | undefined, value: string): Reason {
  if (reason === undefined) return UNEXPLAINED
  return reason.gives === undefined || same(reason.gives, value) ? reason : UNEXPLAINED
}

/** XML knows one line end. */
function same(one: string, other: string): boolean {
  return one.replaceAll(/\r\n?/g, '\n') === other
}

function field(
  { path, value }: PivotField,
  { rule, detail = {}, origins = [], passedOver = [] }: Reason,
  today: string | null | undefined,
): ExplainedField {
  const because = { fr: ruleText(rule, detail, 'fr'), en: ruleText(rule, detail, 'en') }
  return { path, value, rule, because, origins, passedOver, ...given({ today }) }
}

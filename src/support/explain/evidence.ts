import type { XmlDocument } from 'libxml2-wasm'
import type { Detail } from '../../faults/fault.ts'
import { businessTerm } from '../../formats/ubl/business-terms.ts'
import { valueAt } from '../../formats/value-at.ts'
import type { Sourced } from '../../invoice/factor.ts'
import type { PaymentDecision } from '../../invoice/factor-decision.ts'
import { given } from '../../invoice/given.ts'
import type { Term } from '../../invoice/terms.ts'
import type { Deposit } from '../../pipeline/outcome.ts'
import type { Traced, Tracing } from '../../pipeline/trace.ts'
import type { RuleName } from './rules.ts'

/** One place of the deposit that a field was made from. */
export interface Origin {
  /** A row of the binding tables (docs/mapping.md). */
  term?: Term
  /** The number EN 16931 gives it (BT-84), where it gives one. */
  businessTerm?: string
  xpath: string
  line?: number
  /** The text there as it stands, blanks included, cut after 200 characters. */
  raw: string
  /** Characters there, when `raw` is cut. */
  length?: number
}

/** Why a field of the pivot says what it says. */
export interface Reason {
  rule: RuleName
  /** Words for the rule's sentence. */
  detail?: Detail
  origins?: readonly Origin[]
  /** What the deposit says too, and was not taken. */
  passedOver?: readonly Origin[]
  /** What the rule makes of its origins, to be held against what the pivot says; absent where only a whole run can tell. */
  gives?: string
}

/** All a row may look at. */
export interface Evidence {
  traced: Traced
  decision: PaymentDecision
  context: Tracing['context']
  deposit: Deposit
  /** The document as received, parsed. */
  document: XmlDocument
  /** The pivot file it is in, and the flow identifier that file gives. */
  pivot: { name: string; invoices: number; identifier?: string }
  /** The run that had sent it before this one. */
  sentIn?: number
}

/** Tells why; `place` is that of the repeated element the field is in, from 0. */
export type Row = (evidence: Evidence, place: number) => Reason | undefined

const LONGEST_RAW = 200

/** What stands at this XPath of the document; `undefined` when nothing does, or only blanks. */
export function origin({ document }: Evidence, xpath: string, term?: Term): (Origin & Whole) | undefined {
  const found = valueAt(document, xpath)
  if (found === undefined || found.raw.trim() === '') return undefined
  const { raw, line } = found
  return {
    xpath,
    raw: raw.slice(0, LONGEST_RAW),
    whole: raw.trim(),
    ...given({
      term,
      businessTerm: businessTerm(xpath),
      line,
      length: raw.length > LONGEST_RAW ? raw.length : undefined,
    }),
  }
}

interface Whole {
  /** All of the text, without the blanks around it; not kept. */
  whole: string
}

/** The first of these XPaths that holds something. */
export function firstOrigin(evidence: Evidence, xpaths: readonly string[], term?: Term) {
  for (const xpath of xpaths) {
    const found = origin(evidence, xpath, term)
    if (found !== undefined) return found
  }
  return undefined
}

/** Where a value that was read stands. */
export function originOf(evidence: Evidence, found: Sourced | undefined, term?: Term) {
  return found && origin(evidence, found.source.xpath, term)
}

/** The rule "taken as it is" for a value that was read, or `undefined` when it was not. */
export function asWritten(evidence: Evidence, found: Sourced | undefined, term?: Term): Reason | undefined {
  const from = originOf(evidence, found, term)
  return from && made('as-written', from, from.whole)
}

/** A reason of one origin. */
export function made(rule: RuleName, from: Origin & Whole, gives: string): Reason {
  return { rule, origins: present(from), gives }
}

/** Those that are there, without what is not kept of them. */
export function present(...found: readonly ((Origin & Whole) | undefined)[]): Origin[] {
  return found.flatMap((each) => {
    if (each === undefined) return []
    const { whole: _, ...kept } = each
    return [kept]
  })
}

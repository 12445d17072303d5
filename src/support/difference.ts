import type { Fault, FaultCode, Place } from '../faults/fault.ts'
import type { Account, FactorDecision, FactorReason } from '../invoice/factor.ts'
import { given } from '../invoice/given.ts'
import type { FinalState, InvoiceOutcome, Outcome, Route } from '../pipeline/outcome.ts'
import type { PastInvoice, PastRun } from '../record/rehearsals.ts'

/** Two runs of a flow held against each other. */
export interface OutcomeDifference {
  /** Absent when no run had an outcome before. */
  before?: FinalState
  after: FinalState
  /** Of the flow as a whole. */
  faults: FaultDifference
  remarks: FaultDifference
  /** In the order of the run after, then those that are no longer there. */
  invoices: InvoiceDifference[]
}

/** Faults are the same when they are of one code in one place. */
export interface FaultDifference {
  gone: Fault[]
  new: Fault[]
  kept: Fault[]
}

export type InvoiceVerdict = 'accepted' | 'rejected'

export interface InvoiceDifference {
  document: string
  number?: string
  idCpro?: string
  /** Absent when the invoice is in only one of the two. */
  before?: InvoiceVerdict
  after?: InvoiceVerdict
  faults: FaultDifference
  remarks: FaultDifference
  factor: Change<FactorShown>
  route: Change<RouteShown>
  /** The run whose pivot goes on standing for it: the run after sends none. */
  sentIn?: number
}

/** A value before and after; equal ones are no change. */
export interface Change<T> {
  before?: T
  after?: T
  isChanged: boolean
}

/** Of the factor, what support asks first. */
export interface FactorShown {
  status: FactorDecision['status']
  reason: FactorReason
  name?: string
  /** The last four characters of the account to pay. */
  accountEnd?: string
}

export interface RouteShown {
  application: string
  siret: string
  structureName: string
  serviceCode?: string
}

/** What a run says, of both kinds: kept in the record, or just computed. */
interface Judged {
  faults: readonly Fault[]
  remarks: readonly Fault[]
  invoices: readonly JudgedInvoice[]
}
type JudgedInvoice = Omit<PastInvoice, 'sentIn'> & { sentIn?: number | undefined }

const NOTHING: Judged = { faults: [], remarks: [], invoices: [] }

/** What the outcome changes against the last one of its flow. */
export function outcomeDifference(past: PastRun | undefined, outcome: Outcome): OutcomeDifference {
  const before: Judged = past ?? NOTHING
  const after = outcome.invoices.map(judged)
  const pairs = paired(before.invoices, after)
  return {
    ...given({ before: past?.state }),
    after: outcome.state,
    faults: faultDifference(before.faults, outcome.faults),
    remarks: faultDifference(before.remarks, outcome.remarks),
    invoices: pairs.map(invoiceDifference),
  }
}

function judged(of: InvoiceOutcome): JudgedInvoice {
  const { index, document, accepted, faults, remarks, sketch, route, idCpro } = of
  return {
    index,
    document,
    accepted,
    faults,
    remarks,
    ...given({
      number: sketch?.number,
      factor: sketch?.factor,
      accountEnd: accountEnd(sketch?.account),
      route,
      idCpro,
      sentIn: of.deliveredRun,
    }),
  }
}

function accountEnd(account: Account | undefined): string | undefined {
  return account?.id.slice(-4)
}

interface Pair {
  before?: JudgedInvoice | undefined
  after?: JudgedInvoice | undefined
}

/** By number where each has it once, as a corrected archive may have them in another order; else by place. */
function paired(before: readonly JudgedInvoice[], after: readonly JudgedInvoice[]): Pair[] {
  const numbered = onceNumbered(before)
  const again = onceNumbered(after)
  const left = new Set(before)
  const take = (found: JudgedInvoice | undefined) => {
    if (found !== undefined) left.delete(found)
    return found
  }
  const byNumber = new Map(
    after.map((each) => [each, again.has(each.number) ? take(numbered.get(each.number)) : undefined]),
  )
  const pairs = after.map((each): Pair => {
    const twin = byNumber.get(each)
    if (twin !== undefined) return { before: twin, after: each }
    return { before: take([...left].find(({ index }) => index === each.index)), after: each }
  })
  return [...pairs, ...[...left].map((each) => ({ before: each }))]
}

function onceNumbered(invoices: readonly JudgedInvoice[]): Map<string | undefined, JudgedInvoice> {
  const groups = Map.groupBy(invoices, (each) => each.number)
  return new Map(
    [...groups].flatMap(([number, [first, ...more]]) =>
      number !== undefined && first !== undefined && more.length === 0 ? [[number, first] as const] : [],
    ),
  )
}

function invoiceDifference({ before, after }: Pair): InvoiceDifference {
  const either = after ?? before
  if (either === undefined) throw new Error('a pair of no invoices')
  return {
    document: either.document,
    faults: faultDifference(before?.faults ?? [], after?.faults ?? []),
    remarks: faultDifference(before?.remarks ?? [], after?.remarks ?? []),
    factor: change(factorShown(before), factorShown(after)),
    route: change(routeShown(before?.route), routeShown(after?.route)),
    ...given({
      number: either.number,
      idCpro: either.idCpro,
      before: before && verdict(before),
      after: after && verdict(after),
      sentIn: after?.sentIn,
    }),
  }
}

function verdict({ accepted }: JudgedInvoice): InvoiceVerdict {
  return accepted ? 'accepted' : 'rejected'
}

function factorShown(of: JudgedInvoice | undefined): FactorShown | undefined {
  if (of?.factor === undefined) return undefined
  const { status, reason, name } = of.factor
  return { status, reason, ...given({ name: name?.value, accountEnd: of.accountEnd }) }
}

function routeShown(route: Route | undefined): RouteShown | undefined {
  if (route === undefined) return undefined
  const { application, siret, structureName, serviceCode } = route
  return { application, siret, structureName, ...given({ serviceCode }) }
}

function change<T extends object>(before: T | undefined, after: T | undefined): Change<T> {
  return { ...given({ before, after }), isChanged: keyed(before) !== keyed(after) }
}

function keyed(value: object | undefined): string {
  return JSON.stringify(Object.entries(value ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** One fault in several places is as many: a place mended is a fault gone. */
export function faultDifference(before: readonly Fault[], after: readonly Fault[]): FaultDifference {
  const known = new Map(before.flatMap(apart).map((each) => [identity(each), each]))
  const found = new Map(after.flatMap(apart).map((each) => [identity(each), each]))
  return {
    gone: [...known].flatMap(([key, each]) => (found.has(key) ? [] : [each])),
    new: [...found].flatMap(([key, each]) => (known.has(key) ? [] : [each])),
    kept: [...found].flatMap(([key, each]) => (known.has(key) ? [each] : [])),
  }
}

function apart(fault: Fault): Fault[] {
  return fault.places.length < 2 ? [fault] : fault.places.map((place) => ({ ...fault, places: [place] }))
}

/** The line moves when a line is put in above it: it counts only where there is no XPath. */
function identity({ code, places: [place] }: Fault): string {
  return `${code} ${placeKey(place)}`
}

function placeKey(place: Place | undefined): string {
  return place?.xpath ?? (place?.line === undefined ? '' : String(place.line))
}

/** The codes in it, each once. */
export function codesOf(faults: readonly Fault[]): FaultCode[] {
  return [...new Set(faults.map(({ code }) => code))].toSorted()
}

import type { Directory } from '../directory/directory.ts'
import type { Blame } from '../faults/catalogue-entry.ts'
import { catalogue } from '../faults/catalogue.ts'
import { parisDay } from '../invoice/paris.ts'
import type { Day } from '../invoice/invoice.ts'
import { isWorksFrame } from '../invoice/works.ts'
import type { FlowFilter } from '../record/flow-filter.ts'
import type { Desk } from '../record/open-desk.ts'
import type { Counts } from '../record/tally.ts'
import { type Delays, delaysOf } from './delays.ts'
import { midnight } from './period.ts'
import { all, totalOf } from './today.ts'

/** One year at a glance, of one depositor or of all. */
export interface Activity {
  year: number
  /** Years there is something of, the latest first; the one asked for is among them. */
  years: number[]
  months: Month[]
  /** What the year came to, and, of the year before, what it had come to by the same day. */
  total: YearTotal
  before: YearTotal
  /** Accepted invoices by frame, the most frequent first. */
  frames: FrameShare[]
  /** Those of a works frame. */
  works: number
  /** Accepted invoices by interface, the most frequent first. */
  interfaces: Share[]
  /** Flows with a fault, by its code, the most frequent first. */
  causes: Cause[]
  delays: Delays
  recipients: { top: RecipientShare[]; all: number }
  /** There are flows that were not counted yet: the numbers are too small by as much. */
  isPartial: boolean
}

export interface YearTotal {
  flows: number
  rejectedFlows: number
  accepted: number
  rejected: number
}

/** Invoices of the flows received in a month; `before`: in the same month of the year before. */
export interface Month {
  /** AAAA-MM. */
  month: string
  accepted: number
  rejected: number
  works: number
  before: { accepted: number; rejected: number }
  /** The flows with an accepted invoice. */
  filter: FlowFilter
}

/** A part of the accepted invoices, and the flows they are in. */
export interface Share {
  code: string
  invoices: number
  filter: FlowFilter
}

export interface FrameShare extends Share {
  isWorks: boolean
}

export interface Cause {
  code: string
  flows: number
  /** Who has to mend it; absent for a code this version does not know. */
  blame?: Blame
  filter: FlowFilter
}

export interface RecipientShare {
  siret: string
  /** The directory's name of it. */
  name?: string
  invoices: number
  filter: FlowFilter
}

export interface ActivityAsked {
  year: number
  /** Application code of whose flows alone are looked at. */
  depositor?: string
  /** ISO 8601 UTC. */
  now: string
}

export interface ActivityTools {
  desk: Pick<Desk, 'statistics'>
  directory: Directory
}

export async function activity(tools: ActivityTools, asked: ActivityAsked): Promise<Activity> {
  const { statistics } = tools.desk
  const { year, depositor, now } = asked
  const mine = depositor === undefined ? {} : { depositor }
  const { days, uncounted } = await statistics.days('counts', {
    ...mine,
    from: `${year - 1}-01-01`,
    to: `${year}-12-31`,
  })
  const months = Map.groupBy(days, ([day]) => day.slice(0, MONTH_LENGTH))
  const of = (month: string) => totalOf((months.get(month) ?? []).map(([, counts]) => counts)) as Counts
  const thisYear = sumOf(days, `${year}-01-01`, `${year}-12-31`)
  const accepted = { ...yearOf(year), ...mine, states: ACCEPTED }
  const frames = sharesOf(thisYear.frame, (frame) => ({ ...accepted, frame }))
  return {
    year,
    years: yearsOf(await statistics.firstDay(), asked),
    months: monthsOf(year).map((month) => monthFigures(month, { of, mine })),
    total: yearTotal(thisYear),
    before: yearTotal(sumOf(days, `${year - 1}-01-01`, sameDayBefore(year, parisDay(now)))),
    frames: frames.map((each) => ({ ...each, isWorks: isWorksFrame(each.code) })),
    works: worksOf(thisYear),
    interfaces: sharesOf(thisYear.interface, (interfaceCode) => ({ ...accepted, interfaceCode })),
    causes: causesOf(thisYear, { ...yearOf(year), ...mine }),
    delays: delaysOf(thisYear.delay),
    recipients: await recipientsOf(tools, asked),
    isPartial: uncounted > 0,
  }
}

const ACCEPTED = ['integrated', 'partially-integrated'] as const satisfies FlowFilter['states']
const MONTH_LENGTH = '2026-11'.length

function monthsOf(year: number): string[] {
  return Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}`)
}

function monthFigures(
  month: string,
  { of, mine }: { of: (month: string) => Counts; mine: { depositor?: string } },
): Month {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const counts = of(month)
  const before = of(`${year - 1}-${month.slice(-2)}`)
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
  return {
    month,
    ...invoicesOf(counts),
    works: worksOf(counts),
    before: invoicesOf(before),
    filter: { since: midnight(`${month}-01`), until: midnight(next), ...mine, states: ACCEPTED },
  }
}

function invoicesOf({ invoices }: Counts): { accepted: number; rejected: number } {
  return { accepted: invoices?.accepted ?? 0, rejected: invoices?.rejected ?? 0 }
}

function yearTotal(counts: Counts): YearTotal {
  const { state = {} } = counts
  return { flows: all(state), rejectedFlows: state.rejected ?? 0, ...invoicesOf(counts) }
}

function worksOf({ frame = {} }: Counts): number {
  return Object.entries(frame).reduce((sum, [code, count]) => (isWorksFrame(code) ? sum + count : sum), 0)
}

function yearOf(year: number): { since: string; until: string } {
  return { since: midnight(`${year}-01-01`), until: midnight(`${year + 1}-01-01`) }
}

function sumOf(days: ReadonlyMap<Day, Counts>, from: Day, to: Day): Counts {
  const those = [...days].filter(([day]) => day >= from && day <= to)
  return totalOf(those.map(([, counts]) => counts))
}

/** Up to where the year before is added up: a year that is not over is held against as much of it. */
function sameDayBefore(year: number, today: Day): Day {
  return today.startsWith(`${year}-`) ? `${year - 1}${today.slice(4)}` : `${year - 1}-12-31`
}

function sharesOf(counts: Record<string, number> = {}, filterOf: (code: string) => FlowFilter): Share[] {
  return Object.entries(counts)
    .map(([code, invoices]) => ({ code, invoices, filter: filterOf(code) }))
    .toSorted((one, other) => other.invoices - one.invoices || (one.code < other.code ? -1 : 1))
}

function causesOf({ fault = {} }: Counts, those: FlowFilter): Cause[] {
  return sharesOf(fault, (code) => ({ ...those, fault: code })).map(({ invoices: flows, ...cause }) => {
    const blame = blameOf(cause.code)
    return { ...cause, flows, ...(blame === undefined ? {} : { blame }) }
  })
}

function blameOf(code: string): Blame | undefined {
  const codes: Readonly<Record<string, { blame: Blame }>> = catalogue
  return Object.hasOwn(codes, code) ? codes[code]?.blame : undefined
}

async function recipientsOf(
  { desk, directory }: ActivityTools,
  { year, depositor }: ActivityAsked,
): Promise<Activity['recipients']> {
  const mine = depositor === undefined ? {} : { depositor }
  const found = await desk.statistics.topRecipients({ ...mine, year })
  const top = found.top.map(({ siret, invoices }) => {
    const name = directory.findStructure(siret)?.name
    const filter = { ...yearOf(year), ...mine, states: ACCEPTED, recipient: siret }
    return { siret, invoices, filter, ...(name === undefined ? {} : { name }) }
  })
  return { top, all: found.recipients }
}

function yearsOf(first: Day | undefined, { year, now }: ActivityAsked): number[] {
  const latest = Math.max(Number(parisDay(now).slice(0, 4)), year)
  const earliest = Math.min(first === undefined ? latest : Number(first.slice(0, 4)), year)
  return Array.from({ length: latest - earliest + 1 }, (_, back) => latest - back)
}

import { stretchOf } from './flow-times.ts'
import { slices } from './statement-slices.ts'
import type { Database, Queries } from './tables.ts'

/** What came for a recipient lately. */
export interface RecipientTraffic {
  /** Flows received since `week`, and since `month`, with an invoice for it; counted up to `atMost` since `month`. */
  week: number
  month: number
  /** Of those since `month`: rejected, in part or as a whole. */
  rejected: number
  /** There are more than were counted. */
  isMore: boolean
  last?: { flow: number; at: string }
}

export interface TrafficAsked {
  /** SIRETs. */
  recipients: readonly string[]
  /** ISO 8601 UTC. */
  week: string
  /** Not after `week`. */
  month: string
  /** Flows counted of each recipient. */
  atMost: number
}

/** What passes, by whom it is for. */
export interface TrafficDesk {
  /** By SIRET; the last flow may be older than `month`. */
  ofRecipients(asked: TrafficAsked): Promise<Map<string, RecipientTraffic>>
}

export function trafficOn(database: Database): TrafficDesk {
  return { ofRecipients: (asked) => ofRecipients(database, asked) }
}

/** Recipients asked for in one statement. */
const AT_ONCE = 50

async function ofRecipients(queries: Queries, asked: TrafficAsked): Promise<Map<string, RecipientTraffic>> {
  const found = new Map<string, RecipientTraffic>()
  const { from } = await stretchOf(queries, { since: asked.month })
  for (const slice of slices([...new Set(asked.recipients)], AT_ONCE)) {
    for (const row of await counted(queries, { ...asked, recipients: slice }, from)) {
      const { siret, ...traffic } = row
      found.set(siret, traffic)
    }
    await addOlder(queries, slice, found)
  }
  return found
}

interface Counted extends RecipientTraffic {
  siret: string
}

/** The newest flows of each, as many as are counted: what one index lists, and no more, however busy a recipient is. */
async function counted(
  queries: Queries,
  { recipients, week, month, atMost }: TrafficAsked,
  from: number,
): Promise<Counted[]> {
  const newest = recipients.map((siret) =>
    queries
      .selectFrom(
        flowsFor(queries, siret)
          .where('invoices.flow', '>=', from)
          .limit(atMost + 1)
          .as('newest'),
      )
      .select(['newest.siret', 'newest.flow']),
  )
  const [first, ...others] = newest
  if (first === undefined) return []
  const listed = others.reduce((all, one) => all.unionAll(one), first)
  const rows = await queries
    .selectFrom(listed.as('listed'))
    .innerJoin('flows', 'flows.number', 'listed.flow')
    .select((of) => [
      'listed.siret',
      of.fn.countAll().as('month'),
      of.fn.sum(of.case().when('flows.received_at', '>=', week).then(1).else(0).end()).as('week'),
      of.fn
        .sum(of.case().when('flows.state', 'in', ['rejected', 'partially-integrated']).then(1).else(0).end())
        .as('rejected'),
      of.fn.max('listed.flow').as('flow'),
      of.fn.max('flows.received_at').as('at'),
    ])
    .where('flows.received_at', '>=', month)
    .groupBy('listed.siret')
    .execute()
  return rows.map(({ siret, flow, at, ...counts }) => ({
    siret,
    week: Number(counts.week),
    month: Math.min(Number(counts.month), atMost),
    rejected: Number(counts.rejected),
    isMore: Number(counts.month) > atMost,
    last: { flow, at },
  }))
}

/** The newest first. Of the last run that read any invoice of the flow, as flows are found. */
function flowsFor(queries: Queries, siret: string) {
  return queries
    .selectFrom('invoices')
    .select(['invoices.recipient_siret as siret', 'invoices.flow'])
    .distinct()
    .where('invoices.recipient_siret', '=', siret)
    .where((is) =>
      is(
        'invoices.run',
        '=',
        is
          .selectFrom('invoices as latest')
          .select((latest) => latest.fn.max('latest.run').as('run'))
          .whereRef('latest.flow', '=', 'invoices.flow'),
      ),
    )
    .orderBy('invoices.flow', 'desc')
    .$narrowType<{ siret: string }>()
}

/** Who got nothing lately: their last flow, however old. */
async function addOlder(
  queries: Queries,
  recipients: readonly string[],
  found: Map<string, RecipientTraffic>,
): Promise<void> {
  for (const siret of recipients) {
    if (found.has(siret)) continue
    const row = await queries
      .selectFrom(flowsFor(queries, siret).limit(1).as('newest'))
      .innerJoin('flows', 'flows.number', 'newest.flow')
      .select(['flows.number', 'flows.received_at'])
      .executeTakeFirst()
    const last = row === undefined ? {} : { last: { flow: row.number, at: row.received_at } }
    found.set(siret, { week: 0, month: 0, rejected: 0, isMore: false, ...last })
  }
}

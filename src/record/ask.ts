import type { Ask, EarlierFlow, SentInvoice } from '../pipeline/ask.ts'
import type { EarlierInvoice } from '../pipeline/outcome.ts'
import { kept } from './kept-query.ts'
import type { RunOfFlow, Unseen } from './ledger.ts'
import { slices } from './statement-slices.ts'
import type { Queries } from './tables.ts'

/**
 * What a run of this flow may ask of the past. A flow is earlier when its number is smaller, whatever was judged first;
 * an invoice was accepted before when another flow holds its key, since whoever committed it first keeps it.
 */
export function askFor(queries: Queries, flow: number, unseen?: Unseen): Ask {
  const isOf = (depositor: string) => unseen?.depositor === depositor
  return {
    acceptedBefore: (keys) => acceptedBefore(queries, keys, flow),
    sentBefore: (of) => (of.run === 0 ? Promise.resolve([]) : sentBefore(queries, of)),
    async flowIdentifierSeen(depositor, value, exceptFlow) {
      if (isOf(depositor) && unseen?.flowIdentifier === value && exceptFlow === flow) return undefined
      return earliest(queries, { depositor, column: 'flow_identifier', value }, exceptFlow)
    },
    async sameBytes(depositor, value, exceptFlow) {
      if (isOf(depositor) && unseen?.sha256 === value && exceptFlow === flow) return undefined
      return earliest(queries, { depositor, column: 'sha256', value }, exceptFlow)
    },
  }
}

async function acceptedBefore(
  queries: Queries,
  keys: readonly string[],
  exceptFlow: number,
): Promise<Map<string, EarlierInvoice>> {
  const found = new Map<string, EarlierInvoice>()
  for (const slice of slices(keys)) {
    const { rows } = await heldElsewhere(queries, { keys: slice, exceptFlow })
    for (const row of rows) {
      found.set(row.key, { flow: row.flow, flowName: row.name, acceptedAt: row.accepted_at })
    }
  }
  return found
}

const heldElsewhere = kept((queries, { keys, exceptFlow }: { keys: readonly string[]; exceptFlow: number }) =>
  queries
    .selectFrom('accepted_keys')
    .innerJoin('flows', 'flows.number', 'accepted_keys.flow')
    .select(['accepted_keys.key', 'accepted_keys.flow', 'accepted_keys.accepted_at', 'flows.name'])
    .where('accepted_keys.key', 'in', keys)
    .where('accepted_keys.flow', '<>', exceptFlow),
)

async function sentBefore(queries: Queries, of: RunOfFlow): Promise<SentInvoice[]> {
  const rows = await queries
    .selectFrom('invoices')
    .leftJoin('accepted_keys', (join) =>
      join
        .onRef('accepted_keys.flow', '=', 'invoices.flow')
        .onRef('accepted_keys.invoice_index', '=', 'invoices.invoice_index'),
    )
    .select(['invoices.invoice_index', 'invoices.run', 'accepted_keys.key'])
    .where('invoices.flow', '=', of.flow)
    .where('invoices.run', '<', of.run)
    .where('invoices.pivot_name', 'is not', null)
    .execute()
  return [...Map.groupBy(rows, (row) => row.invoice_index)].map(([index, same]) => ({
    index,
    run: Math.max(...same.map((row) => row.run)),
    keys: [...new Set(same.flatMap(({ key }) => (key === null ? [] : [key])))],
  }))
}

interface Likeness {
  depositor: string
  column: 'flow_identifier' | 'sha256'
  value: string
}

async function earliest(queries: Queries, like: Likeness, before: number): Promise<EarlierFlow | undefined> {
  const row = await queries
    .selectFrom('flows')
    .select(['number', 'name', 'received_at'])
    .where('depositor', '=', like.depositor)
    .where(like.column, '=', like.value)
    .where('number', '<', before)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  return row && { flow: row.number, name: row.name, receivedAt: row.received_at }
}

import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { given } from '../invoice/given.ts'
import type { Route } from '../pipeline/outcome.ts'
import { invoiceConditions, lastReadRun } from './flow-conditions.ts'
import type { FlowFilter } from './flow-filter.ts'
import { slices } from './statement-slices.ts'
import type { FlowFaultRow, FlowState, InvoiceRow, Queries } from './tables.ts'
import { textTerms } from './text-terms.ts'

/** A flow as a list shows it. What is not known is absent; names and numbers are strangers' text. */
export interface FoundFlow {
  flow: number
  /** As it was dropped. */
  name: string
  depositor: string
  interfaceCode?: string
  /** ISO 8601 UTC. */
  receivedAt: string
  state: FlowState
  /** The run that is pending, or that gave the state. */
  run: number
  /** Invoices read by the last run that has its outcome, and how many of them it accepted. */
  invoices: number
  accepted: number
  /** Codes of that run, in alphabetical order. */
  faults: string[]
  remarks: string[]
  /** One of its invoices: one that was looked for, else the first. */
  invoice?: FoundInvoice
  /** When retention took its documents out of the archive. */
  documentsExpiredAt?: string
  /** When retention took all of it away but this. */
  expiredAt?: string
}

/** An invoice as it was read, good or bad. */
export interface FoundInvoice {
  number?: string
  supplierName?: string
  supplierId?: string
  /** Identifier of the recipient, a SIRET when it is right. */
  recipient?: string
  /** The directory's name of it. */
  recipientName?: string
  /** Decimal text, all taxes included. */
  amount?: string
  currency?: string
}

/** Flows asked for in one statement. */
const AT_ONCE = 100

/** These flows, in this order, each with the invoice that fits the filter best. */
export async function foundFlows(
  queries: Queries,
  numbers: readonly number[],
  filter: FlowFilter,
): Promise<FoundFlow[]> {
  const found = new Map<number, FoundFlow>()
  for (const slice of slices(numbers, AT_ONCE)) {
    const rows = await flowRows(queries, slice, filter)
    const invoices = await invoicesOf(queries, rows)
    const codes = await codesOf(queries, slice)
    for (const row of rows) {
      found.set(row.number, flowOf(row, invoices.get(row.number), codes.get(row.number) ?? []))
    }
  }
  return numbers.flatMap((number) => found.get(number) ?? [])
}

function flowRows(queries: Queries, numbers: readonly number[], filter: FlowFilter) {
  const best = bestFirst(filter)
  return queries
    .selectFrom('flows')
    .select(['number', 'name', 'depositor', 'interface_code', 'received_at', 'state', 'run'])
    .select(['invoices', 'accepted', 'documents_expired_at', 'expired_at'])
    .select((flow) => [
      lastReadRun(flow).as('shown_run'),
      flow
        .selectFrom('invoices')
        .select('invoices.invoice_index')
        .whereRef('invoices.flow', '=', 'flows.number')
        .where('invoices.run', '=', lastReadRun(flow))
        .$if(best !== undefined, (invoices) => invoices.orderBy(best as RawBuilder<number>))
        .orderBy('invoices.invoice_index')
        .limit(1)
        .as('shown_index'),
    ])
    .where('number', 'in', [...numbers])
    .execute()
}

type Row = Awaited<ReturnType<typeof flowRows>>[number]

/** An order of invoices: those that are all that is looked for, then those that are some of it. */
function bestFirst(filter: FlowFilter): RawBuilder<number> | undefined {
  const says = textTerms(filter.text ?? '').filter((term) => term.table === 'invoices')
  const wanted = [
    ...invoiceConditions(filter),
    ...(filter.text === undefined
      ? []
      : [
          sql<SqlBool>`(${sql.join(
            says.map((term) => term.holds),
            sql` or `,
          )})`,
        ]),
  ]
  const missing = wanted.map((holds) => sql`case when ${holds} then 0 else 1 end`)
  return missing.length === 0 ? undefined : sql<number>`${sql.join(missing, sql` + `)}`
}

function flowOf(row: Row, invoice: FoundInvoice | undefined, codes: readonly Code[]): FoundFlow {
  const of = (kind: Code['kind']) => codes.filter((each) => each.kind === kind).map((each) => each.code)
  return {
    flow: row.number,
    name: row.name,
    depositor: row.depositor,
    receivedAt: row.received_at,
    state: row.state,
    run: row.run,
    invoices: row.invoices,
    accepted: row.accepted,
    faults: of('fault'),
    remarks: of('remark'),
    ...given({
      interfaceCode: row.interface_code ?? undefined,
      documentsExpiredAt: row.documents_expired_at ?? undefined,
      expiredAt: row.expired_at ?? undefined,
      invoice,
    }),
  }
}

async function invoicesOf(queries: Queries, rows: readonly Row[]): Promise<Map<number, FoundInvoice>> {
  const keys = rows.flatMap(({ number, shown_run, shown_index }) =>
    shown_run === null || shown_index === null ? [] : [{ flow: number, run: shown_run, index: shown_index }],
  )
  if (keys.length === 0) return new Map()
  const found = await queries
    .selectFrom('invoices')
    .select(['flow', 'number', 'supplier_name', 'supplier_id', 'recipient_siret', 'route'])
    .select(['tax_inclusive', 'currency'])
    .where((is) => is.or(keys.map(({ flow, run, index }) => is.and({ flow, run, invoice_index: index }))))
    .execute()
  return new Map(found.map((row) => [row.flow, invoiceOf(row)]))
}

type InvoiceColumns = Pick<
  InvoiceRow,
  'number' | 'supplier_name' | 'supplier_id' | 'recipient_siret' | 'route' | 'tax_inclusive' | 'currency'
>

function invoiceOf(row: InvoiceColumns): FoundInvoice {
  const route = row.route === null ? undefined : (JSON.parse(row.route) as Route)
  return given({
    number: row.number ?? undefined,
    supplierName: row.supplier_name ?? undefined,
    supplierId: row.supplier_id ?? undefined,
    recipient: row.recipient_siret ?? undefined,
    recipientName: route?.structureName,
    amount: row.tax_inclusive ?? undefined,
    currency: row.currency ?? undefined,
  })
}

type Code = Pick<FlowFaultRow, 'code' | 'kind'>

async function codesOf(queries: Queries, numbers: readonly number[]): Promise<Map<number, Code[]>> {
  const rows = await queries
    .selectFrom('flow_faults')
    .select(['flow', 'code', 'kind'])
    .where('flow', 'in', [...numbers])
    .orderBy('code')
    .execute()
  return Map.groupBy(rows, (row) => row.flow)
}

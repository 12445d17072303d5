import { type ExpressionBuilder, type RawBuilder, sql, type SqlBool } from 'kysely'
import type { FlowFilter } from './flow-filter.ts'
import type { FlowState, Tables } from './tables.ts'
import { type TextTerm, textTerms } from './text-terms.ts'

type Is = ExpressionBuilder<Tables, 'flows'>

/** Whether a flow is one of those a filter finds: what is fast to tell comes first. */
export function fits(is: Is, filter: FlowFilter) {
  const { flows, states, fault, depositor, interfaceCode, since, until, text } = filter
  return is.and([
    ...(flows === undefined ? [] : [isOneOf(is, 'flows.number', flows)]),
    ...(states === undefined ? [] : [isOneOf(is, 'flows.state', states)]),
    ...(depositor === undefined ? [] : [is('flows.depositor', '=', depositor)]),
    ...(interfaceCode === undefined ? [] : [is('flows.interface_code', '=', interfaceCode)]),
    ...(since === undefined ? [] : [is('flows.received_at', '>=', since)]),
    ...(until === undefined ? [] : [is('flows.received_at', '<', until)]),
    ...(fault === undefined ? [] : [hasCode(is, fault)]),
    ...hasInvoice(is, filter),
    ...(text === undefined ? [] : [saysText(is, textTerms(text))]),
  ])
}

/** None of none: not every engine takes an empty list. */
function isOneOf(is: Is, column: 'flows.number' | 'flows.state', values: readonly (number | FlowState)[]) {
  return values.length === 0 ? sql<boolean>`1 = 0` : is(column, 'in', [...values] as number[] | FlowState[])
}

function hasCode(is: Is, code: string) {
  return is.exists(
    is
      .selectFrom('flow_faults')
      .select(sql.lit(1).as('one'))
      .whereRef('flow_faults.flow', '=', 'flows.number')
      .where('flow_faults.code', '=', code),
  )
}

/** An invoice of the last run that read any: while a replay is pending its flow is still found by what is known of it. */
function hasInvoice(is: Is, filter: FlowFilter) {
  const conditions = invoiceConditions(filter)
  if (conditions.length === 0) return []
  return [
    is.exists(
      is
        .selectFrom('invoices')
        .select(sql.lit(1).as('one'))
        .whereRef('invoices.flow', '=', 'flows.number')
        .where('invoices.run', '=', lastReadRun(is))
        .where((invoice) => invoice.and(conditions)),
    ),
  ]
}

/** What must hold of one invoice. */
export function invoiceConditions(filter: FlowFilter): RawBuilder<SqlBool>[] {
  const { recipient, frame, factor, account } = filter
  const wanted = { recipient_siret: recipient, frame, factor_status: factor, account_end: account }
  return Object.entries(wanted)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql<SqlBool>`${sql.ref(`invoices.${column}`)} = ${value}`)
}

/** The last run of a flow that read an invoice. */
export function lastReadRun(is: Is) {
  return is
    .selectFrom('invoices as latest')
    .select((latest) => latest.fn.max('latest.run').as('run'))
    .whereRef('latest.flow', '=', 'flows.number')
}

/** The flow itself, or an invoice of any of its runs. */
function saysText(is: Is, terms: readonly TextTerm[]) {
  const of = (table: TextTerm['table']) =>
    terms.filter((term) => term.table === table).map(({ holds }) => holds)
  return is.or([
    ...of('flows'),
    is.exists(
      is
        .selectFrom('invoices')
        .select(sql.lit(1).as('one'))
        .whereRef('invoices.flow', '=', 'flows.number')
        .where((invoice) => invoice.or(of('invoices'))),
    ),
  ])
}

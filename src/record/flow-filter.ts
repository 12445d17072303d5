import { type ExpressionBuilder, sql } from 'kysely'
import { folded } from './folded.ts'
import type { FlowState, Queries, Tables } from './tables.ts'

/** What flows are looked for; all that is given must hold. Codes and identifiers are whole, without blanks. */
export interface FlowFilter {
  flows?: readonly number[]
  states?: readonly FlowState[]
  /** Code of a fault or remark of the last run. */
  fault?: string
  /** Application code. */
  depositor?: string
  /** SIRET of the recipient of one of its invoices. */
  recipient?: string
  interfaceCode?: string
  frame?: string
  factor?: 'none' | 'present' | 'ignored'
  /** Received at this instant or later, ISO 8601 UTC. */
  since?: string
  /** Received before this instant. */
  until?: string
  /** Anything a person has at hand: flow number, file name, invoice number, identifier, supplier's name, engagement, the account's end. */
  text?: string
}

/** The flows a filter finds, in no order: to be selected from, ordered and limited. */
export function flowsMatching(queries: Queries, filter: FlowFilter) {
  let query = queries.selectFrom('flows')
  const { flows, states, depositor, interfaceCode, since, until } = filter
  if (flows !== undefined) query = query.where('flows.number', 'in', [...flows])
  if (states !== undefined) query = query.where('flows.state', 'in', [...states])
  if (depositor !== undefined) query = query.where('flows.depositor', '=', depositor)
  if (interfaceCode !== undefined) query = query.where('flows.interface_code', '=', interfaceCode)
  if (since !== undefined) query = query.where('flows.received_at', '>=', since)
  if (until !== undefined) query = query.where('flows.received_at', '<', until)
  if (filter.fault !== undefined) query = query.where((is) => hasCode(is, filter.fault as string))
  for (const [column, value] of invoiceColumns(filter)) {
    query = query.where((is) => hasInvoice(is, column, value))
  }
  return filter.text === undefined ? query : query.where((is) => saysText(is, filter.text as string))
}

type Is = ExpressionBuilder<Tables, 'flows'>
type InvoiceColumn = 'recipient_siret' | 'frame' | 'factor_status'

function invoiceColumns({ recipient, frame, factor }: FlowFilter): [InvoiceColumn, string][] {
  const wanted = { recipient_siret: recipient, frame, factor_status: factor }
  return Object.entries(wanted).filter(([, value]) => value !== undefined) as [InvoiceColumn, string][]
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

function hasInvoice(is: Is, column: InvoiceColumn, value: string) {
  return is.exists(
    is
      .selectFrom('invoices')
      .select(sql.lit(1).as('one'))
      .whereRef('invoices.flow', '=', 'flows.number')
      .whereRef('invoices.run', '=', 'flows.run')
      .where(`invoices.${column}`, '=', value),
  )
}

function saysText(is: Is, text: string) {
  const bare = text.replace(/\s/g, '')
  return is.or([
    is('flows.name', '=', text),
    is('flows.flow_identifier', '=', text),
    ...(/^\d{1,15}$/.test(bare) ? [is('flows.number', '=', Number(bare))] : []),
    is.exists(
      is
        .selectFrom('invoices')
        .select(sql.lit(1).as('one'))
        .whereRef('invoices.flow', '=', 'flows.number')
        .where((invoice) =>
          invoice.or([
            invoice('invoices.number', '=', text),
            invoice('invoices.supplier_id', '=', bare),
            invoice('invoices.recipient_siret', '=', bare),
            invoice('invoices.engagement', '=', text),
            invoice('invoices.account_end', '=', bare),
            invoice('invoices.supplier_folded', '=', folded(text)),
          ]),
        ),
    ),
  ])
}

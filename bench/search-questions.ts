import type { FlowFilter } from '../src/record/flow-filter.ts'
import type { FlowState } from '../src/record/tables.ts'
import { depositorCode, inventedFlow } from './invented-flows.ts'
import { recipientSiret, type Row } from './invented-invoices.ts'

/** A kind of question, asked with as many different values as there are. */
export interface Question {
  name: string
  filters: FlowFilter[]
  /** Which page is asked for; the first unless told. */
  page?: number
  /** The time the page is given; all it takes unless told. */
  ms?: number
}

/** What support asks by one thing it has at hand: 50 ms at the median. */
export function plainQuestions(flows: number, values: number): Question[] {
  const ask = (name: string, of: (flow: Row, invoice: Row) => FlowFilter | undefined): Question => ({
    name,
    filters: sample(flows, values, of),
  })
  return [
    ask('number of the flow', (flow) => ({ text: text(flow, 'number') })),
    ask('flow identifier', (flow) => ({ text: text(flow, 'flow_identifier') })),
    ask('file name', (flow) => ({ text: text(flow, 'name') })),
    ask('file name, its beginning', (flow) => ({ text: text(flow, 'name').slice(0, -2) })),
    ask('file name that is no flow’s', (flow) => ({ text: `facture-${text(flow, 'number')}` })),
    ask('invoice number', (_, invoice) => ({ text: text(invoice, 'number') })),
    ask('invoice number, its beginning', (_, invoice) => ({ text: text(invoice, 'number').slice(0, -1) })),
    ask('supplier, SIRET with blanks', (_, invoice) => ({ text: spaced(text(invoice, 'supplier_id')) })),
    ask('supplier, SIREN', (_, invoice) => ({ text: text(invoice, 'supplier_id').slice(0, 9) })),
    ask('supplier’s name', (_, invoice) => ({ text: text(invoice, 'supplier_name').toLowerCase() })),
    ask('supplier’s name, its beginning', (_, invoice) => ({
      text: text(invoice, 'supplier_name').slice(0, 12),
    })),
    ask('recipient, SIRET', (_, invoice) => ({ text: text(invoice, 'recipient_siret') })),
    ask('recipient, as a filter', (_, invoice) => ({ recipient: text(invoice, 'recipient_siret') })),
    ask('engagement', (_, invoice) =>
      invoice['engagement'] === null ? undefined : { text: text(invoice, 'engagement') },
    ),
    { name: 'state', filters: STATES.map((state) => ({ states: [state] })) },
    ask('depositor', (flow) => ({ depositor: text(flow, 'depositor') })),
    ask('since an hour ago or more', (flow) => ({ since: text(flow, 'received_at') })),
    ask('one day', (flow) => dayOf(text(flow, 'received_at'))),
    { name: 'code of a fault', filters: CODES.map((fault) => ({ fault })) },
  ]
}

/** Pages of filters: 300 ms. */
export function filteredPages(flows: number, values: number): Question[] {
  const ask = (name: string, of: (flow: Row, invoice: Row) => FlowFilter | undefined): Question => ({
    name,
    filters: sample(flows, values, of),
  })
  const one = (name: string, filter: FlowFilter): Question => ({ name, filters: [filter] })
  const largest = recipientSiret(0)
  return [
    one('everything', {}),
    { ...one('everything, page 20', {}), page: 20 },
    one('integrated', { states: ['integrated'] }),
    ask('state and depositor', (flow) => ({ states: ['rejected'], depositor: text(flow, 'depositor') })),
    { name: 'state, page 10', filters: [{ states: ['rejected'] }], page: 10 },
    one('blocked or partly integrated', { states: ['blocked', 'partially-integrated'] }),
    ask('fault and since', (flow) => ({ fault: 'EXT-31', since: text(flow, 'received_at') })),
    ask('fault and depositor', (flow) => ({ fault: 'EXT-50', depositor: text(flow, 'depositor') })),
    ask('recipient and state', (_, invoice) => ({
      recipient: text(invoice, 'recipient_siret'),
      states: ['rejected'],
    })),
    ask('recipient and depositor', (flow, invoice) => ({
      recipient: text(invoice, 'recipient_siret'),
      depositor: text(flow, 'depositor'),
    })),
    { name: 'recipient, page 10', filters: [{ recipient: largest }], page: 10 },
    one('frame and factor', { frame: 'A9', factor: 'present' }),
    one('frame and factor, both rare', { frame: 'A22', factor: 'ignored' }),
    ask('frame, factor and depositor', (flow) => ({
      frame: 'A2',
      factor: 'ignored',
      depositor: text(flow, 'depositor'),
    })),
    ask('supplier’s name and state', (_, invoice) => ({
      text: text(invoice, 'supplier_name').slice(0, 12),
      states: ['rejected'],
    })),
    ask('supplier and state', (_, invoice) => ({ text: text(invoice, 'supplier_id'), states: ['rejected'] })),
    one('large supplier and fault', { text: '00000000000019', fault: 'EXT-50' }),
    one('a common word and blocked', { text: 'societe', states: ['blocked'] }),
    one('end of an account and since', { account: '0122', since: '2026-11-01T00:00:00.000Z' }),
    one('end of an account and supplier', { account: '0122', text: '00000000000019' }),
    one('a depositor that fell silent, since', {
      depositor: depositorCode(4),
      since: '2026-11-01T00:00:00.000Z',
    }),
    one('a long period long ago', { since: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' }),
    ask('depositor and one day', (flow) => ({
      depositor: text(flow, 'depositor'),
      ...dayOf(text(flow, 'received_at')),
    })),
    one('a rare interface', { interfaceCode: 'FSO1112A' }),
    one('an interface nobody uses', { interfaceCode: 'FSO1106A' }),
    one('nothing: a recipient unknown', { recipient: '99999999999999' }),
    one('nothing: a text unknown', { text: 'introuvable' }),
    one('nothing: blocked and a fault', { states: ['blocked'], fault: 'RTE-01' }),
  ]
}

/** Two large groups that never meet: the worst there is. Walked to the end, and as long as a person waits for a page. */
export function worstPages(): Question[] {
  const one = (name: string, filter: FlowFilter): Question => ({ name, filters: [filter] })
  const questions = [
    one('integrated, with a fault that rejects', { states: ['integrated'], fault: 'RTE-01' }),
    one('a large recipient, a fault of no invoice', { recipient: recipientSiret(0), fault: 'RCV-03' }),
    one('every rejected, of an interface nobody uses', {
      states: ['rejected'],
      frame: 'A1',
      factor: 'none',
      fault: 'EXT-99',
    }),
    one('a common beginning, of a depositor silent since', {
      text: 'societe',
      depositor: depositorCode(4),
      factor: 'ignored',
      frame: 'A2',
    }),
    one('a factor present, in a flow that could not be read', { factor: 'present', fault: 'RCV-03' }),
    one('the end of an account alone', { account: '0122' }),
    one('a common word, integrated, with a fault that rejects', {
      text: 'societe',
      states: ['integrated'],
      fault: 'RTE-01',
    }),
  ]
  return questions.flatMap((each) => [each, { ...each, name: `… given ${PAGE_MS} ms`, ms: PAGE_MS }])
}

const PAGE_MS = 250

const STATES: readonly FlowState[] = ['received', 'integrated', 'partially-integrated', 'rejected', 'blocked']
const CODES = ['RTE-01', 'EXT-04', 'EXT-50', 'EXT-41', 'RCV-08', 'RCV-01']

/** Of flows of all the year, what is asked about them. */
function sample(
  flows: number,
  values: number,
  of: (flow: Row, invoice: Row) => FlowFilter | undefined,
): FlowFilter[] {
  const filters: FlowFilter[] = []
  for (let index = 0; filters.length < values; index++) {
    const number = 1 + (((index * 7_919 + 104_729 * (index + 1)) * 31) % flows)
    const { flow, invoices } = inventedFlow(number, flows)
    const [invoice] = invoices
    const filter = invoice && flow['flow_identifier'] !== null ? of(flow, invoice) : undefined
    if (filter !== undefined) filters.push(filter)
  }
  return filters
}

function text(row: Row, column: string): string {
  return String(row[column])
}

function spaced(siret: string): string {
  return siret.replace(/^(...)(...)(...)(.....)$/, '$1 $2 $3 $4')
}

function dayOf(instant: string): FlowFilter {
  const day = instant.slice(0, 10)
  return { since: `${day}T00:00:00.000Z`, until: `${day}T23:59:59.999Z` }
}

import type { FlowState } from '../src/record/tables.ts'
import { dice, digits, pick, type Roll } from './dice.ts'
import { inventedInvoice, type Row } from './invented-invoices.ts'

/** What one flow is in the record: rows as the service writes them, columns in the tables' own names. */
export interface InventedFlow {
  flow: Row
  invoices: Row[]
  codes: Row[]
  /** Tables no search reads. */
  runs: Row[]
  events: Row[]
  outbox: Row[]
  keys: Row[]
}

const DEPOSITORS = 120
const LAST_DAY = Date.parse('2026-11-23T08:00:00.000Z')
const YEAR_MS = 365 * 86_400_000
const INVOICES_OF_ARCHIVE = 20
const JUDGED_BY = JSON.stringify({
  schemas: [{ id: 'ubl-invoice-2.1', version: '2.1', sha256: 'ab'.repeat(32) }],
  rules: '2026.11+a17105186a89',
  directory: 'cd'.repeat(32),
})
const OUTCOME = JSON.stringify({
  admissible: true,
  faults: [],
  remarks: [],
  journey: ['open', 'validate', 'extract', 'check', 'pivot', 'route'].map((stage) => ({
    stage,
    status: 'done',
    ms: 12.345,
  })),
  judgedBy: JSON.parse(JUDGED_BY) as unknown,
})
const FAULTS = [
  'RTE-01',
  'EXT-04',
  'EXT-11',
  'VAL-02',
  'EXT-20',
  'RTE-03',
  'EXT-31',
  'FAC-04',
  'EXT-12',
  'EXT-50',
]
const REMARKS = ['EXT-41', 'FAC-01', 'EXT-34', 'RCV-08']
/** The largest of them drops a fifth of all. */
export const depositorCode = (index: number) => `OP${digits(index, 4)}`

/** Flow `number` of a record of `of` flows, dropped evenly over a year; the same every time. */
export function inventedFlow(number: number, of: number): InventedFlow {
  const roll = dice(number)
  const at = LAST_DAY - YEAR_MS + Math.floor((number / of) * YEAR_MS) - Math.floor(roll() * 5_000)
  const received = new Date(at).toISOString()
  const settled = new Date(at + 900).toISOString()
  const state = stateOf(number, of, roll())
  const isArchive = state === 'partially-integrated' || roll() < 0.005
  const isRead = state !== 'received' && state !== 'blocked' && !(state === 'rejected' && roll() < 0.1)
  const depositor = depositorOf(number, of, roll())
  const interfaceCode = interfaceOf(state, roll())
  const identifier = `${depositor}${interfaceCode.slice(3, 7)}${digits(number, 15)}`
  const name = roll() < 0.0005 ? `facture-${number}.xml` : `${interfaceCode}_${depositor}_${identifier}`
  const invoices = !isRead
    ? []
    : Array.from({ length: isArchive ? INVOICES_OF_ARCHIVE : 1 }, (_, index) =>
        inventedInvoice({ flow: number, index, name, state, at, isArchive }, roll),
      )
  const hash = hashOf(roll)
  const accepted = invoices.filter((each) => each['accepted'] === 1)
  const isSettled = isRead || state === 'rejected'
  const flow: Row = {
    number,
    name,
    flow_identifier: name.startsWith('F') ? identifier : null,
    depositor,
    interface_code: isSettled ? interfaceCode : null,
    sha256: hash,
    size: 15_000 + Math.floor(roll() * 60_000),
    drop_identity: `folder:2049:${depositor}:${number}:${at}`,
    received_at: received,
    state,
    run: 0,
    admissible: isSettled ? Number(isRead) : null,
    invoices: invoices.length,
    accepted: accepted.length,
    judged_by: isSettled ? JUDGED_BY : null,
    settled_at: isSettled ? settled : null,
    version: 0,
    documents_expired_at: null,
    expired_at: null,
  }
  return { flow, invoices, codes: codesOf(number, state, roll), ...restOf(flow, accepted) }
}

function stateOf(number: number, of: number, roll: number): FlowState {
  if (number > of - 20) return 'received'
  if (roll < 0.0001) return 'blocked'
  if (roll < 0.0051) return 'partially-integrated'
  return roll < 0.036 ? 'rejected' : 'integrated'
}

/** One of the large ones stopped after seven tenths of the year. */
function depositorOf(number: number, of: number, roll: number): string {
  const index = Math.floor(DEPOSITORS * roll ** 3)
  return depositorCode(index === 4 && number > of * 0.7 ? 3 : index)
}

function interfaceOf(state: FlowState, roll: number): string {
  if (state === 'rejected' && roll < 0.02) return 'FSO1112A'
  if (roll < 0.7) return 'FSO1100A'
  return roll < 0.85 ? 'FSO1110A' : 'FSO1113A'
}

function hashOf(roll: Roll): string {
  let text = ''
  while (text.length < 64)
    text += Math.floor(roll() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  return text
}

function codesOf(flow: number, state: FlowState, roll: Roll): Row[] {
  const isRejected = state === 'rejected' || state === 'partially-integrated'
  const fault = isRejected ? [{ flow, code: pick(FAULTS, roll() ** 2), kind: 'fault' }] : []
  return roll() < 0.08 ? [...fault, { flow, code: pick(REMARKS, roll() ** 2), kind: 'remark' }] : fault
}

/** What no search reads: two events, the run, the keys, the pivot and the two reports. */
function restOf(
  flow: Row,
  accepted: readonly Row[],
): Pick<InventedFlow, 'runs' | 'events' | 'outbox' | 'keys'> {
  const of = { flow: flow['number'] as number, run: 0 }
  const at = flow['received_at'] as string
  const settled = flow['settled_at'] as string | null
  const sentAt = settled === null ? null : new Date(Date.parse(settled) + deliveryMs(of.flow)).toISOString()
  const sent = { ...of, sha256: 'ef'.repeat(32), size: 15_807, state: 'sent', tries: 0, sent_at: sentAt }
  const report = `CSO1100A_ECL001_ECL0011100${digits(of.flow, 15)}`
  const pivot = { ...sent, endpoint: 'application:FIN001', kind: 'pivot', name: `FEN0036A_ECL001_${of.flow}` }
  const toDepositor = { ...sent, endpoint: `depositor:${flow['depositor']}` }
  return {
    runs: [
      {
        ...of,
        started_at: at,
        ended_at: settled,
        state: flow['state'] ?? null,
        outcome: OUTCOME,
        version: 0,
        again: 0,
      },
    ],
    events: [
      { ...of, at, kind: 'received', detail: JSON.stringify({ sha256: flow['sha256'], size: flow['size'] }) },
      ...(settled === null ? [] : [{ ...of, at: settled, kind: 'outcome', detail: EVENT }]),
    ],
    outbox:
      settled === null
        ? []
        : [
            ...(accepted.length === 0 ? [] : [pivot]),
            { ...toDepositor, kind: 'report', name: report },
            { ...toDepositor, kind: 'report-text', name: `${report}.txt` },
          ],
    keys: accepted.map((each) => ({
      key: JSON.stringify([
        '1',
        each['supplier_id'],
        `${each['number']}-${of.flow}`,
        String(each['issue_date']).slice(0, 4),
      ]),
      flow: of.flow,
      invoice_index: each['invoice_index'] as number,
      accepted_at: settled ?? at,
    })),
  }
}

/** Most are delivered within a second; a recipient that is down makes some of them wait for hours. */
function deliveryMs(flow: number): number {
  return Math.floor(200 * Math.exp(11 * dice(-flow)() ** 6) + 900 * dice(-flow)())
}

const EVENT = JSON.stringify({ state: 'integrated', invoices: 1, accepted: 1, faults: [], documents: 3 })

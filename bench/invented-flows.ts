import type { FlowState } from '../src/record/tables.ts'

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

export type Row = Record<string, string | number | null>

const DEPOSITORS = 120
const RECIPIENTS = 20_000
const SUPPLIERS = 200_000
/** Suppliers everybody has: one invoice in twenty is from one of them. */
const LARGE_SUPPLIERS = 5
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
const FACTOR = JSON.stringify({
  status: 'present',
  reason: 'account-and-name',
  name: {
    value: 'Factofictif SA',
    source: { xpath: '/Invoice/cac:PayeeParty/cac:PartyName/cbc:Name', line: 91 },
  },
  identifier: { value: '00022011100017', scheme: '1' },
  notice: {
    text: 'Règlement à l’ordre de Factofictif SA, subrogée dans nos droits.',
    foundIn: 'PaymentTerms/Note',
  },
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
const WORDS = [
  'Ateliers',
  'Énergies',
  'Menuiserie',
  'Papeterie',
  'Société',
  'Travaux',
  'Bureau',
  'Transports',
]
const PLACES = ['de la Brume', 'du Marais-Bleu', 'Valmorte', 'des Quatre-Ponts', 'Exemple', 'du Val-Fictif']
const FORMS = ['SARL', 'SA', 'SAS', 'et Fils']

/** Numbers between 0 and 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function pick<T>(from: readonly T[], roll: number): T {
  return from[Math.floor(roll * from.length)] as T
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

/** The few largest have a good part of all: of the depositors one a fifth, of the recipients one a twenty-seventh. */
export const depositorCode = (index: number) => `OP${digits(index, 4)}`
export const recipientSiret = (index: number) => `299${digits(index, 6)}00018`
export const supplierSiret = (index: number) => `000${digits(index, 6)}00019`

export function supplierName(index: number): string {
  const roll = dice(-1 - index)
  return `${pick(WORDS, roll())} ${pick(PLACES, roll())} ${index} ${pick(FORMS, roll())}`
}

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
        invoiceOf({ flow: number, index, name, state, at, isArchive }, roll),
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

type Roll = () => number

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

interface Of {
  flow: number
  index: number
  name: string
  state: FlowState
  at: number
  isArchive: boolean
}

function invoiceOf({ flow, index, name, state, at, isArchive }: Of, roll: Roll): Row {
  const isAccepted = state === 'integrated' || (state === 'partially-integrated' && index % 3 !== 0)
  const supplier = roll() < 0.05 ? Math.floor(roll() * LARGE_SUPPLIERS) : Math.floor(SUPPLIERS * roll() ** 2)
  const recipient = recipientSiret(Math.floor(RECIPIENTS * roll() ** 3))
  const year = new Date(at).getUTCFullYear()
  const serial = Math.floor(roll() * 1_000_000)
  const supplierText = supplierName(supplier)
  const factor = factorOf(roll())
  const total = (roll() * 20_000).toFixed(2)
  return {
    flow,
    run: 0,
    invoice_index: index * 1_000,
    document: isArchive ? `facture-${index}.xml` : name,
    accepted: Number(isAccepted),
    faults: isAccepted ? '[]' : FAULT_ROW,
    remarks: '[]',
    number: pick(
      [`F-${year}-${serial}`, `FA${serial}`, `${year}${digits(serial, 6)}`, `FACT/${serial}`],
      roll(),
    ),
    supplier_type: '1',
    supplier_id: supplierSiret(supplier),
    supplier_name: supplierText,
    supplier_folded: supplierText.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase(),
    recipient_siret: recipient,
    recipient_service: roll() < 0.5 ? `SERV-${Math.floor(roll() * 50)}` : null,
    engagement: roll() < 0.4 ? `BC-${year}-${Math.floor(roll() * 3_000_000)}` : null,
    type: '380',
    frame: frameOf(roll()),
    issue_date: new Date(at - 259_200_000).toISOString().slice(0, 10),
    currency: 'EUR',
    tax_exclusive: total,
    tax_inclusive: total,
    payable: total,
    factor_status: factor,
    factor_reason:
      factor === 'present' ? 'account-and-name' : factor === 'ignored' ? 'no-account' : 'no-payee',
    factor: factor === 'none' ? '{"status":"none","reason":"no-payee"}' : FACTOR,
    account_end: roll() < 0.8 ? digits(Math.floor(roll() * 10_000), 4) : null,
    id_cpro: isAccepted ? `${flow}${digits(index, 3)}` : null,
    delivered_run: null,
    pivot_name: isAccepted ? `FEN0036A_ECL001_ECL0010036${digits(flow, 15)}` : null,
    route: isAccepted ? routeTo(recipient) : null,
  }
}

const FAULT_ROW = JSON.stringify([
  {
    code: 'RTE-01',
    places: [{ xpath: '/Invoice/cac:AccountingCustomerParty/cac:Party', line: 57 }],
    detail: {},
  },
])

function routeTo(siret: string): string {
  const structureName = `Commune de Valmorte-sur-Exemple ${siret.slice(3, 9)}`
  return JSON.stringify({
    application: 'FIN001',
    applicationLabel: 'Gestion financière Exemple',
    endpoint: 'application:FIN001',
    structureName,
    siret,
  })
}

function factorOf(roll: number): string {
  if (roll < 0.1) return 'present'
  return roll < 0.12 ? 'ignored' : 'none'
}

function frameOf(roll: number): string {
  if (roll < 0.000_01) return 'A22'
  if (roll < 0.05) return 'A9'
  return roll < 0.1 ? pick(['A2', 'A4', 'A7', 'A12'], roll * 10) : 'A1'
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
  const sent = { ...of, sha256: 'ef'.repeat(32), size: 15_807, state: 'sent', tries: 0, sent_at: settled }
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

const EVENT = JSON.stringify({ state: 'integrated', invoices: 1, accepted: 1, faults: [], documents: 3 })

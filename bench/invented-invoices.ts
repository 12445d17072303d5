import type { FlowState } from '../src/record/tables.ts'
import { dice, digits, pick, type Roll } from './dice.ts'

/** A row of a table, columns in the table's own names. */
export type Row = Record<string, string | number | null>

const RECIPIENTS = 20_000
const SUPPLIERS = 200_000
/** Suppliers everybody has: one invoice in twenty is from one of them. */
const LARGE_SUPPLIERS = 5
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

/** The few largest have a good part of all: of the recipients one a twenty-seventh. */
export const recipientSiret = (index: number) => `299${digits(index, 6)}00018`
export const supplierSiret = (index: number) => `000${digits(index, 6)}00019`

export function supplierName(index: number): string {
  const roll = dice(-1 - index)
  return `${pick(WORDS, roll())} ${pick(PLACES, roll())} ${index} ${pick(FORMS, roll())}`
}

export interface InvoiceAsked {
  flow: number
  index: number
  name: string
  state: FlowState
  at: number
  isArchive: boolean
}

/** An invoice of a flow, accepted as far as the flow is. */
export function inventedInvoice({ flow, index, name, state, at, isArchive }: InvoiceAsked, roll: Roll): Row {
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

import { type Amount, amount } from '../../../src/invoice/amount.ts'
import type { FactorDecision, Source } from '../../../src/invoice/factor.ts'
import type { Invoice, Line } from '../../../src/invoice/invoice.ts'

export const source: Source = { xpath: '/Invoice', line: 1 }

export const context = {
  receivedAt: '2026-03-12T23:30:00.000Z',
  flowName: 'FSO1100A_OPE001_OPE0011100000000000000042.xml',
  structureName: 'Communauté de communes des Trois Vannes',
  serviceName: 'Direction des bâtiments',
}

export const MENTION =
  'Pour être libératoire, votre règlement doit être effectué à l’ordre de Factor Exemple SA, subrogée dans nos droits, à aviser de toute réclamation.'

/** A decimal known to be one. */
export function decimal(text: string): Amount {
  const value = amount(text)
  if (value === undefined) throw new Error(`${text} is no decimal`)
  return value
}

export function line(id: number, parts: Partial<Line> = {}): Line {
  return {
    id: String(id),
    kind: 'DETAIL',
    name: `Ramette recyclée ${id}`,
    descriptions: [],
    reference: 'PAP-80',
    quantity: decimal('40'),
    unit: 'C62',
    unitPrice: decimal('3.2500'),
    amount: decimal('130'),
    taxRate: decimal('20.0'),
    source,
    ...parts,
  }
}

export const ordinary: Invoice = {
  number: 'F-2026-0147',
  type: '380',
  typeCode: '380',
  frame: 'A1',
  issueDate: '2026-03-09',
  currency: 'EUR',
  notes: ['Merci de votre confiance.§Pénalités de retard : trois fois le taux légal.'],
  engagement: '1300456789',
  market: '2025-FOURN-031',
  supplier: {
    identifier: { type: '1', value: '00000000100017' },
    name: 'Papeterie du Cœur d’Été SARL',
    address: { street: ['12 rue des Écluses'], postalCode: '99999', city: 'Ville-Exemple', country: 'FR' },
    vatNumber: 'FR00000000001',
    vatRegime: 'TVA DEBIT',
    contact: { name: 'Comptabilité', telephone: '01 00 00 00 00', email: 'compta@papeterie.example' },
  },
  debtor: { siret: '00000000200015', name: 'CC TROIS VANNES', service: { code: 'BAT-01' } },
  payment: {
    code: '30',
    mode: '30',
    dueDate: '2026-04-08',
    account: {
      id: 'FR7600000000000000000000097',
      type: 'IBAN',
      bic: 'EXEMFRPPXXX',
      holder: 'Titulaire Exemple',
      source,
    },
    note: 'Rappeler le numéro.',
    terms: ['Paiement à 30 jours.'],
  },
  factor: { status: 'none', reason: 'no-payee' },
  totals: {
    taxExclusive: decimal('1234.5'),
    taxInclusive: decimal('1461.40'),
    payable: decimal('1361.40'),
    prepaid: decimal('100'),
  },
  taxes: [
    { rate: decimal('20.00'), base: decimal('1100'), tax: decimal('219.50') },
    { rate: decimal('5.50'), base: decimal('134.50'), tax: decimal('7.40') },
  ],
  adjustments: [{ isCharge: false, amount: decimal('25'), reason: 'Fidélité' }],
  lines: [line(1), line(2, { note: 'Livrée à l’étage', quantity: decimal('2.50'), unit: 'HUR' })],
  deliveryDate: '2026-03-05',
  attachments: [{ fileName: 'bon.pdf', mimeType: 'application/pdf', bytes: new Uint8Array(48_231), source }],
}

const factor: FactorDecision = {
  status: 'present',
  reason: 'account-and-name',
  name: { value: 'Factor Exemple SA', source, from: 'PartyName' },
  identifier: { scheme: '1', value: '00000000300013' },
  address: ['8 quai des Marchands', '99998 Port-Exemple'],
  notice: { text: MENTION, foundIn: 'PaymentTerms/Note', source },
}

export const factored: Invoice = {
  ...ordinary,
  number: 'F-2026-0148',
  payment: { ...ordinary.payment, terms: [MENTION, 'Paiement à 30 jours.'] },
  factor,
}

const { account: _account, ...withoutAccount } = factored.payment
export const factorIgnored: Invoice = {
  ...factored,
  number: 'F-2026-0149',
  payment: withoutAccount,
  factor: { ...factor, status: 'ignored', reason: 'no-account' },
}

export const creditNote: Invoice = {
  ...factored,
  number: 'AV-2026-0009',
  type: '381',
  typeCode: '381',
  originInvoice: 'F-2026-0147',
}

/** 150 lines in lots, with lines that only inform. */
export const longInvoice: Invoice = {
  ...ordinary,
  number: 'F-2026-0150',
  lines: Array.from({ length: 150 }, (_, index) => {
    if (index % 50 === 0) return line(index + 1, { kind: 'REGROUPEMENT', name: `Lot ${index / 50 + 1}` })
    if (index % 10 === 3) {
      return line(index + 1, { kind: 'INFORMATION', name: 'Selon bon de commande', amount: decimal('0') })
    }
    return line(index + 1)
  }),
}

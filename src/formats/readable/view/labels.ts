import type { IdentifierType } from '../../../invoice/identifier.ts'
import type { InvoiceType } from '../../../invoice/invoice.ts'
import type { PaymentMode } from '../../../invoice/payment-mode.ts'

/** What the document is called. */
export const TITLES = { '380': 'Facture', '381': 'Avoir' } as const satisfies Record<InvoiceType, string>

/** Net of the document: an avoir is deducted, never paid. */
export const NET_LABELS = { '380': 'Net à payer', '381': 'Net de l’avoir' } as const satisfies Record<
  InvoiceType,
  string
>

/** Types (UNTDID 1001) that say more than invoice or credit note. */
export const DOCUMENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['383', 'Note de débit'],
  ['384', 'Facture rectificative'],
  ['386', 'Facture d’acompte'],
  ['389', 'Autofacture'],
  ['393', 'Facture affacturée'],
  ['396', 'Avoir affacturé'],
])

export const IDENTIFIER_LABELS = {
  '1': 'SIRET',
  '2': 'Identifiant (UE hors France)',
  '3': 'Identifiant (hors UE)',
  '4': 'RIDET',
  '5': 'N° TAHITI',
  '6': 'Identifiant (en cours d’immatriculation)',
  '7': 'Identifiant (particulier)',
} as const satisfies Record<IdentifierType, string>

export const PAYMENT_LABELS = {
  '10': 'Espèces',
  '20': 'Chèque',
  '30': 'Virement',
  '31': 'Virement',
  '42': 'Virement',
  '48': 'Carte bancaire',
  '49': 'Prélèvement',
  '97': 'Report',
} as const satisfies Record<PaymentMode, string>

/** Modes paid to an account, the only ones for which Chorus Pro prints one. */
export const PAID_TO_ACCOUNT: ReadonlySet<PaymentMode> = new Set<PaymentMode>(['30', '31', '42'])

const CURRENCIES: ReadonlyMap<string, string> = new Map([
  ['EUR', 'Euro (EUR)'],
  ['XPF', 'Franc CFP (XPF)'],
  ['CHF', 'Franc suisse (CHF)'],
  ['GBP', 'Livre sterling (GBP)'],
  ['USD', 'Dollar des États-Unis (USD)'],
])

export function currencyLabel(code: string): string {
  return CURRENCIES.get(code) ?? code
}

/** Units of measure (UN/ECE Rec. 20) met in invoices to public structures; another code is shown as sent. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ['C62', 'unité'],
  ['EA', 'unité'],
  ['NAR', 'unité'],
  ['H87', 'pièce'],
  ['PCE', 'pièce'],
  ['HUR', 'heure'],
  ['DAY', 'jour'],
  ['MON', 'mois'],
  ['ANN', 'an'],
  ['KGM', 'kg'],
  ['TNE', 't'],
  ['MTR', 'm'],
  ['KMT', 'km'],
  ['MTK', 'm²'],
  ['MTQ', 'm³'],
  ['LTR', 'l'],
  ['KWH', 'kWh'],
  ['MWH', 'MWh'],
  ['LS', 'forfait'],
  ['E48', 'prestation'],
  ['SET', 'lot'],
])

export function unitLabel(code: string): string {
  return UNITS.get(code) ?? code
}

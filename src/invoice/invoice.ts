import type { Amount } from './amount.ts'
import type { Account, FactorDecision, Source } from './factor.ts'
import type { Frame } from './frame.ts'
import type { Identifier } from './identifier.ts'
import type { PaymentMode } from './payment-mode.ts'

/** A calendar day, AAAA-MM-JJ, without time zone. */
export type Day = string

export type InvoiceType = '380' | '381'

export interface Address {
  /** Street, additional street, building: one entry a printed line. */
  street: string[]
  postalCode?: string
  city?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
}

export interface Contact {
  name?: string
  telephone?: string
  fax?: string
  email?: string
}

/** The supplier, or the valideur: somebody with an identifier, a name and an address. */
export interface Party {
  identifier: Identifier
  /** Legal name, else trade name. */
  name: string
  tradeName?: string
  address?: Address
  contact?: Contact
  vatNumber?: string
  /** VAT regime as sent: TVA DEBIT, TVA ENCAISSEMENT, EXONERATION. */
  vatRegime?: string
  registration?: string
  service?: { code?: string; name?: string }
}

/** The public structure that owes, as the deposit names it; the directory's own name is on the `Route`. */
export interface Debtor {
  siret: string
  name?: string
  address?: Address
  service?: { code?: string; name?: string }
}

export interface Payment {
  /** The code as sent, empty when none was. */
  code: string
  /** Its counterpart in the pivot's list. */
  mode: PaymentMode
  dueDate?: Day
  account?: Account
  note?: string
  /** PaymentTerms/Note, each one. */
  terms: string[]
}

export interface Totals {
  /** HT */
  taxExclusive: Amount
  /** TTC */
  taxInclusive: Amount
  payable: Amount
  tax?: Amount
  prepaid?: Amount
  allowance?: Amount
  charge?: Amount
}

export interface TaxSubtotal {
  /** Percent. */
  rate: Amount
  base: Amount
  tax: Amount
  exemption?: string
}

/** A discount (remise) or a charge of the whole document. */
export interface AllowanceCharge {
  isCharge: boolean
  amount: Amount
  reason?: string
}

/** INFORMATION and REGROUPEMENT lines are shown to people and counted nowhere. */
export type LineKind = 'DETAIL' | 'INFORMATION' | 'REGROUPEMENT'

export interface Line {
  id: string
  kind: LineKind
  name?: string
  descriptions: string[]
  note?: string
  reference?: string
  quantity?: Amount
  unit?: string
  unitPrice?: Amount
  amount: Amount
  taxRate?: Amount
  deliveryDate?: Day
  deliveryNote?: string
  source: Source
}

export interface Attachment {
  fileName: string
  mimeType: string
  /** The file itself, unwrapped when it came as a zip of one entry. */
  bytes: Uint8Array
  source: Source
}

/** One invoice or credit note, in the words of the trade, whatever syntax it came in. */
export interface Invoice {
  number: string
  type: InvoiceType
  /** The type code as sent (380, 381, 383 …). */
  typeCode: string
  frame: Frame
  issueDate: Day
  currency: string
  notes: string[]
  period?: { start?: Day; end?: Day; description?: string }
  originInvoice?: string
  engagement?: string
  /** Market or contract number. */
  market?: string
  supplier: Party
  debtor: Debtor
  /** Holder, mandatary or MOE who validates (AgentParty). */
  validator?: Party
  payment: Payment
  factor: FactorDecision
  totals: Totals
  taxes: TaxSubtotal[]
  adjustments: AllowanceCharge[]
  lines: Line[]
  deliveryDate?: Day
  deliverySite?: { id?: string; description?: string; address?: Address }
  attachments: Attachment[]
  /** The PDF original of an E2, which is the invoice; absent in E1, whose invoice is its data. */
  original?: Attachment
  /** Identifier of the flow that the document itself gives (E2). */
  flowIdentifier?: string
}

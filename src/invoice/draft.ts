import type { Contact, LineKind } from './invoice.ts'
import type { Source, Sourced } from './factor.ts'
import type { Term } from './terms.ts'

/**
 * What a document says, read but not yet judged: every value as written (blanks around it removed, an empty one left
 * out) with the place it came from. All formats are read into this one shape; the rules turn it into an `Invoice`.
 */
export interface Draft {
  kind: 'invoice' | 'credit-note'
  /** Where the format keeps each term, to tell a depositor what to fill in. */
  paths: Readonly<Record<Term, string>>
  number?: Sourced
  issueDate?: Sourced
  typeCode?: Sourced
  currency?: Sourced
  frame?: Sourced
  notes: Sourced[]
  period: { start?: Sourced; end?: Sourced; description?: Sourced }
  originInvoice?: Sourced
  engagement?: Sourced
  market?: Sourced
  supplier: PartyDraft
  debtor: PartyDraft
  validator?: PartyDraft
  paymentMeans: PaymentMeansDraft[]
  paymentTerms: Sourced[]
  payee?: PayeeDraft
  totals: TotalsDraft
  taxes: TaxDraft[]
  adjustments: AdjustmentDraft[]
  lines: LineDraft[]
  deliveryDate?: Sourced
  deliverySite?: { id?: Sourced; description?: Sourced; address: AddressDraft }
  attachments: AttachmentDraft[]
  /** Files given as the invoice itself. Absent in E1, whose invoice is its data; in E2 there must be one, a PDF. */
  originals?: AttachmentDraft[]
  /** Text of the PDF original as far as it was read, blank for a scan; absent when it could not be read. */
  originalText?: Sourced
  /** Identifier of the flow that the document itself gives. */
  flowIdentifier?: Sourced
}

export interface IdentifierDraft extends Sourced {
  /** schemeName, else schemeID, as written. */
  scheme?: string
}

export interface AddressDraft {
  street: string[]
  postalCode?: string
  city?: string
  country?: string
}

export interface PartyDraft {
  identifiers: IdentifierDraft[]
  name?: Sourced
  tradeName?: Sourced
  address: AddressDraft
  country?: Sourced
  contact: Contact
  vatNumber?: Sourced
  vatRegime?: Sourced
  registration?: Sourced
  serviceCode?: Sourced
  serviceName?: Sourced
}

export interface PaymentMeansDraft {
  source: Source
  code?: Sourced
  dueDate?: Sourced
  channel?: Sourced
  account?: Sourced
  holder?: Sourced
  bic?: Sourced
  note?: Sourced
}

export interface PayeeDraft {
  source: Source
  partyName?: Sourced
  registrationName?: Sourced
  identifier?: IdentifierDraft
  hasLegalEntity: boolean
  address: AddressDraft
  contactNotes: Sourced[]
}

export interface TotalsDraft {
  taxExclusive?: Sourced
  taxInclusive?: Sourced
  payable?: Sourced
  /** TaxTotal/TaxAmount, each in the document's currency. */
  tax: Sourced[]
  /** Each different currency the totals are said to be in. */
  currencies: Sourced[]
  prepaid?: Sourced
  allowance?: Sourced
  charge?: Sourced
}

export interface TaxDraft {
  source: Source
  rate?: Sourced
  base?: Sourced
  tax?: Sourced
  exemption?: Sourced
}

export interface AdjustmentDraft {
  isCharge: boolean
  amount: Sourced
  reason?: string
}

export interface LineDraft {
  source: Source
  id?: string
  kind: LineKind
  name?: string
  descriptions: string[]
  note?: string
  reference?: string
  quantity?: Sourced
  unit?: string
  unitPrice?: Sourced
  amount?: Sourced
  taxRate?: Sourced
  deliveryDate?: Sourced
  deliveryNote?: string
}

export interface AttachmentDraft {
  source: Source
  /** File name as given, empty when none was. */
  name: string
  mimeType?: string
  content: DecodedContent
}

/** The bytes of a base64 text, or what keeps it from being base64, as the end of a sentence. */
export type DecodedContent = { bytes: Buffer } | { problem: { fr: string; en: string } }

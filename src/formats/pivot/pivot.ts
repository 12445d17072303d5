import type { Day, Invoice } from '../../invoice/invoice.ts'

/** `Non` by default, `Recyclée` on a redelivery, `Complétée` for a completed invoice: else the recipient pays twice. */
export type Renvoi = 'Non' | 'Complétée' | 'Recyclée'

/** What kind of file an attachment is, from the list the readers of pivots know. */
export type AttachmentCategory = 'Facture PDF' | 'Facture XML' | 'Pièce jointe standard'

/** One file of an invoice, as the pivot carries it: base64 of a zip that holds it alone. */
export interface PivotAttachment {
  /** NomPJ, at most 50 characters, also the name inside the zip. */
  name: string
  originalName?: string
  category: AttachmentCategory
  /** 01 is the invoice itself, 02 everything beside it. */
  type: '01' | '02'
  mimeType: string
  bytes: Uint8Array
}

/** One invoice with all that the pivot says beside it. */
export interface PivotInvoice {
  invoice: Invoice
  idCpro: string
  renvoi: Renvoi
  receivedOn: Day
  /** The directory's names, else the flow's. */
  debtor: { siret: string; name: string; serviceCode: string; serviceName: string }
  attachments: readonly PivotAttachment[]
}

/** One invoice written for a pivot, in pieces that follow one another: megabytes are joined once, with the file around them. */
export type PivotUnit = readonly Uint8Array[]

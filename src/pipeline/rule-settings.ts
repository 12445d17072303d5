import type { ArchiveLimits } from '../reception/archive/limits.ts'
import type { Frame } from '../invoice/frame.ts'
import type { InvoiceType } from '../invoice/invoice.ts'
import type { PaymentMode } from '../invoice/payment-mode.ts'

/** What an operator may tune in the rules; `config/default.yaml` holds the values it ships with. */
export interface RuleSettings {
  /** Absolute difference allowed between totals, in the invoice's currency, decimal text. */
  tolerance: string
  /** What a SIRET whose Luhn key fails is. */
  siretKey: 'remark' | 'fault'
  /** Payment mode for a code unset, 1 or "other". */
  defaultPaymentMode: PaymentMode
  /** Type codes accepted beside 380 and 381, and what each becomes. */
  typeCodes: Readonly<Record<string, InvoiceType>>
  /** The frames (cadres de facturation) an operator may use. */
  frames: readonly Frame[]
  attachments: AttachmentRules
  pdf: PdfRules
}

export type Severity = 'remark' | 'fault'

/** What a file is that came with an invoice and breaks one of these rules. */
export interface AttachmentRules {
  /** Its name is longer than 50 characters. */
  longName: Severity
  /** Its name has no extension of the platform's list. */
  extension: Severity
  /** Its content is of another type than its extension says. */
  content: Severity
}

/** What a PDF is in which one of these was found. */
export interface PdfRules {
  /** No %%EOF at its end. */
  noEnd: Severity
  /** Its table of objects had to be rebuilt. */
  rebuilt: Severity
  encrypted: Severity
  script: Severity
  launch: Severity
  executable: Severity
  polyglot: Severity
}

/** How large a deposit may be; each limit is the largest value still allowed. */
export interface Limits extends ArchiveLimits {
  /** Bytes of a flow as dropped. */
  flowBytes: number
  /** Bytes of one invoice document, attachments included. */
  invoiceBytes: number
  /** Bytes of one attachment, decoded. */
  attachmentBytes: number
  /** Elements nested in one another. */
  depth: number
  /** Invoices in one flow. */
  invoices: number
  /** Pages of a PDF that is checked. */
  pdfPages: number
  /** Objects of a PDF that is checked. */
  pdfObjects: number
  /** Seconds of computing a PDF's check may take. */
  pdfSeconds: number
  /** Bytes of memory a PDF's check may take. */
  pdfMemoryBytes: number
  /** Pages of an original whose text is searched. */
  pdfTextPages: number
}

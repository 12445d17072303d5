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
}

/** How large a deposit may be; each limit is the largest value still allowed. */
export interface Limits {
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
}

/**
 * The pivot's payment modes with the label that goes beside the code. 31 is VIREMENT in a real pivot; the other
 * labels are ours, the pivot's schema leaves them free.
 */
export const PAYMENT_MODES = {
  '10': 'ESPECES',
  '20': 'CHEQUE',
  '30': 'VIREMENT',
  '31': 'VIREMENT',
  '42': 'VIREMENT',
  '48': 'CARTE BANCAIRE',
  '49': 'PRELEVEMENT',
  '97': 'REPORT',
} as const

export type PaymentMode = keyof typeof PAYMENT_MODES

export function isPaymentMode(code: string): code is PaymentMode {
  return Object.hasOwn(PAYMENT_MODES, code)
}

/** Codes the channel accepts that the pivot's list has not, with their counterpart: SEPA transfer and SEPA debit. */
export const MAPPED_PAYMENT_CODES: Readonly<Record<string, PaymentMode>> = { '58': '31', '59': '49' }

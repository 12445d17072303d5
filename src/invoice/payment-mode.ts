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

/** Codes the channel accepts that the pivot's list has not: SEPA transfer, SEPA debit, and two that pay later (report). */
const COUNTERPARTS: ReadonlyMap<string, PaymentMode> = new Map([
  ['58', '31'],
  ['59', '49'],
  ['50', '97'],
  ['93', '97'],
])

/** The mode of the pivot's list for a code as sent; `undefined` when the channel does not accept the code. */
export function paymentMode(code: string): PaymentMode | undefined {
  return isPaymentMode(code) ? code : COUNTERPARTS.get(code)
}

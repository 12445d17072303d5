import Big from 'big.js'

declare const amountBrand: unique symbol

/** Money, a quantity or a rate, as decimal text exactly as it was written: no float ever touches it. */
export type Amount = string & { readonly [amountBrand]: true }

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/

/** Decimal text becomes an Amount, white space around it removed; `undefined` when the text is not an xs:decimal. */
export function amount(text: string): Amount | undefined {
  const trimmed = text.trim()
  return DECIMAL.test(trimmed) ? (trimmed as Amount) : undefined
}

/** The exact value, for arithmetic. */
export function big(value: Amount): Big {
  return new Big(bare(value))
}

/** An exact result, as text again, never in exponent form. */
export function fromBig(value: Big): Amount {
  return value.toFixed() as Amount
}

/** How many digits stand before and after the point, zeros that change nothing left out. */
export function digits(value: Amount): { whole: number; decimals: number } {
  const [whole = '', decimals = ''] = value.replace(/^[+-]/, '').split('.')
  return { whole: whole.replace(/^0+/, '').length, decimals: decimals.replace(/0+$/, '').length }
}

function bare(value: Amount): string {
  const unsigned = value.replace(/^\+/, '')
  return unsigned.replace(/^(-?)\./, '$10.').replace(/\.$/, '')
}

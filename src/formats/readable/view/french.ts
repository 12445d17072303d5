import type { Amount } from '../../../invoice/amount.ts'
import type { Day } from '../../../invoice/invoice.ts'
import { frenchDay, parisDay } from '../../../invoice/paris.ts'
import { oneLine } from './plain-text.ts'

/** No-break space: between thousands, and between a figure and its unit. */
const NBSP = '\u00a0'

/** A sum with its currency: `1 234,50 €`, two decimals at least, every further one the sender gave. */
export function money(amount: Amount, currency: string): string {
  return `${decimal(amount, 2)}${NBSP}${currency === 'EUR' ? '€' : oneLine(currency)}`
}

/** A quantity, without zeros that say nothing: `12,5`. */
export function quantity(amount: Amount): string {
  return decimal(amount, 0)
}

/** A rate: `5,5 %`. */
export function percent(amount: Amount): string {
  return `${decimal(amount, 0)}${NBSP}%`
}

/** A size of a file, in octets: `12,3 ko`. */
export function fileSize(octets: number): string {
  if (octets < 1000) return `${octets}${NBSP}${octets > 1 ? 'octets' : 'octet'}`
  const [size, unit] = octets < 999_950 ? [octets / 1000, 'ko'] : [octets / 1_000_000, 'Mo']
  return `${size.toFixed(1).replace('.', ',')}${NBSP}${unit}`
}

/** `2026-03-09` as `09/03/2026`; anything else as it was sent. */
export function day(date: Day): string {
  const [, year, month, dayOfMonth] = /^(\d{4})-(\d{2})-(\d{2})/.exec(date) ?? []
  return year === undefined ? oneLine(date) : `${dayOfMonth}/${month}/${year}`
}

/** The day it was in Paris at an instant (ISO 8601, UTC); throws a RangeError on anything else. */
export function dayInParis(instant: string): string {
  return frenchDay(parisDay(instant))
}

/** An account number in groups of four, parted by no-break spaces, as banks print an IBAN. */
export function groupedByFour(account: string): string {
  return oneLine(account)
    .replace(/\s/g, '')
    .replace(/(.{4})(?=.)/gu, `$1${NBSP}`)
}

export function isZero(amount: Amount): boolean {
  return !/[1-9]/.test(amount)
}

/** Exact: works on the digits, not on a number, and in one pass, however many there are. */
function decimal(amount: Amount, leastDecimals: number): string {
  const [whole = '', fraction = ''] = amount.replace(/^[+-]/, '').split('.')
  let end = fraction.length
  while (end > leastDecimals && fraction[end - 1] === '0') end--
  const decimals = fraction.slice(0, end).padEnd(leastDecimals, '0')
  const negative = amount.startsWith('-') && !isZero(amount)
  const units = grouped(whole.replace(/^0+(?=\d)/, '') || '0')
  return `${negative ? '-' : ''}${units}${decimals === '' ? '' : `,${decimals}`}`
}

function grouped(units: string): string {
  const groups: string[] = []
  for (let end = units.length; end > 0; end -= 3) groups.push(units.slice(Math.max(0, end - 3), end))
  return groups.toReversed().join(NBSP)
}

/** A whole number as an address gives it, as large as the record keeps one; `undefined` for anything else. */
export function numberOf(text: string | null | undefined): number | undefined {
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

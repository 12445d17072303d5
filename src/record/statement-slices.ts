/** Engines limit the values one statement may carry: rows are written, and keys asked for, in slices of this many. */
export const SLICE = 200

export function slices<T>(all: readonly T[], size: number = SLICE): T[][] {
  const slices: T[][] = []
  for (let from = 0; from < all.length; from += size) slices.push(all.slice(from, from + size))
  return slices
}

/** A column of a table of these things. */
export interface Column<T> {
  title: string
  /** Plain text on one line. */
  cell(of: T): string
  /** The text of the cell, already as wide as the column, as a terminal is to show it. */
  painted?(text: string, of: T): string
  align?: 'right'
  /** It may be cut down to so many characters when the table is too wide; absent: it may not. */
  least?: number
  /** When columns have to go, the one of the highest number goes first; absent: it stays. */
  goes?: number
}

const BETWEEN = '  '

/**
 * The lines of a table, its titles first, none wider than this: columns are cut, then left out, until it fits or nothing
 * more may go.
 */
export function fittedTable<T>(columns: readonly Column<T>[], rows: readonly T[], width: number): string[] {
  const measured = columns.map((column) => ({ column, natural: naturalWidth(column, rows) }))
  const shown = fitting(measured, width)
  const line = (cell: (column: Column<T>, width: number) => string) =>
    shown.map(({ column, width }) => cell(column, width)).join(BETWEEN)
  return [
    line((column, width) => padded(column.title, width, column.align)).trimEnd(),
    ...rows.map((row) =>
      line((column, width) => {
        const text = padded(cut(column.cell(row), width), width, column.align)
        return column.painted?.(text, row) ?? text
      }).trimEnd(),
    ),
  ]
}

interface Measured<T> {
  column: Column<T>
  natural: number
}

/** The columns that stay, each with its width. */
function fitting<T>(measured: readonly Measured<T>[], width: number): { column: Column<T>; width: number }[] {
  const least = measured.map((each) => Math.min(each.column.least ?? each.natural, each.natural))
  const narrowest = sum(least) + BETWEEN.length * (measured.length - 1)
  const next = measured.toSorted((a, b) => (b.column.goes ?? 0) - (a.column.goes ?? 0))[0]
  if (narrowest > width && next?.column.goes !== undefined) {
    return fitting(
      measured.filter((each) => each !== next),
      width,
    )
  }
  let spare = Math.max(width - narrowest, 0)
  return measured.map(({ column, natural }, index) => {
    const wide = Math.min(natural, (least[index] ?? natural) + spare)
    spare -= wide - (least[index] ?? natural)
    return { column, width: wide }
  })
}

function naturalWidth<T>(column: Column<T>, rows: readonly T[]): number {
  return rows.reduce((widest, row) => Math.max(widest, length(column.cell(row))), length(column.title))
}

function padded(text: string, width: number, align: 'right' | undefined): string {
  const blanks = ' '.repeat(Math.max(width - length(text), 0))
  return align === 'right' ? `${blanks}${text}` : `${text}${blanks}`
}

function cut(text: string, width: number): string {
  return length(text) <= width ? text : `${[...text].slice(0, Math.max(width - 1, 0)).join('')}…`
}

function length(text: string): number {
  return [...text].length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

/** Rows of text; the first column is to be read, the others are figures unless said otherwise. */
export interface Table {
  title: string
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  /** Columns of words beside the first. */
  words?: readonly number[]
  /** What must be known to read it. */
  note?: string
}

/** For a terminal: columns aligned. */
export function textTable({ title, columns, rows, words = [], note }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const isText = (index: number) => index === 0 || words.includes(index)
  const line = (row: readonly string[]) =>
    widths
      .map((width, index) =>
        isText(index) ? (row[index] ?? '').padEnd(width) : (row[index] ?? '').padStart(width),
      )
      .join('  ')
      .trimEnd()
  const head = line(columns)
  const parts = [
    title,
    ...(note === undefined ? [] : [note]),
    '',
    head,
    '-'.repeat(head.length),
    ...rows.map(line),
  ]
  return `${parts.join('\n')}\n`
}

/** The same for a page of Markdown. */
export function markdownTable({ title, columns, rows, words = [], note }: Table): string {
  const rule = columns.map((_, index) => (index === 0 || words.includes(index) ? '---' : '---:'))
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const parts = [`### ${title}`, '', ...(note === undefined ? [] : [note, '']), line(columns), line(rule)]
  return `${[...parts, ...rows.map(line)].join('\n')}\n`
}

/** Three significant digits, none of them after the point from a hundred on. */
export function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  if (value === 0) return '0'
  const digits = Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(Math.abs(value)))))
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

export function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}

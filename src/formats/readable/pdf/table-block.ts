import type { Column, Row, Table } from '../view/readable-view.ts'
import {
  areaItem,
  type Block,
  beside,
  EMPTY,
  padded,
  stack,
  type Span,
  type TextSetting,
  type TextStyle,
  textBlock,
} from './block.ts'
import type { Faces } from './faces.ts'
import { STYLES } from './styles.ts'

const GUTTER = 10
const ROW_PADDING = 2.8
const INSET = 5
/** A column that does not grow is no wider, however long its cells: they wrap, or are set smaller when figures. */
const WIDEST = { left: 72, right: 96 } as const
const LABEL_ON_ONE_LINE = 64
/** Of the table's width, what the columns that do not grow may take together. */
const FIXED_SHARE = 0.68
/** Figures too long for their column are set smaller, down to this size. */
const SMALLEST = 6

const CELL_STYLES = {
  plain: STYLES.cell,
  heading: STYLES.heading,
  aside: STYLES.aside,
} as const satisfies Record<Row['tone'], TextStyle>
const DETAIL_STYLES = {
  plain: STYLES.detail,
  heading: STYLES.detail,
  aside: STYLES.asideDetail,
} as const satisfies Record<Row['tone'], TextStyle>

/** A table laid out: its columns are measured over all rows, so that every row and the header line up. */
export interface TableLayout {
  header: Block
  row: (row: Row) => Block
}

export function tableLayout(faces: Faces, table: Table, span: Span): TableLayout {
  const spans = columnSpans(faces, table, span)
  return {
    header: headerBlock(faces, table.columns, { spans, span }),
    row: (row) => rowBlock(faces, row, { spans, span, columns: table.columns }),
  }
}

/** The whole table as one block, under its title. */
export function tableBlock(faces: Faces, table: Table, span: Span): Block {
  if (table.rows.length === 0) return EMPTY
  const layout = tableLayout(faces, table, span)
  const title = textBlock(faces, table.title.toUpperCase(), { style: STYLES.section, place: span })
  return stack([title, stack([layout.header, ...table.rows.map((row) => layout.row(row))])], 2)
}

interface Measures {
  spans: Span[]
  span: Span
}

function headerBlock(faces: Faces, columns: Column[], { spans, span }: Measures): Block {
  const labels = columns.map(({ label, align }, index) =>
    textBlock(faces, label, { style: STYLES.head, place: spans[index] as Span, align }),
  )
  return padded(beside(labels), { x: 0, y: 4 }, { x: span.x, width: span.width, color: 'pale' })
}

function rowBlock(faces: Faces, row: Row, { spans, span, columns }: Measures & { columns: Column[] }): Block {
  const style = CELL_STYLES[row.tone]
  const cells = row.cells.map((text, index) => {
    const column = columns[index] as Column
    const place = cellSpan(row, index, { spans, span, columns })
    if (column.align === 'right') return figureBlock(faces, text, { style, place, align: 'right' })
    const cell = textBlock(faces, text, { style, place })
    if (!column.grows) return cell
    const below = row.details.map((detail) =>
      textBlock(faces, detail, { style: DETAIL_STYLES[row.tone], place }),
    )
    return stack([cell, ...below])
  })
  const block = padded(beside(cells), { x: 0, y: ROW_PADDING })
  block.items.push(areaItem(span, { top: block.height, height: 0.4, color: 'rule' }))
  return { height: block.height + 0.4, items: block.items }
}

/** A heading or an aside has no figures: its words run over the columns left empty at their right. */
function cellSpan(row: Row, index: number, { spans, span, columns }: Measures & { columns: Column[] }): Span {
  const own = spans[index] as Span
  if (row.tone === 'plain' || columns[index]?.grows !== true) return own
  if (row.cells.slice(index + 1).some((cell) => cell !== '')) return own
  return { x: own.x, width: span.x + span.width - INSET - own.x }
}

/** Figures are set smaller, and when that is not enough cut between their thousands. */
function figureBlock(faces: Faces, text: string, setting: TextSetting): Block {
  const { style, place } = setting
  const natural = (faces[style.weight].advance(text) * style.size) / 1000
  if (natural <= place.width) return textBlock(faces, text, setting)
  const size = Math.max(SMALLEST, Math.floor((style.size * place.width * 20) / natural) / 20)
  return textBlock(faces, text.replaceAll('\u00a0', ' '), { ...setting, style: { ...style, size } })
}

function columnSpans(faces: Faces, table: Table, span: Span): Span[] {
  const naturals = table.columns.map((column, index) => naturalWidth(faces, table, { column, index }))
  const room = span.width - 2 * INSET - GUTTER * (table.columns.length - 1)
  const fixed = naturals.reduce((sum, width, index) => (table.columns[index]?.grows ? sum : sum + width), 0)
  const growing = table.columns.some(({ grows }) => grows)
  const most = growing ? room * FIXED_SHARE : room
  const narrowed = narrowedTo(most, naturals, table.columns)
  const taken = Math.min(fixed, most)
  const rest = growing ? room - taken : 0
  const spread = growing ? 0 : (room - taken) / table.columns.length
  let x = span.x + INSET
  return table.columns.map(({ grows }, index) => {
    const width = grows ? rest : (narrowed[index] as number) + spread
    const place = { x, width }
    x += width + GUTTER
    return place
  })
}

const NARROW = 40

/** Where the columns ask for too much, the wide ones give it back, those of a few characters stay as they are. */
function narrowedTo(most: number, widths: readonly number[], columns: readonly Column[]): number[] {
  const wide = widths.map((width, index) => (columns[index]?.grows ? 0 : Math.max(0, width - NARROW)))
  const fixed = widths.reduce((sum, width, index) => (columns[index]?.grows ? sum : sum + width), 0)
  const spare = wide.reduce((sum, part) => sum + part, 0)
  const share = spare === 0 ? 0 : Math.min(1, Math.max(0, fixed - most) / spare)
  return widths.map((width, index) => width - (wide[index] as number) * share)
}

/** As wide as its widest cell and its label, within the limit. */
function naturalWidth(
  faces: Faces,
  table: Table,
  { column, index }: { column: Column; index: number },
): number {
  const label = Math.min(LABEL_ON_ONE_LINE * 1000, faces.bold.advance(column.label) * STYLES.head.size + 10)
  let widest = label
  const limit = WIDEST[column.align] * 1000
  if (column.grows) return widest / 1000
  for (const row of table.rows) {
    if (widest >= limit) break
    const text = row.cells[index] as string
    if (text !== '') widest = Math.max(widest, faces.regular.advance(text) * STYLES.cell.size + 10)
  }
  return Math.min(widest, limit) / 1000
}

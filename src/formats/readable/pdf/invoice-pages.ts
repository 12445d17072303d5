import type { ReadableView, Table } from '../view/readable-view.ts'
import { areaItem, type Block, beside, stack, textBlock } from './block.ts'
import type { Faces } from './faces.ts'
import { CONTENT_WIDTH, PAGE, Pages } from './pages.ts'
import {
  FULL,
  panelBlock,
  panelRows,
  paymentBlock,
  referenceBand,
  sectionTitle,
  summaryBlock,
  titleBlock,
} from './section-blocks.ts'
import { STYLES } from './styles.ts'
import { type TableLayout, tableLayout } from './table-block.ts'
import { wrap } from './wrap.ts'

/** The operators of every page of the readable invoice, from the title to the footer. */
export function invoicePages(faces: Faces, view: ReadableView): Buffer[] {
  const pages = new Pages(faces)
  opening(pages, faces, view)
  if (view.lines.rows.length > 0) flowTable(pages, view.lines, tableLayout(faces, view.lines, FULL))
  closing(pages, faces, view)
  const title = runningTitle(faces, view)
  for (const [index, page] of pages.pages.entries()) {
    if (index > 0) page.paint(title.items, 0, RUNNING_TITLE_Y)
    const number = view.footer.page(index + 1, pages.pages.length)
    page.paint(footer(faces, view, number).items, 0, FOOTER_Y)
  }
  return pages.pages.map((page) => page.operators())
}

const RUNNING_TITLE_Y = 22
const FOOTER_Y = PAGE.height - 42

function opening(pages: Pages, faces: Faces, view: ReadableView): void {
  pages.place(titleBlock(faces, view))
  const panels = view.delivery === undefined ? view.parties : [...view.parties, view.delivery]
  for (const row of panelRows(faces, panels)) {
    pages.skip(14)
    pages.place(row)
  }
  const references = referenceBand(faces, view.references)
  if (references.height > 0) pages.skip(14)
  pages.place(references)
  pages.skip(14)
}

function closing(pages: Pages, faces: Faces, view: ReadableView): void {
  pages.skip(14)
  pages.place(summaryBlock(faces, view))
  if (view.payment !== undefined) {
    pages.skip(14)
    pages.place(paymentBlock(faces, view.payment))
  }
  if (view.factor !== undefined) {
    pages.skip(14)
    pages.place(panelBlock(faces, view.factor, FULL))
  }
  notes(pages, faces, view)
  if (view.attachments.rows.length === 0) return
  pages.skip(14)
  const title = sectionTitle(faces, view.attachments.title, { span: FULL, ruled: true })
  const layout = tableLayout(faces, view.attachments, FULL)
  flowTable(pages, view.attachments, { ...layout, header: stack([title, layout.header], 3) })
}

/** Row after row, under a header that stands on every page they fill. */
function flowTable(pages: Pages, table: Table, layout: TableLayout): void {
  pages.repeating(layout.header, () => {
    for (const row of table.rows) pages.place(layout.row(row))
  })
}

function notes(pages: Pages, faces: Faces, { notes }: ReadableView): void {
  if (notes.paragraphs.length === 0) return
  const [first = '', ...others] = notes.paragraphs
  const paragraph = (text: string): Block => textBlock(faces, text, { style: STYLES.body, place: FULL })
  const title = sectionTitle(faces, notes.title, { span: FULL, ruled: true })
  pages.skip(14)
  pages.pour(stack([title, paragraph(first)], 4))
  for (const text of others) {
    pages.skip(3)
    pages.pour(paragraph(text))
  }
}

/** On every page but the first: which invoice this is. */
function runningTitle(faces: Faces, view: ReadableView): Block {
  const text = `${view.title} – ${view.author}`
  return firstLines(faces, text, { lines: 1, width: CONTENT_WIDTH })
}

function footer(faces: Faces, view: ReadableView, page: string): Block {
  const width = CONTENT_WIDTH - 70
  const said = stack([
    firstLines(faces, view.footer.origin, { lines: 1, width }),
    firstLines(faces, view.footer.flow, { lines: 2, width }),
  ])
  const number = textBlock(faces, page, { style: STYLES.footer, place: FULL, align: 'right' })
  const block = beside([said, number])
  const rule = areaItem(FULL, { top: -5, height: 0.4, color: 'rule' })
  return { height: block.height, items: [rule, ...block.items] }
}

/** Text that stands outside the flow of the page: what passes its lines is left out, it is said in full elsewhere. */
function firstLines(faces: Faces, text: string, { lines, width }: { lines: number; width: number }): Block {
  const kept = wrap(text.slice(0, 300 * lines), faces[STYLES.footer.weight], {
    size: STYLES.footer.size,
    width,
  }).slice(0, lines)
  return textBlock(faces, kept.join('\n'), { style: STYLES.footer, place: { x: PAGE.left, width } })
}

import { rowsBetween } from '../../../support/deposit-lines.ts'
import type { DocumentText } from '../../../support/deposit-lines/document.ts'
import type { Row } from '../../../support/deposit-lines/rows.ts'
import { counted, countedEn } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { changed, type Visit } from '../../visit.ts'
import { rowMark } from './hrefs.ts'
import { rowText } from './row-text.ts'
import type { Picked, TraceLinks } from './trace-links.ts'

/** Rows shown at once, and of how many a document is still shown whole. */
const SHOWN = 500
const WHOLE = 700
const LEAD = 60

export interface XmlShown {
  text: DocumentText
  links: TraceLinks
  picked: Picked
  /** What stands at the picked place, to be marked within its row. */
  value?: string | undefined
}

/** The document as received: rows that feed the pivot lead to the fields they feed. */
export async function xmlPane(visit: Visit, shown: XmlShown): Promise<Markup> {
  const { text, links } = shown
  const [from, to] = window(visit, shown)
  const rows = await rowsBetween(text, { from, to })
  const { t } = visit
  const more = (place: number, words: string) =>
    html`<p class="soft small cut-off"><a href="${changed(visit, { from: String(Math.max(place, 0)), line: undefined, field: undefined })}">${words}</a></p>`
  return html`${from > 0 && more(from - SHOWN, t(`${counted(from, 'ligne', 'lignes')} avant`, `${countedEn(from, 'line', 'lines')} before`))}
<div class="lines" data-shown="no"><ol>${rows.map((row, index) => rowMarkup(visit, row, { ...shown, before: rows[index - 1] }))}</ol></div>
${to < links.total && more(to, t(`${counted(links.total - to, 'ligne', 'lignes')} après`, `${countedEn(links.total - to, 'line', 'lines')} after`))}`
}

function window(visit: Visit, { links, picked }: XmlShown): [from: number, to: number] {
  const { total } = links
  if (total <= WHOLE) return [0, total]
  const asked = Number(visit.url.searchParams.get('from'))
  const [first] = picked.rows
  const wanted = first === undefined ? (Number.isSafeInteger(asked) ? asked : 0) : first.place - LEAD
  const from = Math.min(Math.max(wanted, 0), total - SHOWN)
  return [from, Math.min(from + SHOWN, total)]
}

function rowMarkup(visit: Visit, row: Row, of: XmlShown & { before: Row | undefined }): Markup {
  const { links, picked, value, before } = of
  const mark = rowMark(row)
  const fields = links.fieldsOf.get(mark) ?? []
  const isMarked = picked.rows.some(({ line, part }) => line === row.line && part === row.part)
  const number = before?.line === row.line ? '↳' : row.line
  const kind = [...(fields.length > 0 ? ['fed'] : []), ...(isMarked ? ['marked'] : [])].join(' ')
  const link =
    fields.length === 0
      ? number
      : html`<a href="${changed(visit, { line: mark.slice(1), field: undefined, from: undefined })}#f${fields[0] ?? 0}" aria-label="${visit.t(`ligne ${row.line}, ce qu’elle donne au pivot`, `line ${row.line}, what it gives the pivot`)}">${number}</a>`
  const attributes =
    fields.length === 0 ? NOTHING : html` data-fields="${fields.map((each) => `f${each}`).join(' ')}"`
  return html`<li id="${mark}"${kind !== '' && html` class="${kind}"`}${attributes}><span class="at">${link}</span><span class="text">${rowText(row, isMarked ? value : undefined)}</span></li>
`
}

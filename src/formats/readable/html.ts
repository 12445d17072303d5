import type { Invoice } from '../../invoice/invoice.ts'
import { HTML_STYLE } from './html-style.ts'
import type {
  Column,
  Field,
  Panel,
  ReadableContext,
  ReadableView,
  Row,
  Table,
  Total,
} from './view/readable-view.ts'
import { readableView } from './view/view.ts'

/**
 * The invoice as one HTML5 page in French: no script, nothing fetched from elsewhere, every text of the deposit
 * escaped. Says what `readablePdf` says. Throws only when `receivedAt` is no instant.
 */
export function readableHtml(invoice: Invoice, context: ReadableContext): string {
  const view = readableView(invoice, context)
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(view.title)} – ${escaped(view.author)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<main>
${parts(view).filter(Boolean).join('\n')}
</main>
</body>
</html>
`
}

function parts(view: ReadableView): string[] {
  const panels = view.delivery === undefined ? view.parties : [...view.parties, view.delivery]
  return [
    `<header class="pair"><h1>${escaped(view.kind)} <small>n° ${escaped(view.number)}</small></h1>${fields(view.facts)}</header>`,
    `<div class="pair">${panels.map(panel).join('')}</div>`,
    view.references.length === 0 ? '' : `<div class="references">${fields(view.references)}</div>`,
    table(view.lines, { titled: false }),
    `<div class="summary"><div>${table(view.taxes, { titled: true })}${table(view.adjustments, { titled: true })}</div>${totals(view.totals)}</div>`,
    payment(view),
    view.factor === undefined ? '' : panel(view.factor),
    notes(view),
    table(view.attachments, { titled: true }),
    `<footer><p>${escaped(view.footer.origin)}</p><p>${escaped(view.footer.flow)}</p></footer>`,
  ]
}

function panel({ title, name, address, fields: known, quote, prominent }: Panel): string {
  const lines = address.map((line) => `<br>${lined(line)}`).join('')
  const words =
    quote === undefined
      ? ''
      : `<p class="label">${escaped(quote.label)}</p><blockquote>${lined(quote.value)}</blockquote>`
  return `<section class="panel${prominent ? ' prominent' : ''}"><h2>${escaped(title)}</h2><p><strong>${lined(name)}</strong>${lines}</p>${fields(known)}${words}</section>`
}

function fields(list: readonly Field[]): string {
  if (list.length === 0) return ''
  const entries = list.map(
    ({ label, value }) => `<div><dt>${escaped(label)}</dt><dd>${lined(value)}</dd></div>`,
  )
  return `<dl>${entries.join('')}</dl>`
}

function table({ title, columns, rows }: Table, { titled }: { titled: boolean }): string {
  if (rows.length === 0) return ''
  const heads = columns.map((column) => `<th scope="col"${columnClass(column)}>${escaped(column.label)}</th>`)
  const body = rows.map((row) => tableRow(row, columns)).join('\n')
  const caption = `<caption${titled ? '' : ' class="unseen"'}>${escaped(title)}</caption>`
  return `<div class="scroll"><table>${caption}<thead><tr>${heads.join('')}</tr></thead><tbody>\n${body}\n</tbody></table></div>`
}

function tableRow({ tone, cells, details }: Row, columns: readonly Column[]): string {
  const written = cells.map((cell, index) => {
    const column = columns[index] as Column
    const below = column.grows ? details.map((detail) => `<small>${lined(detail)}</small>`).join('') : ''
    return `<td${columnClass(column)}>${lined(cell)}${below}</td>`
  })
  return `<tr class="${tone}">${written.join('')}</tr>`
}

function columnClass({ align, grows }: Column): string {
  if (grows) return ' class="grows"'
  return align === 'right' ? ' class="right"' : ''
}

function totals(list: readonly Total[]): string {
  const entries = list.map(({ label, value, due, remark }) => {
    const below = remark === undefined ? '' : `<small>${escaped(remark)}</small>`
    return `<div${due ? ' class="due"' : ''}><dt>${escaped(label)}${below}</dt><dd>${escaped(value)}</dd></div>`
  })
  return `<dl class="totals">${entries.join('')}</dl>`
}

function payment({ payment: section }: ReadableView): string {
  if (section === undefined) return ''
  const terms = `<section class="panel"><h2>${escaped(section.title)}</h2>${fields(section.fields)}</section>`
  return `<div class="pair">${terms}${section.panel === undefined ? '' : panel(section.panel)}</div>`
}

function notes({ notes: { title, paragraphs } }: ReadableView): string {
  if (paragraphs.length === 0) return ''
  const texts = paragraphs.map((paragraph) => `<p>${lined(paragraph)}</p>`).join('')
  return `<section class="panel"><h2>${escaped(title)}</h2>${texts}</section>`
}

function lined(text: string): string {
  return escaped(text).replaceAll('\n', '<br>')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}

import type { Excerpt } from '../../../support/deposit-lines.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Visit } from '../../visit.ts'
import { rowText } from './row-text.ts'

export interface ShownExcerpt extends Excerpt {
  /** What stands at the place, to be marked within its line. */
  value?: string
  /** Where the whole document is shown, at this place. */
  href?: string
}

/** A place of the deposit with its surroundings, the place marked. */
export function excerptMarkup({ t }: Visit, of: ShownExcerpt): Markup {
  const { rows, marked, value, href } = of
  const isInPieces = rows.some(({ isPiece }) => isPiece)
  return html`<div class="lines excerpt"><ol>${rows.map((row, index) => {
    const isMarked = index === marked
    const isSameLine = row.part > 0 && index > 0 && rows[index - 1]?.line === row.line
    const words = isMarked ? html`<span class="unseen">${t('ici : ', 'here: ')}</span>` : NOTHING
    const number = isMarked && href !== undefined ? html`<a href="${href}">${row.line}</a>` : row.line
    return html`<li${isMarked && html` class="marked"`}><span class="at">${isSameLine && !isMarked ? '↳' : number}</span><span class="text">${words}${rowText(row, isMarked ? value : undefined)}</span></li>`
  })}</ol></div>
${isInPieces && html`<p class="small soft">${t('Cette ligne est longue : elle est montrée balise par balise.', 'This line is long: it is shown tag by tag.')}</p>`}`
}

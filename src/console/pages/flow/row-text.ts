import type { Row } from '../../../support/deposit-lines/rows.ts'
import { html, type Markup } from '../../markup.ts'

/** What is shown of a row, and of one that is marked. */
const SHOWN = 320
const MARKED = 900
/** What is shown before a value far into its row. */
const LEAD = 120
/** A piece of a line goes no further to the right than this many elements. */
const DEEPEST = 12

/** Controls, and what has no shape of its own or would turn the order of what follows. */
const UNSEEN = /(?!\t)[\p{Cc}\p{Cf}\ufe00-\ufe0f]/gu

/** The text of a row as it stands, cut where it is long; `value`, when it is in it, is marked. */
export function rowText({ text, length, depth }: Row, value?: string): Markup {
  const indent = '  '.repeat(Math.min(depth, DEEPEST))
  const at = value === undefined || value === '' ? -1 : text.indexOf(value)
  if (at === -1 || value === undefined) {
    const shown = text.slice(0, SHOWN)
    return html`${indent}${visible(shown)}${rest((length ?? text.length) - shown.length)}`
  }
  const from = at > MARKED - LEAD ? at - LEAD : 0
  const before = text.slice(from, at)
  const found = value.slice(0, MARKED)
  const after = text.slice(at + found.length, Math.max(from + MARKED, at + found.length + LEAD))
  const left = (length ?? text.length) - at - found.length - after.length
  return html`${indent}${from > 0 && '… '}${visible(before)}<mark>${visible(found)}</mark>${visible(after)}${rest(left)}`
}

function rest(characters: number): Markup | false {
  return characters > 0 && html`<span class="soft"> … +${characters.toLocaleString('fr')}</span>`
}

/** What cannot be seen is told by its number. */
function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\t', '  ')
    .replace(
      UNSEEN,
      (each) => `⟨U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    )
}

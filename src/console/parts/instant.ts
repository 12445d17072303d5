import { parisText } from '../../invoice/paris.ts'
import { html, type Markup } from '../markup.ts'
import type { Visit } from '../visit.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** An instant as it reads in Paris, in full. */
export function instant(iso: string): Markup {
  return html`<time datetime="${iso}" class="nowrap">${parisText(iso)}</time>`
}

/** How long ago, in one unit, with the whole instant for who points at it. */
export function ago({ now, t }: Visit, iso: string): Markup {
  const ms = Math.max(Date.parse(now) - Date.parse(iso), 0)
  const text =
    ms < MINUTE ? t('à l’instant', 'just now') : t(`il y a ${span(ms, 'fr')}`, `${span(ms, 'en')} ago`)
  return html`<time datetime="${iso}" title="${parisText(iso)}" class="nowrap">${text}</time>`
}

/** A length of time in its largest unit, cut off: « 3 h », « 12 j ». */
export function span(ms: number, language: Visit['language']): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < MINUTE) return `${(ms / 1_000).toLocaleString(language, { maximumFractionDigits: 1 })} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} ${language === 'fr' ? 'j' : 'd'}`
}

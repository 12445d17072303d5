import { html, type Markup } from '../markup.ts'

/** A number as a length, for the eye alone: the number stands beside it. `share` is from 0 to 1. */
export function shareBar(share: number, tone: 'accent' | 'bad' | 'warn' | 'soft' = 'accent'): Markup {
  const width = Math.round(Math.min(Math.max(share, 0), 1) * 1_000) / 10
  return html`<svg class="share ${tone}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="all" width="100" height="4"></rect><rect class="part" width="${width}" height="4"></rect></svg>`
}

/** A part of a whole as people write it: « 3,6 % », « 97 % »; what is little and not nothing is not told as nothing. */
export function shareText(part: number, of: number, language: 'fr' | 'en'): string {
  if (of === 0) return '–'
  const share = (part / of) * 100
  if (part > 0 && share < 0.1) return language === 'fr' ? '<\u00a00,1\u00a0%' : '<0.1%'
  const text = share.toLocaleString(language, { maximumFractionDigits: share < 10 ? 1 : 0 })
  return language === 'fr' ? `${text}\u00a0%` : `${text}%`
}

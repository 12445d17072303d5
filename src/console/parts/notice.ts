import { html, type Markup } from '../markup.ts'
import { icon, type IconName } from './icon.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'stop' | 'info'

const ICONS = {
  good: 'integrated',
  warn: 'warning',
  bad: 'rejected',
  stop: 'blocked',
  info: 'processing',
} as const satisfies Record<Tone, IconName>

/** Something a person has to see; the shape says how grave it is, as the colour does. */
export function notice(tone: Tone, body: Markup, shape: IconName = ICONS[tone]): Markup {
  return html`<div class="notice ${tone}">${icon(shape)}<div>${body}</div></div>`
}

import { html, type Markup } from '../markup.ts'
import { assetUrl } from '../assets.ts'

/** The shapes in `assets/icons.svg`. */
export type IconName =
  | 'lock'
  | 'today'
  | 'flows'
  | 'replay'
  | 'structures'
  | 'activity'
  | 'accounts'
  | 'journal'
  | 'search'
  | 'received'
  | 'processing'
  | 'integrated'
  | 'partially-integrated'
  | 'rejected'
  | 'blocked'
  | 'waiting'
  | 'held'
  | 'warning'
  | 'download'
  | 'arrow'
  | 'out'
  | 'columns'
  | 'star'
  | 'close'
  | 'check'
  | 'edit'
  | 'print'
  | 'bank'
  | 'paper'
  | 'clock'

/** A shape that only repeats what words beside it say. */
export function icon(name: IconName): Markup {
  return html`<svg class="icon icon-${name}" aria-hidden="true" focusable="false"><use href="${assetUrl('icons.svg')}#${name}"></use></svg>`
}

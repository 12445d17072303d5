import { html, type Markup } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import type { Visit } from '../../visit.ts'

/** As people read it: 299 000 018 00018. */
export function siretText(siret: string): string {
  return siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, '$1\u00a0$2\u00a0$3\u00a0$4')
}

const ACTIVE = {
  structure: ['Active', 'Fermée'],
  service: ['Actif', 'Fermé'],
} as const

/** Whether a structure, or a service, receives anything. */
export function activeMark({ t }: Visit, isActive: boolean, of: keyof typeof ACTIVE = 'structure'): Markup {
  const [open, closed] = ACTIVE[of]
  return isActive
    ? html`<span class="state state-good">${icon('integrated')}${t(open, 'Active')}</span>`
    : html`<span class="state state-held">${icon('blocked')}${t(closed, 'Closed')}</span>`
}

export function yesNo({ t }: Visit, value: boolean): string {
  return value ? t('oui', 'yes') : t('non', 'no')
}

export function endpointHref(id: string): string {
  return `/endpoints/${encodeURIComponent(id)}`
}

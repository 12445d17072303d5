import { parisText } from '../../../invoice/paris.ts'
import type { FlowFilter } from '../../../record/flow-filter.ts'
import type { Words } from '../../../support/words.ts'
import { flowsHref, queryOf } from '../../flow-query.ts'
import { html, type Markup } from '../../markup.ts'
import { stateWords } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { FACTOR_WORDS } from '../flows/filters.ts'
import { numberText } from './numbers.ts'

const LABELS = {
  flows: { fr: 'flux', en: 'flow' },
  states: { fr: 'état', en: 'state' },
  fault: { fr: 'anomalie', en: 'fault' },
  depositor: { fr: 'déposant', en: 'depositor' },
  recipient: { fr: 'destinataire', en: 'recipient' },
  interfaceCode: { fr: 'interface', en: 'interface' },
  frame: { fr: 'cadre', en: 'frame' },
  factor: { fr: 'facture', en: 'invoice' },
  account: { fr: 'fin de compte', en: 'account’s end' },
  since: { fr: 'reçus depuis', en: 'received since' },
  until: { fr: 'reçus avant', en: 'received before' },
  text: { fr: 'texte', en: 'text' },
} as const satisfies Record<keyof FlowFilter, Words>

/** A filter without any criterion finds every flow there is. */
export function isOfAll(filter: FlowFilter): boolean {
  return Object.values(filter).every((value) => value === undefined)
}

/** What flows were chosen by, in words that lead to them. */
export function filterWords(visit: Visit, filter: FlowFilter): Markup {
  if (isOfAll(filter)) {
    return html`<a href="/flows"><strong>${visit.t('TOUS les flux', 'ALL flows')}</strong></a>`
  }
  if (filter.flows !== undefined) return flowLinks(visit, filter.flows)
  return html`<a href="${flowsHref(queryOf(filter))}">${filterText(visit, filter)}</a>`
}

/** The same without links. */
export function filterText(visit: Visit, filter: FlowFilter): string {
  if (isOfAll(filter)) return visit.t('TOUS les flux', 'ALL flows')
  const keys = (Object.keys(LABELS) as (keyof FlowFilter)[]).filter((key) => filter[key] !== undefined)
  return keys.map((key) => `${visit.say(LABELS[key])} ${valueText(visit, key, filter)}`).join(', ')
}

const MOST_NUMBERS = 12

function flowLinks(visit: Visit, flows: readonly number[]): Markup {
  const more = flows.length - MOST_NUMBERS
  const links = flows
    .slice(0, MOST_NUMBERS)
    .map((flow, at) => html`${at === 0 ? '' : ', '}<a href="/flows/${flow}">${flow}</a>`)
  const others = visit.t(` … et ${numberText(visit, more)} autres`, ` … and ${numberText(visit, more)} more`)
  return html`${visit.say(LABELS.flows)} ${links}${more > 0 ? others : ''}`
}

function valueText(visit: Visit, key: keyof FlowFilter, filter: FlowFilter): string {
  if (key === 'states') return (filter.states ?? []).map((state) => visit.say(stateWords(state))).join(', ')
  if (key === 'factor' && filter.factor !== undefined) return visit.say(FACTOR_WORDS[filter.factor])
  const value = filter[key]
  if (typeof value !== 'string') return (filter.flows ?? []).slice(0, MOST_NUMBERS).join(', ')
  return key === 'since' || key === 'until' ? parisText(value) : value
}

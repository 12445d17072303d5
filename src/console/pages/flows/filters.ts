import { catalogue } from '../../../faults/catalogue.ts'
import { INTERFACES } from '../../../reception/interfaces.ts'
import type { Settings } from '../../../settings.ts'
import type { Words } from '../../../support/words.ts'
import { FACTORS, type FlowQuery, flowsHref, STATES } from '../../flow-query.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import { stateWords } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'

export const FACTOR_WORDS = {
  none: { fr: 'sans affactureur', en: 'without factor' },
  present: { fr: 'affactureur retenu', en: 'factor kept' },
  ignored: { fr: 'affactureur ignoré', en: 'factor ignored' },
} as const satisfies Record<(typeof FACTORS)[number], Words>

const PERIODS = [
  { value: '', words: { fr: 'Toute date', en: 'Any time' } },
  { value: '1h', words: { fr: 'Dernière heure', en: 'Last hour' } },
  { value: '24h', words: { fr: 'Dernières 24 heures', en: 'Last 24 hours' } },
  { value: '7j', words: { fr: '7 derniers jours', en: 'Last 7 days' } },
  { value: '30j', words: { fr: '30 derniers jours', en: 'Last 30 days' } },
] as const

interface Option {
  value: string
  text: string
}

/** The fields of the list's filter; the search box above the page keeps what was typed. */
export function filterForm(visit: Visit, query: FlowQuery, settings: Settings): Markup {
  const { t, say, visitor } = visit
  const states = STATES.map((state) => ({ value: state, text: say(stateWords(state)) }))
  const depositors = settings.depositors.map(({ application, name }) => ({
    value: application,
    text: `${application} – ${name}`,
  }))
  const factors = FACTORS.map((value) => ({ value, text: say(FACTOR_WORDS[value]) }))
  const frames = settings.rules.frames.map((value) => ({ value, text: value }))
  const interfaces = INTERFACES.map(({ code }) => ({ value: code, text: code }))
  return html`<form class="filters" action="/flows" aria-label="${t('Filtres', 'Filters')}">
${query.q === undefined ? NOTHING : html`<input type="hidden" name="q" value="${query.q}">`}
${(query.columns ?? []).map((each) => html`<input type="hidden" name="col" value="${each}">`)}
${choice(visit, { name: 'state', label: t('État', 'State'), options: states, value: query.state?.join(',') })}
${faultField(visit, query.fault)}
${visitor.role === 'depositor' ? NOTHING : choice(visit, { name: 'depositor', label: t('Déposant', 'Depositor'), options: depositors, value: query.depositor })}
${text({ name: 'recipient', label: t('Destinataire (SIRET)', 'Recipient (SIRET)'), value: query.recipient })}
${choice(visit, { name: 'factor', label: t('Affactureur', 'Factor'), options: factors, value: query.factor })}
${period(visit, query)}
<details class="more"${hasMore(query) ? html` open` : NOTHING}><summary>${t('Plus', 'More')}</summary>
<div class="filters">
${choice(visit, { name: 'interface', label: t('Interface', 'Interface'), options: interfaces, value: query.interface })}
${choice(visit, { name: 'frame', label: t('Cadre de facturation', 'Frame'), options: frames, value: query.frame })}
${text({ name: 'account', label: t('Fin du compte (4 caractères)', 'End of the account (4 characters)'), value: query.account })}
${text({ name: 'until', label: t('Jusqu’au (AAAA-MM-JJ)', 'Until (YYYY-MM-DD)'), value: query.until })}
</div></details>
<div class="actions"><button>${t('Filtrer', 'Filter')}</button></div>
</form>`
}

function hasMore(query: FlowQuery): boolean {
  return [query.interface, query.frame, query.account, query.until].some((each) => each !== undefined)
}

interface ChoiceOf {
  name: string
  label: string
  options: readonly Option[]
  value: string | undefined
}

function choice({ t }: Visit, { name, label, options, value }: ChoiceOf): Markup {
  const isOther = value !== undefined && !options.some((each) => each.value === value)
  const all = isOther ? [{ value, text: value }, ...options] : options
  return html`<label class="field">${label}<select name="${name}" data-sends>
<option value="">${t('Tous', 'All')}</option>
${all.map((each) => html`<option value="${each.value}"${each.value === value ? html` selected` : NOTHING}>${each.text}</option>`)}
</select></label>`
}

function text({ name, label, value }: { name: string; label: string; value: string | undefined }): Markup {
  return html`<label class="field">${label}<input name="${name}" value="${value ?? NOTHING}" autocomplete="off" spellcheck="false"></label>`
}

function faultField({ t }: Visit, value: string | undefined): Markup {
  return html`<label class="field">${t('Anomalie ou remarque', 'Fault or remark')}<input name="fault" list="codes" value="${value ?? NOTHING}" autocomplete="off" spellcheck="false"></label>
<datalist id="codes">${Object.keys(catalogue).map((code) => html`<option value="${code}"></option>`)}</datalist>`
}

function period({ t, say }: Visit, { since }: FlowQuery): Markup {
  const known = PERIODS.some(({ value }) => value === (since ?? ''))
  const own =
    known || since === undefined
      ? NOTHING
      : html`<option value="${since}" selected>${t('depuis', 'since')} ${since}</option>`
  return html`<label class="field">${t('Période', 'Period')}<select name="since" data-sends>
${own}${PERIODS.map(({ value, words }) => html`<option value="${value}"${value === (since ?? '') ? html` selected` : NOTHING}>${say(words)}</option>`)}
</select></label>`
}

/** What the list is limited to, each with a way to leave it out. */
export function chips(visit: Visit, query: FlowQuery): Markup {
  const { t, say } = visit
  const words: Partial<Record<keyof FlowQuery, string>> = {
    ...(query.q === undefined ? {} : { q: `« ${query.q} »` }),
    ...(query.state === undefined
      ? {}
      : { state: query.state.map((each) => say(stateWords(each))).join(', ') }),
    ...(query.fault === undefined ? {} : { fault: query.fault }),
    ...(query.depositor === undefined
      ? {}
      : { depositor: `${t('déposant', 'depositor')} ${query.depositor}` }),
    ...(query.recipient === undefined
      ? {}
      : { recipient: `${t('destinataire', 'recipient')} ${query.recipient}` }),
    ...(query.interface === undefined ? {} : { interface: query.interface }),
    ...(query.frame === undefined ? {} : { frame: `${t('cadre', 'frame')} ${query.frame}` }),
    ...(query.factor === undefined ? {} : { factor: say(FACTOR_WORDS[query.factor]) }),
    ...(query.account === undefined ? {} : { account: `${t('compte', 'account')} …${query.account}` }),
    ...(query.since === undefined ? {} : { since: sinceWords(visit, query.since) }),
    ...(query.until === undefined ? {} : { until: `${t('jusqu’à', 'until')} ${query.until}` }),
  }
  const names = Object.entries(words)
  if (names.length === 0) return NOTHING
  return html`<ul class="actions" aria-label="${t('Critères', 'Criteria')}">${names.map(
    ([name, shown]) =>
      html`<li><a class="tag" href="${without(query, name)}">${shown}${icon('close')}<span class="unseen">${t('enlever', 'leave out')}</span></a></li>`,
  )}</ul>`
}

function sinceWords({ t, say }: Visit, since: string): string {
  const known = PERIODS.find(({ value }) => value === since)
  return known === undefined ? `${t('depuis', 'since')} ${since}` : say(known.words)
}

function without(query: FlowQuery, name: string): string {
  const rest = Object.entries(query).filter(([each]) => each !== name && each !== 'before')
  return flowsHref(Object.fromEntries(rest) as FlowQuery)
}

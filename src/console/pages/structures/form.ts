import type { Demands, Service, Structure } from '../../../directory/structure.ts'
import { siret as siretIn } from '../../../invoice/identifier.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Visit } from '../../visit.ts'
import type { Ground } from './ground.ts'

/** What a form says of a structure, as it was typed. */
export interface TypedStructure {
  siret: string
  name: string
  active: boolean
  application: string
  demands: Demands
  services: Service[]
}

export interface ReadForm {
  typed: TypedStructure
  /** By the name of the field. */
  wrong: Map<string, Words>
  /** Absent when something is wrong. */
  structure?: Structure
}

export const NEW_STRUCTURE: TypedStructure = {
  siret: '',
  name: '',
  active: true,
  application: '',
  demands: { service: false, engagement: false, serviceOrEngagement: false },
  services: [],
}

export function typedOf({
  siret,
  name = '',
  active,
  application,
  demands,
  services,
}: Structure): TypedStructure {
  return { siret, name, active, application, demands, services: [...services] }
}

const DEMANDS = ['service', 'engagement', 'serviceOrEngagement'] as const
/** The most characters of a service code, the pivot's own limit. */
const CODE_LENGTH = 100

/** What a form is read against: the applications there are, and the structure as it is. */
export interface Around {
  applications: ReadonlySet<string>
  before: Structure | undefined
}

/** What was sent. What a person can mend is said at its field; the file's own checks come after. */
export function readForm(form: URLSearchParams, { applications, before }: Around): ReadForm {
  const typed = typedIn(form, new Set(before?.services.map(({ code }) => code)))
  const wrong = new Map<string, Words>()
  const siret = siretIn(typed.siret)
  if (siret === undefined) wrong.set('siret', { fr: '14 chiffres', en: '14 digits' })
  if (typed.name === '') wrong.set('name', { fr: 'Le nom manque.', en: 'The name is missing.' })
  if (!applications.has(typed.application))
    wrong.set('application', {
      fr: 'Choisissez l’application qui reçoit.',
      en: 'Choose the application that receives.',
    })
  const known = new Set<string>()
  typed.services.forEach(({ code, name }, at) => {
    const field = `service.${at}`
    if (code === '') wrong.set(field, { fr: 'Le code manque.', en: 'The code is missing.' })
    else if (code.length > CODE_LENGTH)
      wrong.set(field, {
        fr: `Le code a plus de ${CODE_LENGTH} caractères.`,
        en: `The code has more than ${CODE_LENGTH} characters.`,
      })
    else if (known.has(code))
      wrong.set(field, {
        fr: `Le code « ${code} » est déjà plus haut.`,
        en: `The code “${code}” is above already.`,
      })
    else if (name === '') wrong.set(field, { fr: 'Le nom manque.', en: 'The name is missing.' })
    known.add(code)
  })
  return {
    typed,
    wrong,
    ...(wrong.size > 0 || siret === undefined ? {} : { structure: { ...typed, siret } }),
  }
}

/** Blanks around a text are left out, but for codes that are there with them: codes are compared exactly. */
function typedIn(form: URLSearchParams, known: ReadonlySet<string>): TypedStructure {
  const written = (name: string) => form.get(name) ?? '' // a field that was not sent is empty
  const text = (name: string) => written(name).trim()
  const isOn = (name: string) => form.get(name) === 'yes'
  const services: Service[] = []
  for (let at = 0; form.has(`service.${at}.code`); at++) {
    const field = (name: string) => `service.${at}.${name}`
    const code = known.has(written(field('code'))) ? written(field('code')) : text(field('code'))
    const name = text(field('name'))
    if (code === '' && name === '') continue
    services.push({ code, name, active: isOn(field('active')), engagement: isOn(field('engagement')) })
  }
  const [service, engagement, serviceOrEngagement] = DEMANDS.map((each) => isOn(`demands.${each}`)) as [
    boolean,
    boolean,
    boolean,
  ]
  return {
    siret: written('siret').replaceAll(/\s/gu, ''),
    name: text('name'),
    active: isOn('active'),
    application: text('application'),
    demands: { service, engagement, serviceOrEngagement },
    services,
  }
}

/** The same fields, unseen: what was shown is what is confirmed. */
export function hiddenFields(typed: TypedStructure): Markup {
  const hidden = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">`
  const box = (name: string, is: boolean) => (is ? hidden(name, 'yes') : NOTHING)
  return html`${hidden('siret', typed.siret)}${hidden('name', typed.name)}${box('active', typed.active)}${hidden('application', typed.application)}${DEMANDS.map((each) => box(`demands.${each}`, typed.demands[each]))}${typed.services.map(
    (each, at) =>
      html`${hidden(`service.${at}.code`, each.code)}${hidden(`service.${at}.name`, each.name)}${box(`service.${at}.active`, each.active)}${box(`service.${at}.engagement`, each.engagement)}`,
  )}`
}

/** Lines to fill for services that are new. */
const EMPTY_LINES = 3

interface FormOf {
  action: string
  mark: string
  typed: TypedStructure
  wrong: ReadonlyMap<string, Words>
  /** False: the number is the structure's own, and stays. */
  isNew: boolean
}

export function structureForm(visit: Visit, of: FormOf, ground: Ground): Markup {
  const { t, csrf } = visit
  const { typed, wrong } = of
  return html`<form class="panel" method="post" action="${of.action}">
<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="mark" value="${of.mark}">
<div class="form">
${of.isNew ? textField(visit, { name: 'siret', label: 'SIRET', value: typed.siret, wrong }) : html`<input type="hidden" name="siret" value="${typed.siret}">`}
${textField(visit, { name: 'name', label: t('Nom, celui que portent les pivots', 'Name, the one the pivots carry'), value: typed.name, wrong })}
${applicationField(visit, typed, { wrong, ground })}
<fieldset class="form boxes"><legend>${t('État', 'State')}</legend>${box('active', typed.active, t('Active : elle reçoit des factures', 'Active: it receives invoices'))}</fieldset>
<fieldset class="form boxes"><legend>${t('Chaque facture doit porter', 'Each invoice must carry')}</legend>
${box('demands.service', typed.demands.service, t('un code service', 'a service code'))}
${box('demands.engagement', typed.demands.engagement, t('un numéro d’engagement', 'an engagement number'))}
${box('demands.serviceOrEngagement', typed.demands.serviceOrEngagement, t('l’un des deux au moins (les deux autres ne comptent alors plus)', 'one of the two at least (the two others then do not count)'))}
</fieldset></div>
${servicesField(visit, typed, wrong)}
<div class="actions"><button class="main-action">${t('Voir la différence', 'Show the difference')}</button><a href="${of.isNew ? '/structures' : `/structures/${typed.siret}`}">${t('Abandonner', 'Cancel')}</a></div>
</form>`
}

function textField(
  { say }: Visit,
  {
    name,
    label,
    value,
    wrong,
  }: { name: string; label: string; value: string; wrong: ReadonlyMap<string, Words> },
): Markup {
  const problem = wrong.get(name)
  return html`<label class="field">${label}<input name="${name}" value="${value}" autocomplete="off" spellcheck="false"${problem === undefined ? NOTHING : html` aria-invalid="true" aria-describedby="wrong-${name}"`}>${problem === undefined ? NOTHING : html`<span class="wrong" id="wrong-${name}">${say(problem)}</span>`}</label>`
}

function applicationField(
  { t, say }: Visit,
  typed: TypedStructure,
  { wrong, ground }: { wrong: ReadonlyMap<string, Words>; ground: Ground },
): Markup {
  const problem = wrong.get('application')
  const all = ground.live.current().directory.applications()
  return html`<label class="field">${t('Application qui reçoit ses pivots', 'Application that receives its pivots')}<select name="application"${problem === undefined ? NOTHING : html` aria-invalid="true"`}>
<option value="">${t('À choisir', 'Choose')}</option>${all.map(({ code, label }) => html`<option value="${code}"${code === typed.application ? html` selected` : NOTHING}>${code} – ${label}</option>`)}</select>${problem === undefined ? NOTHING : html`<span class="wrong">${say(problem)}</span>`}</label>`
}

function box(name: string, is: boolean, label: string): Markup {
  return html`<label><input type="checkbox" name="${name}" value="yes"${is ? html` checked` : NOTHING}> ${label}</label>`
}

function servicesField(
  visit: Visit,
  { services }: TypedStructure,
  wrong: ReadonlyMap<string, Words>,
): Markup {
  const { t } = visit
  const empty = Array.from(
    { length: EMPTY_LINES },
    (): Service => ({ code: '', name: '', active: true, engagement: false }),
  )
  return html`<fieldset><legend>${t('Services', 'Services')}</legend><p class="soft small">${t('Une ligne sans code ni nom ne compte pas : videz-la pour retirer le service.', 'A line without code and name does not count: empty it to remove the service.')}</p>
<div class="scroll"><table class="stacks inputs"><thead><tr><th scope="col">${t('Code', 'Code')}</th><th scope="col">${t('Nom', 'Name')}</th><th scope="col">${t('Actif', 'Active')}</th><th scope="col">${t('Engagement exigé', 'Engagement demanded')}</th></tr></thead><tbody>
${[...services, ...empty].map((each, at) => serviceLine(visit, { service: each, at, problem: wrong.get(`service.${at}`) }))}</tbody></table></div></fieldset>`
}

function serviceLine(
  { t, say }: Visit,
  { service, at, problem }: { service: Service; at: number; problem: Words | undefined },
): Markup {
  const label = (what: string) => `${what}, ${t('service', 'service')} ${at + 1}`
  const text = (field: 'code' | 'name', what: string) =>
    html`<td data-label="${what}"><input name="service.${at}.${field}" value="${service[field]}" aria-label="${label(what)}" autocomplete="off" spellcheck="false"></td>`
  const tick = (field: 'active' | 'engagement', what: string) =>
    html`<td data-label="${what}"><input type="checkbox" name="service.${at}.${field}" value="yes" aria-label="${label(what)}"${service[field] ? html` checked` : NOTHING}></td>`
  return html`<tr>${text('code', t('Code', 'Code'))}${text('name', t('Nom', 'Name'))}${tick('active', t('Actif', 'Active'))}${tick('engagement', t('Engagement exigé', 'Engagement demanded'))}</tr>${problem === undefined ? NOTHING : html`<tr><td colspan="4"><span class="wrong">${say(problem)}</span></td></tr>`}`
}

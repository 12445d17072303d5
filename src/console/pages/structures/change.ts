import type { Structure } from '../../../directory/structure.ts'
import {
  changeStructure,
  type ChangePreview,
  previewChange,
  type StructureChange,
} from '../../../support/directory/change-structure.ts'
import type { SettingsProblem } from '../../../settings/problem.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { notice } from '../../parts/notice.ts'
import { numberOf } from '../../number-asked.ts'
import type { Answer, Asked, Sent } from '../../routes.ts'
import type { Visit } from '../../visit.ts'
import { visitActor } from '../../visit-actor.ts'
import { siretText } from './cells.ts'
import { changeTable } from './change-words.ts'
import { hiddenFields, NEW_STRUCTURE, readForm, structureForm, type TypedStructure, typedOf } from './form.ts'
import type { Ground } from './ground.ts'
import { pastChange } from './history.ts'
import { fileNotice, readOnlyHelp } from './read-only.ts'

/** A structure to be added; `?siret=` says which. */
export function newPage(visit: Visit, { query }: Asked, ground: Ground): Answer {
  const siret = query.get('siret')?.replaceAll(/\s/gu, '') ?? ''
  if (ground.live.current().directory.findStructure(siret) !== undefined)
    return { to: `/structures/${siret}/edit` }
  return formPage(visit, { typed: { ...NEW_STRUCTURE, siret }, isNew: true }, ground)
}

export function editPage(visit: Visit, siret: string, ground: Ground): Answer {
  const structure = ground.live.current().directory.findStructure(siret)
  return structure && formPage(visit, { typed: typedOf(structure), isNew: false }, ground)
}

interface Shown {
  typed: TypedStructure
  isNew: boolean
  wrong?: ReadonlyMap<string, Words>
  said?: Markup
}

function formPage(
  visit: Visit,
  { typed, isNew, wrong = new Map(), said = NOTHING }: Shown,
  ground: Ground,
): Page {
  const { t } = visit
  const title = isNew
    ? t('Ajouter une structure', 'Add a structure')
    : t(`Modifier ${typed.name}`, `Change ${typed.name}`)
  const action = isNew ? '/structures/new' : `/structures/${typed.siret}/edit`
  const { mark } = ground.live.current()
  return {
    title: { fr: title, en: title },
    section: 'structures',
    body: html`${crumbs(visit, isNew ? undefined : typed.siret)}<h1>${title}</h1>
${fileNotice(visit, ground)}${said}
${structureForm(visit, { action, mark, typed, wrong, isNew }, ground)}`,
  }
}

function crumbs({ t }: Visit, siret: string | undefined): Markup {
  return html`<nav class="crumbs" aria-label="${t('Chemin', 'Path')}"><a href="/structures">${t('Structures', 'Structures')}</a>${siret === undefined ? NOTHING : html`<span aria-hidden="true">›</span><a href="/structures/${siret}">${siretText(siret)}</a>`}</nav>`
}

/** What the form sent: the difference first, then, once it is confirmed with a reason, the change. `siret`: absent for a new one. */
export async function sentForm(
  visit: Visit,
  { form }: Sent,
  { siret, ground }: { siret?: string; ground: Ground },
): Promise<Answer> {
  const { directory } = ground.live.current()
  const isNew = siret === undefined
  if (!isNew) form.set('siret', siret)
  const before = directory.findStructure(siret ?? form.get('siret')?.replaceAll(/\s/gu, '') ?? '')
  const applications = new Set(directory.applications().map(({ code }) => code))
  const { typed, wrong, structure } = readForm(form, { applications, before })
  const again = (more: Partial<Shown>) => formPage(visit, { typed, isNew, wrong, ...more }, ground)
  if (isNew && before !== undefined) {
    return again({ wrong: new Map([['siret', ALREADY]]) })
  }
  if (structure === undefined || form.get('step') === 'again') return again({})
  const change = { siret: structure.siret, wanted: structure, mark: form.get('mark') ?? '' } // none: stale
  const action = isNew ? '/structures/new' : `/structures/${siret}/edit`
  return await stepOf(
    visit,
    { form, change, action, fields: hiddenFields(typed), again: (said) => again({ said }) },
    ground,
  )
}

const ALREADY: Words = {
  fr: 'Cette structure est déjà dans l’annuaire.',
  en: 'This structure is in the directory already.',
}

interface Step {
  form: URLSearchParams
  change: StructureChange
  action: string
  fields: Markup
  /** The page this came from, with what is said to it. */
  again: (said: Markup) => Page
  undoes?: number
}

/** The difference, or, when it was confirmed, the change. */
async function stepOf(visit: Visit, step: Step, ground: Ground): Promise<Answer> {
  const { form, change, undoes } = step
  const reason = form.get('reason')?.trim() ?? '' // not sent yet
  if (form.get('step') !== 'confirm' || reason === '') {
    const preview = await previewChange(change, ground.live)
    return preview.kind === 'ready'
      ? differencePage(visit, { step, preview, isReasonMissing: form.get('step') === 'confirm' }, ground)
      : step.again(refusal(visit, preview))
  }
  const order = { actor: visitActor(visit), reason, ...(undoes === undefined ? {} : { undoes }) }
  const result = await changeStructure(change, order, { live: ground.live, desk: ground.tools.desk })
  if (result.kind !== 'written') return step.again(refusal(visit, result))
  const isThere = change.wanted !== undefined
  return { to: isThere ? `/structures/${change.siret}?changed=yes` : '/structures/changes' }
}

/** The change of this entry taken back: the structure as it was before, whatever came since. */
export async function undoPage(visit: Visit, asked: Asked & Partial<Sent>, ground: Ground): Promise<Answer> {
  const { siret = '', entry: id = '' } = asked.params
  const number = numberOf(id)
  if (number === undefined) return undefined
  const { entries } = await ground.tools.desk.audit.page(
    { kind: 'structure', subject: siret },
    { limit: 1, before: number + 1 },
  )
  const [entry] = entries
  const past = entry === undefined || entry.id !== number ? undefined : pastChange(entry)
  if (past === undefined) return undefined
  const mark = asked.form?.get('mark') ?? ground.live.current().mark
  const wanted: Structure | undefined = past.before
  const change = { siret, mark, ...(wanted === undefined ? {} : { wanted }) }
  const form = asked.form ?? new URLSearchParams()
  const again = (said: Markup): Page => ({
    title: TAKE_BACK,
    section: 'structures',
    body: html`${crumbs(visit, siret)}<h1>${visit.say(TAKE_BACK)}</h1>${said}
<p><a class="button" href="/structures/${siret}/undo/${id}">${visit.t('Revoir la différence', 'Look at the difference again')}</a></p>`,
  })
  const action = `/structures/${siret}/undo/${id}`
  return await stepOf(visit, { form, change, action, fields: NOTHING, again, undoes: past.entry.id }, ground)
}

const TAKE_BACK: Words = { fr: 'Revenir à ce qui était avant', en: 'Go back to what was before' }

type Ready = Extract<ChangePreview, { kind: 'ready' }>

function differencePage(
  visit: Visit,
  { step, preview, isReasonMissing }: { step: Step; preview: Ready; isReasonMissing: boolean },
  ground: Ground,
): Page {
  const { t, say, csrf } = visit
  const { change, action, fields } = step
  const title = { fr: 'La différence', en: 'The difference' }
  const name = change.wanted?.name ?? preview.before?.name ?? change.siret
  const readOnly = readOnlyHelp(visit, change, ground)
  return {
    title,
    section: 'structures',
    body: html`${crumbs(visit, preview.before === undefined ? undefined : change.siret)}<h1>${step.undoes === undefined ? say(title) : say(TAKE_BACK)} : ${name}</h1>
${preview.remarks.map((each) => notice('warn', html`<p>${say(each)}</p>`))}
<section class="panel flush" aria-label="${say(title)}">${changeTable(visit, preview.changes)}</section>
${
  readOnly ??
  html`<form class="panel form" method="post" action="${action}">
<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="mark" value="${change.mark}">${fields}
<label class="field">${t('Pourquoi (gardé dans le journal)', 'Why (kept in the log)')}<input name="reason" required maxlength="500" autocomplete="off"${isReasonMissing ? html` aria-invalid="true"` : NOTHING}>${isReasonMissing ? html`<span class="wrong">${t('Dites pourquoi.', 'Say why.')}</span>` : NOTHING}</label>
<p class="soft small">${t('structures.yaml est changé d’un seul geste, ses commentaires restent ; le service prend le nouvel annuaire en quelques secondes, sans s’arrêter. Les verdicts déjà donnés ne changent pas : rejouez les flux concernés.', 'structures.yaml is changed in one go, its comments stay; the service takes the new directory within seconds, without stopping. Verdicts already given do not change: replay the flows concerned.')}</p>
<div class="actions"><button class="main-action" name="step" value="confirm">${t('Modifier l’annuaire', 'Change the directory')}</button>${step.undoes === undefined ? html`<button name="step" value="again" formnovalidate>${t('Reprendre', 'Go on editing')}</button>` : html`<a href="/structures/changes">${t('Abandonner', 'Cancel')}</a>`}</div>
</form>`
}`,
  }
}

type Refused = Exclude<ChangePreview, { kind: 'ready' }>

function refusal(visit: Visit, refused: Refused): Markup {
  const { t, say } = visit
  if (refused.kind === 'refused') {
    const line = (problem: SettingsProblem | Words) =>
      html`<p>${'fr' in problem ? say(problem) : html`<code>${problem.field} ${problem.message}</code>`}</p>`
    return notice(
      'bad',
      html`<p><strong>${t('Rien n’est écrit : l’annuaire serait faux.', 'Nothing is written: the directory would be wrong.')}</strong></p>${refused.problems.slice(0, 20).map(line)}`,
    )
  }
  return SAID[refused.kind](visit)
}

const SAID = {
  stale: ({ t }) =>
    notice(
      'warn',
      html`<p><strong>${t('structures.yaml a changé depuis que cette page a été ouverte : rien n’est écrit.', 'structures.yaml changed since this page was opened: nothing is written.')}</strong> ${t('Ce qui suit repart du fichier d’aujourd’hui, avec ce que vous avez saisi ; revoyez la différence.', 'What follows starts from the file of now, with what you typed; look at the difference again.')}</p>`,
    ),
  unchanged: ({ t }) =>
    notice(
      'info',
      html`<p>${t('Il n’y a rien à changer : c’est déjà ainsi.', 'There is nothing to change: it is so already.')}</p>`,
    ),
  'read-only': ({ t }) =>
    notice(
      'warn',
      html`<p>${t('structures.yaml ne peut pas être écrit d’ici : rien n’est changé.', 'structures.yaml cannot be written from here: nothing is changed.')}</p>`,
    ),
} as const satisfies Record<Exclude<Refused['kind'], 'refused'>, (visit: Visit) => Markup>

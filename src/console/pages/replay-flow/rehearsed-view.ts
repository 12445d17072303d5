import { type Fault, sentence } from '../../../faults/fault.ts'
import type { FactorReason } from '../../../invoice/factor.ts'
import type {
  Change,
  FactorShown,
  FaultDifference,
  InvoiceDifference,
  RouteShown,
} from '../../../support/difference.ts'
import type { Rehearsed } from '../../../support/dry-run.ts'
import type { PivotDifference } from '../../../support/pivot-difference.ts'
import { counted, countedEn, type Words } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import { pivotView } from './fields-view.ts'
import { REFUSALS } from './refusal-words.ts'

/** Beyond so many invoices, those nothing changes for are left out. */
const MOST_UNCHANGED = 5
/** Invoices of one flow shown beside others. */
const MOST_INVOICES = 20

/** What a replay of the flow would change. `isAlone`: on a page of its own, where nothing is left out. */
export function rehearsedView(visit: Visit, of: Rehearsed, isAlone: boolean): Markup {
  const { t, say } = visit
  if (of.kind === 'refused') {
    return notice(
      'info',
      html`<p>${t('Il ne serait pas rejoué.', 'It would not be replayed.')} ${say(REFUSALS[of.refusal].sentence)}</p>`,
    )
  }
  if (of.kind === 'trouble') {
    return notice(
      'stop',
      html`<p>${t('Un incident le bloquerait :', 'Trouble would block it:')} ${of.error}</p>`,
    )
  }
  const { outcome, pivots } = of
  const known = new Set(outcome.invoices.map((each) => each.idCpro))
  const others = pivots.filter(({ idCpro }) => !known.has(idCpro))
  const chosen = shownInvoices(outcome.invoices, isAlone)
  const hidden = outcome.invoices.length - chosen.length
  return html`<div class="stack">${faultList(visit, outcome.faults, outcome.remarks)}
${chosen.map((each) => invoiceView(visit, { each, pivots, isOnly: outcome.invoices.length === 1, isAlone }))}
${others.map((each) => pivotView(visit, each, isAlone))}
${hidden === 0 ? NOTHING : html`<p class="small soft">${t(`${counted(hidden, 'autre facture n’est pas montrée', 'autres factures ne sont pas montrées')} ici.`, `${countedEn(hidden, 'more invoice is', 'more invoices are')} not shown here.`)}</p>`}
${of.earlierPivotsGone ? html`<p class="small soft">${t('Le pivot d’avant n’est plus dans l’archive.', 'The earlier pivot has expired.')}</p>` : NOTHING}</div>`
}

function shownInvoices(invoices: readonly InvoiceDifference[], isAlone: boolean): InvoiceDifference[] {
  const some = invoices.length <= MOST_UNCHANGED ? [...invoices] : invoices.filter(isChanged)
  return isAlone ? some : some.slice(0, MOST_INVOICES)
}

function isChanged(of: InvoiceDifference): boolean {
  const { before, after, faults, remarks, factor, route } = of
  const said = [faults.gone, faults.new, remarks.gone, remarks.new]
  return before !== after || factor.isChanged || route.isChanged || said.some((each) => each.length > 0)
}

const VERDICTS = {
  accepted: { fr: 'acceptée', en: 'accepted' },
  rejected: { fr: 'rejetée', en: 'rejected' },
} as const satisfies Record<NonNullable<InvoiceDifference['after']>, Words>

interface ShownInvoice {
  each: InvoiceDifference
  pivots: readonly PivotDifference[]
  /** The flow has no other. */
  isOnly: boolean
  isAlone: boolean
}

function invoiceView(visit: Visit, { each, pivots, isOnly, isAlone }: ShownInvoice): Markup {
  const { t, say } = visit
  const { number, document, before, after, faults, remarks, factor, route, idCpro, sentIn } = each
  const verdict = (of: typeof after) => (of === undefined ? '—' : say(VERDICTS[of]))
  const own = idCpro === undefined ? [] : pivots.filter((pivot) => pivot.idCpro === idCpro)
  const change =
    before === after || before === undefined ? verdict(after) : `${verdict(before)} → ${verdict(after)}`
  return html`<section class="stack"><h3>${t('Facture', 'Invoice')} ${number ?? t('(numéro illisible)', '(number unreadable)')} <span class="soft">${change}</span>${isOnly ? NOTHING : html` <span class="soft small mono">${document}</span>`}</h3>
${faultList(visit, faults, remarks)}
<dl class="facts">${changeRow(
    visit,
    t('Affactureur', 'Factor'),
    changed(factor, (of) => factorText(visit, of)),
  )}${changeRow(
    visit,
    t('Destination', 'Destination'),
    changed(route, (of) => routeText(visit, of)),
  )}</dl>
${sentIn === undefined ? NOTHING : html`<p class="small soft">${t(`Déjà remise par le passage ${sentIn} : elle n’est pas renvoyée.`, `Sent by run ${sentIn} already: it is not sent again.`)}</p>`}
${own.map((pivot) => pivotView(visit, pivot, isAlone))}</section>`
}

/** What is gone, what is new, what stays, each with its sign and word. */
function faultList(visit: Visit, faults: FaultDifference, remarks: FaultDifference): Markup {
  const { t } = visit
  const of = (which: keyof FaultDifference) => [
    ...faults[which].map((fault) => ({ fault, isRemark: false })),
    ...remarks[which].map((fault) => ({ fault, isRemark: true })),
  ]
  const rows = [
    ...of('gone').map((each) =>
      faultRow(visit, { ...each, look: 'gone', sign: '−', word: t('disparaît', 'gone') }),
    ),
    ...of('new').map((each) =>
      faultRow(visit, { ...each, look: 'new', sign: '+', word: t('apparaît', 'new') }),
    ),
    ...of('kept').map((each) =>
      faultRow(visit, { ...each, look: 'kept', sign: '=', word: t('reste', 'stays') }),
    ),
  ]
  return rows.length === 0 ? NOTHING : html`<ul class="fault-changes">${rows}</ul>`
}

interface ShownFault {
  fault: Fault
  isRemark: boolean
  look: string
  sign: string
  word: string
}

function faultRow(visit: Visit, { fault, isRemark, look, sign, word }: ShownFault): Markup {
  const remark = isRemark ? html` <span class="tag">${visit.t('remarque', 'remark')}</span>` : NOTHING
  return html`<li class="${look}"><span class="sign">${sign} ${word}</span><span class="code-tag">${fault.code}</span><span>${sentence(fault, visit.language)}${remark}</span></li>`
}

/** Both texts; `undefined` for what was nowhere. */
function changed<T>({ before, after, isChanged: changes }: Change<T>, text: (of: T) => string) {
  if (before === undefined && after === undefined) return undefined
  return {
    before: before === undefined ? '—' : text(before),
    after: after === undefined ? '—' : text(after),
    changes,
  }
}

function changeRow({ t }: Visit, label: string, change: ReturnType<typeof changed>): Markup {
  if (change === undefined) return NOTHING
  const { before, after, changes } = change
  const text = changes
    ? html`<span class="before">${before}</span> → <span class="after">${after}</span>`
    : html`${after} <span class="soft">${t('(inchangé)', '(unchanged)')}</span>`
  return html`<dt>${label}</dt><dd>${text}</dd>`
}

const REASONS = {
  'no-payee': { fr: 'aucun', en: 'none' },
  'payee-is-supplier': {
    fr: 'aucun, le bénéficiaire est le fournisseur',
    en: 'none, the payee is the supplier',
  },
  'no-account': { fr: 'ignoré, aucun compte à payer', en: 'ignored, no account to pay' },
  'account-and-name': { fr: 'retenu', en: 'kept' },
} as const satisfies Record<FactorReason, Words>

function factorText({ say, t }: Visit, { reason, name, accountEnd }: FactorShown): string {
  const account = accountEnd === undefined ? [] : [t(`compte …${accountEnd}`, `account …${accountEnd}`)]
  return [say(REASONS[reason]), ...(name === undefined ? [] : [name]), ...account].join(', ')
}

function routeText({ t }: Visit, { application, structureName, siret, serviceCode }: RouteShown): string {
  const service = serviceCode === undefined ? '' : t(`, service ${serviceCode}`, `, service ${serviceCode}`)
  return `${application}, ${structureName} (${siret}${service})`
}

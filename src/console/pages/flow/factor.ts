import type { FactorSource, FactorView } from '../../../support/show/factor-view.ts'
import type { InvoiceView } from '../../../support/show.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { icon } from '../../parts/icon.ts'
import type { Visit } from '../../visit.ts'

/** What the picture of a decision is drawn from. */
export interface FactorPicture {
  factor: FactorView
  accepted: boolean
  /** Where the account stands; where it ought to stand when there is none. */
  account?: { line: number; part: number } | undefined
  /** Where a line of the document is shown. */
  lineHref: (row: { line: number; part: number }) => string
}

/** What the pivot says of who is to be paid. */
type Outcome = 'kept' | 'would-be-kept' | 'ignored' | 'own' | 'nothing'

const OUTCOMES = {
  kept: {
    tone: 'good',
    title: { fr: 'Affactureur retenu', en: 'Factor kept' },
    pivot: {
      fr: 'Le pivot donne le compte et l’affactureur.',
      en: 'The pivot has the account and the factor.',
    },
  },
  'would-be-kept': {
    tone: 'info',
    title: { fr: 'Affactureur retenu, si la facture l’était', en: 'Factor kept, were the invoice accepted' },
    pivot: { fr: 'La facture est rejetée : aucun pivot.', en: 'The invoice is rejected: no pivot.' },
  },
  ignored: {
    tone: 'warn',
    title: { fr: 'Affactureur ignoré', en: 'Factor ignored' },
    pivot: {
      fr: 'Le pivot n’a pas de référence bancaire : ni compte, ni affactureur.',
      en: 'The pivot has no bank reference: neither account nor factor.',
    },
  },
  own: {
    tone: 'plain',
    title: { fr: 'Compte du fournisseur', en: 'The supplier’s own account' },
    pivot: {
      fr: 'Le pivot donne ce compte, sans affactureur.',
      en: 'The pivot has this account, and no factor.',
    },
  },
  nothing: {
    tone: 'plain',
    title: { fr: 'Rien à porter', en: 'Nothing to hold' },
    pivot: {
      fr: 'Le pivot n’a pas de référence bancaire : ni compte ni bénéficiaire ne sont donnés.',
      en: 'The pivot has no bank reference: neither account nor payee is given.',
    },
  },
} as const satisfies Record<Outcome, { tone: string; title: Words; pivot: Words }>

/** The four cases there are, in the order a person thinks of them. */
const CASES = [
  { account: true, name: true, outcome: { fr: 'affactureur et compte', en: 'factor and account' } },
  { account: true, name: false, outcome: { fr: 'compte du fournisseur', en: 'supplier’s account' } },
  { account: false, name: true, outcome: { fr: 'affactureur ignoré', en: 'factor ignored' } },
  { account: false, name: false, outcome: { fr: 'rien', en: 'nothing' } },
] as const satisfies { account: boolean; name: boolean; outcome: Words }[]

/**
 * The decision as one sees it: is there an account, is a factor named, is there a notice; what the pivot therefore says,
 * and by which of the four cases. Shapes and words say it before colours do.
 */
export function factorPicture(visit: Visit, of: FactorPicture): Markup {
  const { t, say } = visit
  const facts = factsOf(of)
  const outcome = OUTCOMES[facts.outcome]
  const reason = say(of.factor.sentence)
  return html`<section class="panel factor" id="factor" aria-labelledby="factor-title">
<header><h2 id="factor-title">${icon('bank')} ${t('Qui sera payé ?', 'Who will be paid?')}</h2><p class="small soft">${t('La décision sur l’affactureur', 'The decision about the factor')}</p></header>
<div class="decision">
<ul class="asked">
${accountBox(visit, of)}
<li class="and" aria-hidden="true">${t('et', 'and')}</li>
${nameBox(visit, of)}
</ul>
<div class="leads" aria-hidden="true"></div>
<div class="says ${outcome.tone}">
<p class="small">${t('Le pivot dit', 'The pivot says')}</p>
<p class="outcome">${say(outcome.title)}</p>
${pivotLines(visit, of, facts)}
</div>
</div>
<ul class="asked notices">${noticeBox(visit, of)}</ul>
<p class="reason">${reason} ${noticeWords(visit, of)}</p>
${caseTable(visit, facts)}
</section>`
}

interface Facts {
  outcome: Outcome
  account: boolean
  name: boolean
}

function factsOf({ factor, accepted }: FactorPicture): Facts {
  const account = sourceOf(factor, 'account') !== undefined
  const name = factor.status !== 'none'
  if (factor.status === 'ignored') return { outcome: 'ignored', account, name }
  if (factor.status === 'present') return { outcome: accepted ? 'kept' : 'would-be-kept', account, name }
  return { outcome: account ? 'own' : 'nothing', account, name }
}

function sourceOf({ sources }: FactorView, what: FactorSource['what']): FactorSource | undefined {
  return sources.find((each) => each.what === what)
}

function rowOf({ source }: FactorSource): Box['row'] {
  return source?.line === undefined ? undefined : { line: source.line, part: 0 }
}

interface Box {
  question: string
  answer: 'yes' | 'no' | 'none'
  value: string
  row?: { line: number; part: number } | undefined
  beside?: string
}

function box({ t }: Visit, { lineHref }: FactorPicture, of: Box, kind: string): Markup {
  const { question, answer, value, row, beside } = of
  const words = { yes: t('Oui', 'Yes'), no: t('Non', 'No'), none: t('Sans objet', 'Does not apply') }[answer]
  const shape = ({ yes: 'check', no: 'close', none: 'waiting' } as const)[answer]
  return html`<li class="box ${answer} ${kind}">
<p class="question">${question}</p>
<p class="answer"><span class="disc">${icon(shape)}</span>${words}</p>
<p class="value">${value}</p>
<p class="small">${beside !== undefined && html`<span class="soft">${beside}</span> `}${row !== undefined && html`<a class="nowrap" href="${lineHref(row)}">${t(`ligne ${row.line}`, `line ${row.line}`)}</a>`}</p>
</li>`
}

function accountBox(visit: Visit, of: FactorPicture): Markup {
  const { t } = visit
  const account = sourceOf(of.factor, 'account')
  const question = t('Un compte à payer ?', 'An account to pay?')
  const row = of.account
  if (account !== undefined) return box(visit, of, { question, answer: 'yes', value: account.value, row }, '')
  const value = t('aucun moyen de paiement n’en donne', 'no payment means gives one')
  const beside = row === undefined ? {} : { beside: t('il manque ici :', 'missing here:') }
  return box(visit, of, { question, answer: 'no', value, row, ...beside }, '')
}

function nameBox(visit: Visit, of: FactorPicture): Markup {
  const { t, say } = visit
  const { factor } = of
  const name = sourceOf(factor, 'name')
  const question = t('Un affactureur nommé ?', 'A factor named?')
  if (name === undefined) {
    const value = t('personne d’autre que le fournisseur', 'nobody but the supplier')
    return box(visit, of, { question, answer: 'no', value }, '')
  }
  const row = rowOf(name)
  if (factor.reason === 'payee-is-supplier') {
    const beside = t('c’est le fournisseur lui-même', 'it is the supplier itself')
    return box(visit, of, { question, answer: 'no', value: name.value, row, beside }, '')
  }
  const identifier = sourceOf(factor, 'identifier')
  const beside = [say(name.label), ...(identifier === undefined ? [] : [identifier.value])].join(' · ')
  return box(visit, of, { question, answer: 'yes', value: name.value, row, beside }, '')
}

const LONGEST_NOTICE = 400

function noticeBox(visit: Visit, of: FactorPicture): Markup {
  const { t, say } = visit
  const notice = sourceOf(of.factor, 'notice')
  const question = t('Une mention subrogative ?', 'A subrogation notice?')
  if (of.factor.status === 'none')
    return box(
      visit,
      of,
      { question, answer: 'none', value: t('sans affactureur', 'without a factor') },
      'aside',
    )
  if (notice === undefined)
    return box(visit, of, { question, answer: 'no', value: t('aucune', 'none') }, 'aside')
  const { value, label } = notice
  const text = value.length > LONGEST_NOTICE ? `${value.slice(0, LONGEST_NOTICE)}…` : value
  return box(
    visit,
    of,
    { question, answer: 'yes', value: `« ${text} »`, row: rowOf(notice), beside: say(label) },
    'aside',
  )
}

/** What the notice has to do with it: nothing, but a remark where it is missing. */
function noticeWords({ t }: Visit, { factor }: FactorPicture): string {
  if (factor.status === 'none') return ''
  return sourceOf(factor, 'notice') === undefined
    ? t(
        'La mention subrogative manque : cela ne change pas le pivot, mais la facture porte une remarque.',
        'The subrogation notice is missing: that does not change the pivot, but the invoice has a remark.',
      )
    : t('La mention est là ; elle ne décide de rien.', 'The notice is there; it decides nothing.')
}

function pivotLines({ t, say }: Visit, { factor }: FactorPicture, { outcome }: Facts): Markup {
  const account = sourceOf(factor, 'account')
  const name = sourceOf(factor, 'name')
  const words = html`<p class="small">${say(OUTCOMES[outcome].pivot)}</p>`
  if (outcome === 'ignored' || outcome === 'nothing')
    return html`<p class="fields"><del>ReferenceBancaire</del></p>${words}`
  const isFactor = outcome !== 'own' && name !== undefined
  return html`<dl class="fields"><dt>${t('Compte', 'Compte')}</dt><dd>${account?.value ?? '?'}</dd>${
    isFactor ? html`<dt>RaisonSociale­Encaisseur</dt><dd>${name.value}</dd>` : NOTHING
  }</dl>${words}`
}

function caseTable({ t, say }: Visit, { account, name }: Facts): Markup {
  const word = (is: boolean) => (is ? t('oui', 'yes') : t('non', 'no'))
  return html`<details class="cases"><summary>${t('La règle, en quatre cas', 'The rule, in four cases')}</summary>
<table><thead><tr><th scope="col">${t('Compte', 'Account')}</th><th scope="col">${t('Affactureur nommé', 'Factor named')}</th><th scope="col">${t('Dans le pivot', 'In the pivot')}</th></tr></thead>
<tbody>${CASES.map((each) => {
    const isThis = each.account === account && each.name === name
    return html`<tr${isThis && html` class="this" aria-current="true"`}><td>${word(each.account)}</td><td>${word(each.name)}</td><td>${say(each.outcome)}${isThis && html` <span class="tag good">${t('ce cas', 'this case')}</span>`}</td></tr>`
  })}</tbody></table></details>`
}

/** The decision in a few words, for a list. */
export function factorWords({ say }: Visit, { factor, accepted }: InvoiceView): Markup {
  if (factor === undefined) return NOTHING
  const { outcome } = factsOf({ factor, accepted, lineHref: () => '' })
  const { tone, title } = OUTCOMES[outcome]
  if (outcome === 'own' || outcome === 'nothing') return html`<span class="soft">${say(title)}</span>`
  return html`<span class="tag ${tone}">${say(title)}</span>`
}

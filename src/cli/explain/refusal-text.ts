import { sentence } from '../../faults/fault.ts'
import type { Dossier, DossierInvoice } from '../../record/dossier.ts'
import type { NoInvoice } from '../../support/explain/chosen-invoice.ts'
import type { Unexplained } from '../../support/explain.ts'
import { expiryOf } from '../../support/show/expiry.ts'
import { safe } from '../layout.ts'
import { STATE_WORDS } from '../state-words.ts'

const MOST = 40

/** Why there is no explanation, and what may be asked instead. */
export function refusalText(of: Unexplained, dossier: Dossier): string {
  if (of.refusal === 'refused-now') {
    return [
      'Ce qui juge aujourd’hui refuserait cette facture : le pivot remis ne peut pas être recalculé (refused by what judges now) :',
      ...of.faults.map((each) => `  ${each.code}  ${safe(sentence(each), 600)}`),
      ...of.judgedOtherwise.map(({ meaning }) => `  ${meaning.fr}`),
    ].join('\n')
  }
  return [SENTENCES[of.refusal](dossier), ...of.among.slice(0, MOST).map(choice), ...rest(of)].join('\n')
}

function choice(of: DossierInvoice): string {
  const codes = [...new Set(of.faults.map(({ code }) => code))].join(' ')
  const verdict = of.accepted ? 'acceptée' : `rejetée ${codes}`
  return `  ${String(of.index).padStart(7)}  ${safe(of.number ?? '(numéro illisible)', 40)}  ${verdict}  ${safe(of.document, 60)}`
}

function rest({ among }: NoInvoice): string[] {
  return among.length > MOST ? [`  … et ${among.length - MOST} autres (more)`] : []
}

type Sentence = (dossier: Dossier) => string

const SENTENCES = {
  expired: (dossier) => {
    const expiry = expiryOf(dossier)
    return expiry === undefined ? '' : `${expiry.fr}\n(${expiry.en})`
  },
  'unknown-run': ({ flow: { flow } }) => `Le flux ${flow} n’a pas de tel passage (no such run).`,
  'no-outcome': ({ flow: { flow, state } }) =>
    `Le flux ${flow} n’est pas encore jugé (${STATE_WORDS[state].fr}) : il n’a pas de pivot (not yet judged).`,
  blocked: ({ flow: { flow } }) =>
    `Le flux ${flow} est bloqué par un incident : il n’a pas de pivot (blocked, it has no pivot).`,
  'no-invoice': ({ flow: { flow } }) =>
    `Le flux ${flow} a été refusé avant qu’on en lise les factures : il n’a pas de pivot (refused as a whole).`,
  'unknown-invoice': ({ flow: { flow } }) =>
    `Le flux ${flow} n’a pas cette facture ; il a (no such invoice; it has) :`,
  'several-invoices': ({ flow: { flow } }) =>
    `Le flux ${flow} en a plusieurs : nommez-en une, par son numéro ou sa place (name one) :`,
  rejected: () =>
    'Cette facture est rejetée, elle n’est dans aucun pivot ; « ecluse show » dit pourquoi (rejected, in no pivot) :',
} as const satisfies Record<NoInvoice['refusal'], Sentence>

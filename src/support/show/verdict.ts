import { parisText } from '../../invoice/paris.ts'
import { type Language, sentence } from '../../faults/fault.ts'
import type { Dossier, DossierInvoice, DossierRun, FlowHead } from '../../record/dossier.ts'
import type { FlowState } from '../../record/tables.ts'
import { counted, countedEn, listed, type Words } from '../words.ts'
import type { Delivery } from './delivery.ts'

/** What became of a flow, or of one run of it, in one sentence. */
export interface Verdict {
  state: FlowState
  sentence: Words
  /** What support has to do; absent when there is nothing. */
  advice?: Words
}

/** The run whose verdict is asked for, with what it sent. */
export interface Judged {
  dossier: Dossier
  run: DossierRun
  state: FlowState
  deliveries: readonly Delivery[]
}

export function verdictOf(of: Judged): Verdict {
  const verdict = { state: of.state, sentence: SENTENCES[of.state](of) }
  return of.state === 'blocked' ? { ...verdict, advice: unblocking(of.dossier.flow) } : verdict
}

function unblocking({ flow }: FlowHead): Words {
  return {
    fr: `Une fois l’incident réglé : ecluse replay ${flow} --reason « … »`,
    en: `Once the trouble is mended: ecluse replay ${flow} --reason "…"`,
  }
}

/** The verdict on a flow of which the record keeps nothing more. */
export function bareVerdict({ state, accepted, invoices }: FlowHead): Verdict {
  const { fr, en } = WORDS[state]
  return {
    state,
    sentence: {
      fr: `${fr} : ${counted(accepted, 'facture acceptée', 'factures acceptées')} sur ${invoices} ; le registre n’en a plus le détail.`,
      en: `${en}: ${accepted} of ${invoices} invoices accepted; the record keeps no more of it.`,
    },
  }
}

const WORDS = {
  received: { fr: 'Reçu', en: 'Received' },
  processing: { fr: 'En traitement', en: 'Being worked on' },
  integrated: { fr: 'Intégré', en: 'Integrated' },
  'partially-integrated': { fr: 'Intégré en partie', en: 'Partly integrated' },
  rejected: { fr: 'Rejeté', en: 'Rejected' },
  blocked: { fr: 'Bloqué', en: 'Blocked' },
} as const satisfies Record<FlowState, Words>

const SENTENCES = {
  received: waiting,
  processing: waiting,
  integrated,
  'partially-integrated': partlyIntegrated,
  rejected,
  blocked,
} as const satisfies Record<FlowState, (of: Judged) => Words>

function waiting({ dossier, run }: Judged): Words {
  const failed = dossier.events.findLast((each) => each.run === run.run && each.kind === 'attempt-failed')
  const why = failed === undefined ? '' : textOf(failed.detail['error'])
  const tried = why === '' ? { fr: '', en: '' } : { fr: ` Dernier essai : ${why}`, en: ` Last try: ${why}` }
  if (run.askedAt === undefined) {
    return {
      fr: `Reçu le ${parisText(dossier.flow.receivedAt)}, pas encore jugé.${tried.fr}`,
      en: `Received at ${dossier.flow.receivedAt}, not yet judged.${tried.en}`,
    }
  }
  return {
    fr: `Rejeu demandé par ${run.author ?? '?'} le ${parisText(run.askedAt)}, pas encore jugé.${tried.fr}`,
    en: `Replay asked for by ${run.author ?? '?'} at ${run.askedAt}, not yet judged.${tried.en}`,
  }
}

function integrated(of: Judged): Words {
  const { invoices } = of.run
  const [only] = invoices
  const sent = sending(of)
  if (invoices.length === 1 && only !== undefined) {
    return {
      fr: `Intégré : la facture ${nameOf(only)} est acceptée${sent.fr}.`,
      en: `Integrated: invoice ${nameOf(only, 'en')} is accepted${sent.en}.`,
    }
  }
  return {
    fr: `Intégré : les ${invoices.length} factures sont acceptées${sent.fr}.`,
    en: `Integrated: all ${invoices.length} invoices are accepted${sent.en}.`,
  }
}

function partlyIntegrated(of: Judged): Words {
  const { invoices } = of.run
  const accepted = invoices.filter((each) => each.accepted).length
  const refused = invoices.length - accepted
  const codes = codesOf(invoices.flatMap(({ faults }) => faults))
  const sent = sending(of)
  return {
    fr: `Intégré en partie : ${counted(accepted, 'facture acceptée', 'factures acceptées')} sur ${invoices.length}${sent.fr} ; ${counted(refused, 'rejetée', 'rejetées')} (${codes}).`,
    en: `Partly integrated: ${accepted} of ${invoices.length} invoices accepted${sent.en}; ${refused} rejected (${codes}).`,
  }
}

function rejected({ run }: Judged): Words {
  const own = run.outcome?.faults ?? []
  const [first] = own
  if (first !== undefined) {
    return {
      fr: `Irrecevable : ${sentence(first)}${more(own.length - 1)}`,
      en: `Inadmissible: ${sentence(first, 'en')}${moreEn(own.length - 1)}`,
    }
  }
  const faults = run.invoices.flatMap((each) => each.faults)
  const [only] = run.invoices
  const [fault] = faults
  if (run.invoices.length !== 1 || only === undefined) {
    return {
      fr: `Rejeté : aucune des ${run.invoices.length} factures n’est acceptée (${codesOf(faults)}).`,
      en: `Rejected: none of the ${run.invoices.length} invoices is accepted (${codesOf(faults)}).`,
    }
  }
  if (faults.length === 1 && fault !== undefined)
    return { fr: `Rejeté : ${sentence(fault)}`, en: `Rejected: ${sentence(fault, 'en')}` }
  return {
    fr: `Rejeté : la facture ${nameOf(only)} a ${counted(faults.length, 'anomalie', 'anomalies')} (${codesOf(faults)}).`,
    en: `Rejected: invoice ${nameOf(only, 'en')} has ${countedEn(faults.length, 'fault', 'faults')} (${codesOf(faults)}).`,
  }
}

function blocked({ dossier, run }: Judged): Words {
  const ended = dossier.events.findLast((each) => each.run === run.run && each.kind === 'blocked')
  const why = textOf(ended?.detail['error'])
  return {
    fr: `Bloqué par un incident de la plateforme, sans faute du déposant : ${why}`,
    en: `Blocked by trouble of the platform, no fault of the depositor: ${why}`,
  }
}

/** Where the accepted invoices went, or wait to go. */
function sending({ run, deliveries }: Judged): Words {
  const pivots = deliveries.filter((each) => each.run === run.run && each.kind === 'pivot')
  const [sent, late] = [pivots.filter(isSent), pivots.filter((each) => !isSent(each))]
  const earlier = [...new Set(run.invoices.flatMap(({ deliveredRun }) => deliveredRun ?? []))].map(String)
  const s = run.invoices.filter((each) => each.accepted).length > 1 ? 's' : ''
  const parts: Words[] = [
    ...(sent.length === 0
      ? []
      : [{ fr: `remise${s} à ${namesOf(sent, 'et')}`, en: `sent to ${namesOf(sent, 'and')}` }]),
    ...(late.length === 0
      ? []
      : [
          {
            fr: `à remettre encore à ${namesOf(late, 'et')}`,
            en: `still to be sent to ${namesOf(late, 'and')}`,
          },
        ]),
    ...(earlier.length === 0
      ? []
      : [
          {
            fr: `déjà remise${s} par le passage ${listed(earlier)}`,
            en: `sent already by run ${listed(earlier, 'and')}`,
          },
        ]),
  ]
  return {
    fr: parts.map(({ fr }) => `, ${fr}`).join(''),
    en: parts.map(({ en }) => `, ${en}`).join(''),
  }
}

function isSent({ state }: Delivery): boolean {
  return state === 'sent'
}

function namesOf(deliveries: readonly Delivery[], and: string): string {
  return listed([...new Set(deliveries.map(({ to }) => to))], and)
}

function nameOf(invoice: DossierInvoice, language: Language = 'fr'): string {
  return invoice.number ?? (language === 'fr' ? '(numéro illisible)' : '(number unreadable)')
}

function codesOf(faults: readonly { code: string }[]): string {
  return [...new Set(faults.map(({ code }) => code))].join(', ')
}

function more(others: number): string {
  return others === 0 ? '' : ` Et ${counted(others, 'autre anomalie', 'autres anomalies')}.`
}

function moreEn(others: number): string {
  return others === 0 ? '' : ` And ${countedEn(others, 'other fault', 'other faults')}.`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

import type { Sourced } from '../../invoice/factor.ts'
import { parisDay } from '../../invoice/paris.ts'
import { PAYMENT_MODES, paymentMode } from '../../invoice/payment-mode.ts'
import type { Term } from '../../invoice/terms.ts'
import { PLACES } from '../../pipeline/examine.ts'
import { UNSET_PAYMENT_CODES } from '../../pipeline/rules/payment.ts'
import { idCpro } from '../../pipeline/sequences.ts'
import { asWritten, type Evidence, made, originOf, present, type Reason, type Row } from './evidence.ts'

/** What an invoice says of itself, its amounts and lines apart. */
export const HEADING_ROWS: Readonly<Record<string, Row>> = {
  'DonneesFacture/Id': (of) => asWritten(of, of.traced.survey.draft.number, 'number'),
  'DonneesFacture/IdCPRO': givenOnce,
  'DonneesFacture/Renvoi': sent,
  'DonneesFacture/IdFactureOrigine': (of) =>
    asWritten(of, of.traced.survey.draft.originInvoice, 'originInvoice'),
  'DonneesFacture/Type': type,
  'DonneesFacture/Cadre': (of) =>
    asWritten(of, of.traced.survey.draft.frame, 'frame') ?? { rule: 'default-frame', gives: 'A1' },
  'DonneesFacture/DateEmissionFacture': (of) => day(of, of.traced.survey.draft.issueDate, 'issueDate'),
  'DonneesFacture/DateLivraison': delivery,
  'DonneesFacture/ModePaiement/Code': mode,
  'DonneesFacture/ModePaiement/Libelle': modeLabel,
  'DonneesFacture/DateReception': (of) => ({
    rule: 'day-of-deposit',
    gives: parisDay(of.deposit.receivedAt),
  }),
  'DonneesFacture/Devise': (of) => asWritten(of, of.traced.survey.draft.currency, 'currency'),
  'DonneesFacture/Engagement/NumeroMarche': (of) => asWritten(of, of.traced.survey.draft.market, 'market'),
  'DonneesFacture/Engagement/NumeroEngagement': (of) =>
    asWritten(of, of.traced.survey.draft.engagement, 'engagement'),
}

function givenOnce({ deposit, traced }: Evidence): Reason {
  const detail = {
    flow: String(deposit.flow),
    document: String(Math.floor(traced.index / PLACES) + 1),
    place: String((traced.index % PLACES) + 1),
  }
  return { rule: 'given-once', detail, gives: idCpro(deposit, traced.index) }
}

function sent({ sentIn }: Evidence): Reason {
  if (sentIn === undefined) return { rule: 'first-sent', gives: 'Non' }
  return { rule: 'sent-again', detail: { run: String(sentIn) }, gives: 'Recyclée' }
}

function type(of: Evidence): Reason | undefined {
  const { draft } = of.traced.survey
  const code = originOf(of, draft.typeCode, 'typeCode')
  if (code === undefined) return { rule: 'credit-note-document', gives: '381' }
  const counterpart = of.context.rules.typeCodes[code.whole]
  if (code.whole === '380' || code.whole === '381' || counterpart === undefined)
    return made('as-written', code, code.whole)
  const detail = { code: code.whole, type: counterpart }
  return { ...made('type-counterpart', code, counterpart), detail }
}

const DAY_LENGTH = 'AAAA-MM-JJ'.length

/** A date may have a time zone behind it. */
function day(of: Evidence, found: Sourced | undefined, term: Term): Reason | undefined {
  const from = originOf(of, found, term)
  if (from === undefined) return undefined
  const gives = from.whole.slice(0, DAY_LENGTH)
  return made(gives === from.whole ? 'as-written' : 'day', from, gives)
}

function delivery(of: Evidence): Reason | undefined {
  const { draft } = of.traced.survey
  if (draft.deliveryDate !== undefined) return day(of, draft.deliveryDate, 'deliveryDate')
  const counted = new Set(of.traced.invoice.lines.map((line) => line.source.xpath))
  const dates = draft.lines.flatMap((line) =>
    counted.has(line.source.xpath) ? (originOf(of, line.deliveryDate, 'deliveryDate') ?? []) : [],
  )
  const days = dates.map((each) => each.whole.slice(0, DAY_LENGTH))
  const latest = days.toSorted().at(-1)
  const from = latest === undefined ? undefined : dates[days.indexOf(latest)]
  if (from !== undefined && latest !== undefined) return made('latest-line-delivery', from, latest)
  const issued = day(of, draft.issueDate, 'issueDate')
  return issued && { ...issued, rule: 'issue-date' }
}

function mode(of: Evidence): Reason | undefined {
  const code = originOf(of, of.decision.means?.code, 'paymentCode')
  if (code === undefined || UNSET_PAYMENT_CODES.has(code.whole.toUpperCase())) {
    const gives = of.context.rules.defaultPaymentMode
    return { rule: 'default-payment-mode', origins: present(code), gives }
  }
  const gives = paymentMode(code.whole)
  if (gives === undefined) return undefined
  return gives === code.whole
    ? made('as-written', code, gives)
    : { ...made('payment-counterpart', code, gives), detail: { code: code.whole } }
}

function modeLabel(of: Evidence): Reason {
  const { mode: code } = of.traced.invoice.payment
  const origins = present(originOf(of, of.decision.means?.code, 'paymentCode'))
  return { rule: 'label-of-mode', detail: { code }, origins, gives: PAYMENT_MODES[code] }
}

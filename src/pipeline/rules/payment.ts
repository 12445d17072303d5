import { ValidationErrorsIBAN, validateIBAN } from 'ibantools'
import type { FaultParts } from '../../faults/fault.ts'
import type { Draft } from '../../invoice/draft.ts'
import type { Account, FactorDecision } from '../../invoice/factor.ts'
import {
  decidePayment,
  findNotice,
  isSurelyNotice,
  type PaymentDecision,
} from '../../invoice/factor-decision.ts'
import { given } from '../../invoice/given.ts'
import type { InvoiceType, Payment } from '../../invoice/invoice.ts'
import { PAYMENT_MODES, type PaymentMode, paymentMode } from '../../invoice/payment-mode.ts'
import type { RuleSettings } from '../rule-settings.ts'
import { type Findings, place } from './findings.ts'
import { day } from './heading.ts'

/** UN/ECE 4461: 1 is "not defined", ZZZ is "other, agreed between the parties". */
export const UNSET_PAYMENT_CODES = new Set(['', '1', '01', 'ZZZ'])

/** The payment, and the factor with the remarks that tell a depositor what to mend about it. */
export function payment(
  draft: Draft,
  type: InvoiceType | undefined,
  rules: RuleSettings,
  findings: Findings,
): { payment: Payment | undefined; factor: FactorDecision } {
  const decision = decidePayment(draft)
  remarkOnFactor(draft, decision, findings)
  if (decision.account !== undefined) checkIban(decision.account, findings)
  const mode = modeOf(draft, decision, type, rules, findings)
  if (mode === undefined) return { payment: undefined, factor: decision.factor }
  const payment = {
    code: decision.means?.code?.value ?? '',
    mode,
    terms: draft.paymentTerms.map((each) => each.value),
    ...given({
      dueDate: dueDate(draft, decision, findings),
      account: decision.account,
      note: decision.means?.note?.value,
    }),
  }
  return { payment, factor: decision.factor }
}

function dueDate(draft: Draft, decision: PaymentDecision, findings: Findings): string | undefined {
  const found =
    decision.means?.dueDate ?? draft.paymentMeans.find((each) => each.dueDate !== undefined)?.dueDate
  return found && day(found, findings)
}

/** The mode in the pivot's list. A credit note pays nothing and may leave it out; an invoice may not. */
function modeOf(
  draft: Draft,
  decision: PaymentDecision,
  type: InvoiceType | undefined,
  rules: RuleSettings,
  findings: Findings,
): PaymentMode | undefined {
  if (draft.paymentMeans.length === 0 && type !== '381')
    return findings.fault('FAC-01', { at: { xpath: draft.paths.paymentCode } })
  const code = decision.means?.code
  if (code === undefined || UNSET_PAYMENT_CODES.has(code.value.toUpperCase())) return rules.defaultPaymentMode
  const accepted = Object.keys(PAYMENT_MODES).join(', ')
  return (
    paymentMode(code.value) ??
    findings.fault('FAC-02', { at: place(code), detail: { value: code.value, accepted } })
  )
}

const IBAN_PROBLEMS: ReadonlyMap<ValidationErrorsIBAN, { fr: string; en: string }> = new Map([
  [
    ValidationErrorsIBAN.NoIBANCountry,
    {
      fr: 'il ne commence pas par le code d’un pays qui a des IBAN',
      en: 'it does not begin with the code of a country that has IBANs',
    },
  ],
  [
    ValidationErrorsIBAN.WrongBBANLength,
    { fr: 'sa longueur n’est pas celle de son pays', en: 'its length is not its country’s' },
  ],
  [
    ValidationErrorsIBAN.WrongBBANFormat,
    { fr: 'sa forme n’est pas celle de son pays', en: 'its form is not its country’s' },
  ],
  [
    ValidationErrorsIBAN.ChecksumNotNumber,
    {
      fr: 'sa clé (3e et 4e caractères) n’est pas un nombre',
      en: 'its key (3rd and 4th characters) is no number',
    },
  ],
  [
    ValidationErrorsIBAN.WrongIBANChecksum,
    { fr: 'sa clé de contrôle ne correspond pas', en: 'its check digits do not hold' },
  ],
])

/** Country, length, form and check digits. The national keys inside an account number are the banks' affair. */
function checkIban(account: Account, findings: Findings): void {
  if (account.type !== 'IBAN') return
  for (const code of validateIBAN(account.id).errorCodes) {
    const problem = IBAN_PROBLEMS.get(code)
    if (problem === undefined) continue
    const detail = { value: account.id, problem: problem.fr, problemEn: problem.en }
    findings.fault('FAC-03', { at: { ...account.source, value: account.id }, detail })
    return
  }
}

/** Why an account was kept among several, as the end of a sentence. */
export const KEPT_FOR = {
  holder: { fr: 'dont le titulaire est le bénéficiaire nommé', en: 'whose holder is the payee named' },
  transfer: { fr: 'le premier donné pour un virement', en: 'the first given for a transfer' },
  order: { fr: 'le premier du document', en: 'the first of the document' },
} as const satisfies Record<PaymentDecision['keptFor'], { fr: string; en: string }>

function remarkOnFactor(draft: Draft, decision: PaymentDecision, findings: Findings): void {
  const { factor, accounts, account } = decision
  const at = draft.payee?.source ?? []
  if (decision.isNameless) findings.remark('FAC-08', { at })
  if (accounts.length > 1 && account !== undefined) {
    const { fr, en } = KEPT_FOR[decision.keptFor]
    const detail = {
      accounts: accounts.map((each) => each.id).join(', '),
      kept: account.id,
      why: fr,
      whyEn: en,
    }
    findings.remark('FAC-06', { at: accounts.map((each) => ({ ...each.source, value: each.id })), detail })
  }
  const notice = findNotice(draft)
  if (factor.name === undefined || factor.status === 'none') {
    const isAlone =
      notice !== undefined &&
      isSurelyNotice(notice.text) &&
      factor.reason === 'no-payee' &&
      account !== undefined
    if (isAlone) {
      const detail = { path: draft.paths.payeeName }
      findings.remark('FAC-09', { at: { ...notice.source, value: notice.text }, detail })
    }
    return
  }
  const detail = { name: factor.name.value }
  if (factor.status === 'ignored') {
    const to = { path: draft.paths.account, typePath: draft.paths.accountType }
    findings.remark('FAC-04', { at: place(factor.name), detail: { ...detail, ...to } })
  }
  if (factor.notice === undefined) remarkOnAbsentNotice(draft, { at, detail }, findings)
  // In E2 the legal name is all that is demanded of a factor.
  if (draft.originals === undefined && draft.payee?.hasLegalEntity === false)
    findings.remark('FAC-07', { at, detail })
}

/** No notice in the XML; in E2 there is none on the PDF either, or the PDF has no text to look for it in. */
function remarkOnAbsentNotice(draft: Draft, parts: FaultParts, findings: Findings): void {
  if (draft.originals === undefined) findings.remark('FAC-05', parts)
  else if (draft.originals.length === 0) return
  else findings.remark((draft.originalText?.value ?? '').trim() === '' ? 'FAC-11' : 'FAC-10', parts)
}

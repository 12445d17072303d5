import type { Account } from '../../../invoice/factor.ts'
import type { Invoice, Payment } from '../../../invoice/invoice.ts'
import { paymentMode } from '../../../invoice/payment-mode.ts'
import { day, groupedByFour } from './french.ts'
import { PAID_TO_ACCOUNT, PAYMENT_LABELS } from './labels.ts'
import { present, schemedIdentifier, shownLines } from './party-panels.ts'
import { oneLine, plainText } from './plain-text.ts'
import type { Field, Panel, PaymentSection } from './readable-view.ts'

/** False where nothing is to be paid from this document: already paid (A2), by card (48), or a credit note. */
export function asksPayment(invoice: Invoice): boolean {
  const byCard = invoice.payment.mode === '48' || invoice.payment.code.trim() === '48'
  return invoice.frame !== 'A2' && invoice.type !== '381' && !byCard
}

/** Terms of payment with the account to pay; `undefined` where no payment may be asked for. */
export function paymentSection(invoice: Invoice): PaymentSection | undefined {
  if (!asksPayment(invoice)) return undefined
  const panel = invoice.factor.status === 'present' ? factorPanel(invoice) : accountPanel(invoice.payment)
  return {
    title: 'Paiement',
    fields: [
      ...present([
        ['Mode de paiement', modeText(invoice.payment)],
        ['Date d’échéance', invoice.payment.dueDate && day(invoice.payment.dueDate)],
        ['Bénéficiaire', beneficiary(invoice)],
        ['Compte bancaire', panel === undefined ? missingAccount(invoice) : undefined],
      ]),
      ...ignoredFactor(invoice),
      ...present([
        ['Note de paiement', invoice.payment.note],
        ['Conditions', otherTerms(invoice).join('\n')],
      ]),
    ],
    ...(panel === undefined ? {} : { panel }),
  }
}

/** Who cashes in the supplier's place. Its account and the mention are words of payment: shown only where one is asked for. */
export function factorPanel(invoice: Invoice): Panel | undefined {
  const factor = invoice.factor
  if (factor.status !== 'present') return undefined
  const asked = asksPayment(invoice)
  const account = asked ? invoice.payment.account : undefined
  const mention = asked && factor.notice !== undefined ? plainText(factor.notice.text) : ''
  return {
    title: 'Encaisseur',
    name: plainText(factor.name?.value ?? ''),
    address: shownLines(factor.address ?? []),
    fields: [
      ...(factor.identifier === undefined
        ? []
        : schemedIdentifier(factor.identifier.scheme, factor.identifier.value)),
      ...(account === undefined ? [] : accountFields(account)),
    ],
    ...(mention === '' ? {} : { quote: { label: 'Mention subrogative', value: mention } }),
    prominent: asked,
  }
}

function accountPanel(payment: Payment): Panel | undefined {
  if (payment.account === undefined || !PAID_TO_ACCOUNT.has(payment.mode)) return undefined
  return {
    title: 'Compte à créditer',
    name: plainText(payment.account.holder ?? ''),
    address: [],
    fields: accountFields({ ...payment.account, holder: '' }),
    prominent: false,
  }
}

function accountFields(account: Account): Field[] {
  const id = account.type === 'IBAN' ? groupedByFour(account.id) : oneLine(account.id)
  return present([
    [account.type, id],
    ['BIC', account.bic],
    ['Titulaire', account.holder],
  ])
}

/** The mode as Écluse understood it, and the code itself when it was not that mode's own. */
function modeText(payment: Payment): string {
  const label = PAYMENT_LABELS[payment.mode]
  const code = oneLine(payment.code)
  if (code === payment.mode) return label
  if (code === '') return `Non précisé (traité comme : ${label.toLowerCase()})`
  if (paymentMode(code) === payment.mode) return `${label} (code ${code})`
  return `Code ${code} (traité comme : ${label.toLowerCase()})`
}

function beneficiary(invoice: Invoice): string | undefined {
  if (invoice.factor.status !== 'present' || invoice.factor.name === undefined) return undefined
  return `${oneLine(invoice.factor.name.value)} (encaisseur)`
}

function missingAccount(invoice: Invoice): string | undefined {
  if (invoice.payment.account !== undefined || !PAID_TO_ACCOUNT.has(invoice.payment.mode)) return undefined
  return 'Aucun compte n’est indiqué dans la facture.'
}

/**
 * A factor named without an account is in no pivot. Its name may still stand in the supplier's own words below, so
 * the reader is told what is missing, and neither to pay the factor nor to pay the supplier.
 */
function ignoredFactor(invoice: Invoice): Field[] {
  const { status, name } = invoice.factor
  if (status !== 'ignored' || name === undefined) return []
  const said = `${oneLine(name.value)} est cité comme encaisseur, mais la facture ne donne pas de compte bancaire pour le payer : il n’est pas transmis comme bénéficiaire. À vérifier auprès du fournisseur avant tout paiement.`
  return present([['Encaisseur non retenu', said]])
}

/** The terms, but for the mention when the Encaisseur panel already shows it. */
function otherTerms(invoice: Invoice): string[] {
  const { status, notice } = invoice.factor
  const shown = status === 'present' && notice !== undefined ? plainText(notice.text) : undefined
  return shownLines(invoice.payment.terms).filter((term) => term !== shown)
}

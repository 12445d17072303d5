import type { Draft, PayeeDraft, PaymentMeansDraft } from './draft.ts'
import type { Account, FactorDecision, Sourced, SubrogationNotice } from './factor.ts'
import { given } from './given.ts'
import { noticeInText } from './pdf-notice.ts'

/** The account to pay and the decision about the factor; what the rules have still to say about both. */
export interface PaymentDecision {
  factor: FactorDecision
  account?: Account
  /** The PaymentMeans the payment is read from: the one with the account kept, else the first. */
  means?: PaymentMeansDraft
  /** Every different account given, in document order, the one kept included. */
  accounts: Account[]
  /** A payee element that names nobody. */
  isNameless: boolean
}

/**
 * Decides who is to be paid, and whether a factor is. All PaymentMeans are looked at: one that carries an account wins
 * over one that does not; among several accounts the first whose holder is the payee, else the first of the document.
 */
export function decidePayment(draft: Draft): PaymentDecision {
  const name = draft.payee === undefined ? undefined : payeeName(draft.payee, draft.paymentMeans)
  const carrying = draft.paymentMeans.filter((means) => means.account !== undefined)
  const kept = carrying.find((means) => isSameName(means.holder?.value, name?.value)) ?? carrying[0]
  const account = kept === undefined ? undefined : accountOf(kept)
  const accounts = distinct(carrying.flatMap((means) => accountOf(means) ?? []))
  return {
    accounts,
    isNameless: draft.payee !== undefined && name === undefined,
    factor: decideFactor(draft, name, account),
    ...given({ account, means: kept ?? draft.paymentMeans[0] }),
  }
}

function decideFactor(draft: Draft, name: FactorDecision['name'], account?: Account): FactorDecision {
  const payee = draft.payee
  if (payee === undefined || name === undefined) return { status: 'none', reason: 'no-payee' }
  if (isSupplier(payee, name.value, draft)) return { status: 'none', reason: 'payee-is-supplier', name }
  const known = {
    name,
    ...given({
      identifier: identifierOf(payee),
      address: addressOf(payee),
      notice: findNotice(draft, name.value),
    }),
  }
  return account === undefined
    ? { status: 'ignored', reason: 'no-account', ...known }
    : { status: 'present', reason: 'account-and-name', ...known }
}

/** Legal name: PartyName, else RegistrationName, else the holder of the account. */
function payeeName(payee: PayeeDraft, means: readonly PaymentMeansDraft[]): FactorDecision['name'] {
  if (payee.partyName !== undefined) return { ...payee.partyName, from: 'PartyName' }
  if (payee.registrationName !== undefined) return { ...payee.registrationName, from: 'RegistrationName' }
  const holder = means.find((each) => each.account !== undefined && each.holder !== undefined)?.holder
  return holder === undefined ? undefined : { ...holder, from: 'AccountName' }
}

/** The same identifier, or the same name and no identifier. A SIREN is the same as a SIRET that begins with it. */
function isSupplier(payee: PayeeDraft, name: string, draft: Draft): boolean {
  const own = payee.identifier?.value.replaceAll(/\s/g, '')
  if (own === undefined) {
    return isSameName(name, draft.supplier.name?.value) || isSameName(name, draft.supplier.tradeName?.value)
  }
  return draft.supplier.identifiers.some((each) => {
    const theirs = each.value.replaceAll(/\s/g, '')
    return theirs === own || (/^\d{9}$/.test(own) && /^\d{14}$/.test(theirs) && theirs.startsWith(own))
  })
}

function isSameName(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && plain(one) === plain(other)
}

/** Case, accents, punctuation and blanks do not make another company. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The account of a PaymentMeans; the blanks of an IBAN are not part of it. */
function accountOf(means: PaymentMeansDraft): Account | undefined {
  if (means.account === undefined) return undefined
  const isIban = means.channel?.value.toUpperCase() === 'IBAN'
  const id = isIban ? means.account.value.replaceAll(/\s/g, '').toUpperCase() : means.account.value
  return {
    id,
    type: isIban ? 'IBAN' : 'RIB',
    source: means.account.source,
    ...given({ bic: means.bic?.value, holder: means.holder?.value }),
  }
}

function distinct(accounts: readonly Account[]): Account[] {
  return [...new Map(accounts.toReversed().map((each) => [each.id, each])).values()].toReversed()
}

function identifierOf(payee: PayeeDraft): FactorDecision['identifier'] {
  if (payee.identifier === undefined) return undefined
  return { value: payee.identifier.value, ...given({ scheme: payee.identifier.scheme }) }
}

function addressOf(payee: PayeeDraft): string[] | undefined {
  const { street, postalCode, city, country } = payee.address
  const town = [postalCode, city].filter((part) => part !== undefined).join(' ')
  const lines = [...street, town, country === 'FR' ? '' : (country ?? '')].filter((line) => line !== '')
  return lines.length === 0 ? undefined : lines
}

/** Words that tell a subrogation notice from ordinary payment terms. */
const NOTICE = /subrog|affactur|factor|[aà] l[’'` ]ordre de/i

/**
 * The subrogation notice: in the payment terms or in the payee's contact notes, told by its words. A note of the payee
 * without them is taken too, that place is there for it; payment terms without them are mere payment terms. In E2 the
 * text of the PDF original is looked through last.
 */
export function findNotice(draft: Draft, factor?: string): SubrogationNotice | undefined {
  const contact = draft.payee?.contactNotes ?? []
  const terms = draft.paymentTerms.find((note) => NOTICE.test(note.value))
  if (terms !== undefined) return notice(terms, 'PaymentTerms/Note')
  const own = contact.find((note) => NOTICE.test(note.value)) ?? contact[0]
  return own === undefined ? noticeOnPdf(draft, factor) : notice(own, 'PayeeParty/Contact/Note')
}

function noticeOnPdf({ originalText }: Draft, factor: string | undefined): SubrogationNotice | undefined {
  if (originalText === undefined) return undefined
  const words = noticeInText(originalText.value, factor)
  return words === undefined ? undefined : { text: words, foundIn: 'PDF', source: originalText.source }
}

function notice(note: Sourced, foundIn: SubrogationNotice['foundIn']): SubrogationNotice {
  return { text: note.value, foundIn, source: note.source }
}

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
  /** Why this account among several. */
  keptFor: 'holder' | 'transfer' | 'order'
  /** Every different account given, in document order, the one kept included. */
  accounts: Account[]
  /** A payee element that names nobody. */
  isNameless: boolean
}

/** UN/ECE 4461: credit transfer, debit transfer, payment to an account, SEPA transfer. */
const TRANSFERS: ReadonlySet<string> = new Set(['30', '31', '42', '58'])

/**
 * Decides who is to be paid, and whether a factor is. All PaymentMeans are looked at: one that carries an account wins
 * over one that does not. Among several accounts: the one whose holder is the payee named, else the first given for a
 * transfer, else the first of the document; the supplier's own comes last when a factor is named, for a factor's name
 * beside the supplier's account would have the wrong one paid.
 */
export function decidePayment(draft: Draft): PaymentDecision {
  const name = draft.payee === undefined ? undefined : payeeName(draft.payee, draft.paymentMeans)
  const carrying = draft.paymentMeans.filter((means) => means.account !== undefined)
  const rank = (means: PaymentMeansDraft) => rankOf(means, name?.value, draft)
  const [kept] = carrying.toSorted((one, other) => rank(one) - rank(other))
  const account = kept === undefined ? undefined : accountOf(kept)
  const accounts = distinct(carrying.flatMap((means) => accountOf(means) ?? []))
  return {
    accounts,
    keptFor: kept === undefined ? 'order' : (RANKS[rank(kept)] ?? 'order'),
    isNameless: draft.payee !== undefined && name === undefined,
    factor: decideFactor(draft, name, account),
    ...given({ account, means: kept ?? draft.paymentMeans[0] }),
  }
}

const RANKS = ['holder', 'transfer', 'order'] as const
const LAST = RANKS.length

function rankOf(means: PaymentMeansDraft, payee: string | undefined, { supplier }: Draft): number {
  const holder = means.holder?.value
  if (payee !== undefined && isSameName(holder, payee)) return RANKS.indexOf('holder')
  const isSuppliers =
    isSameName(holder, supplier.name?.value) || isSameName(holder, supplier.tradeName?.value)
  if (payee !== undefined && isSuppliers) return LAST
  return RANKS.indexOf(TRANSFERS.has(means.code?.value ?? '') ? 'transfer' : 'order')
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

const IBAN_SHAPE = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/

/**
 * The account of a PaymentMeans; the blanks of an IBAN are not part of it. What the channel says decides; where it says
 * nothing, an account that looks like an IBAN is one, and is checked as one.
 */
function accountOf(means: PaymentMeansDraft): Account | undefined {
  if (means.account === undefined) return undefined
  const bare = means.account.value.replaceAll(/\s/g, '').toUpperCase()
  const channel = means.channel?.value.toUpperCase()
  const isIban = channel === 'IBAN' || (channel === undefined && IBAN_SHAPE.test(bare))
  const id = isIban ? bare : means.account.value
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
const NOTICE = /subrog|affactur|\bfactor|[aà] l[’'` ]ordre de/i
/** Without a factor named, « à l’ordre de » is how any payment may be asked for: these words alone tell a notice. */
const SURE_NOTICE = /subrog|affactur|\bfactor(?:ing)?\b/i

/** True for words that only a subrogation notice has. */
export function isSurelyNotice(text: string): boolean {
  return SURE_NOTICE.test(text)
}

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

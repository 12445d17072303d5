import type { FactorDecision, FactorReason, Source } from '../../invoice/factor.ts'
import { given } from '../../invoice/given.ts'
import type { Words } from '../words.ts'

/** The decision about the factor, with all that answers « why is my factor not in the pivot ». */
export interface FactorView {
  status: FactorDecision['status']
  reason: FactorReason
  /** The decision and its reason in one sentence. */
  sentence: Words
  /** What it was decided from. */
  sources: FactorSource[]
}

export interface FactorSource {
  what: 'name' | 'identifier' | 'account' | 'notice'
  label: Words
  value: string
  /** Where it stands; absent for what the record keeps without its place. */
  source?: Source
}

const SENTENCES = {
  'no-payee': {
    fr: 'Pas d’affactureur : personne d’autre que le fournisseur n’est à payer.',
    en: 'No factor: nobody but the supplier is to be paid.',
  },
  'payee-is-supplier': {
    fr: 'Pas d’affactureur : le bénéficiaire nommé est le fournisseur lui-même.',
    en: 'No factor: the payee named is the supplier itself.',
  },
  'no-account': {
    fr: 'Affactureur IGNORÉ : il est nommé, mais la facture ne donne aucun compte à payer ; le pivot ne peut pas le porter sans compte.',
    en: 'Factor IGNORED: it is named, but the invoice gives no account to pay; the pivot cannot hold it without one.',
  },
  'account-and-name': {
    fr: 'Affactureur RETENU : son nom est dans le pivot, avec le compte à payer.',
    en: 'Factor KEPT: its name is in the pivot, with the account to pay.',
  },
} as const satisfies Record<FactorReason, Words>

const NAMED_IN = {
  PartyName: { fr: 'nom', en: 'name' },
  RegistrationName: { fr: 'raison sociale', en: 'legal name' },
  AccountName: { fr: 'titulaire', en: 'account holder' },
} as const satisfies Record<NonNullable<FactorDecision['name']>['from'], Words>

/** A rejected invoice is in no pivot, whatever it says of a factor. */
const WOULD_BE = {
  fr: 'L’affactureur serait retenu, avec le compte à payer, si la facture était acceptée.',
  en: 'The factor would be kept, with the account to pay, were the invoice accepted.',
}

interface JudgedInvoice {
  accepted: boolean
  /** The last four characters of the account, all of it that the record keeps. */
  accountEnd?: string
}

export function factorView(factor: FactorDecision, { accepted, accountEnd }: JudgedInvoice): FactorView {
  const { status, reason, name, identifier, notice } = factor
  const sources: FactorSource[] = []
  if (name !== undefined)
    sources.push({ what: 'name', label: NAMED_IN[name.from], value: name.value, source: name.source })
  if (identifier !== undefined) {
    const label = { fr: 'identifiant', en: 'identifier' }
    sources.push({ what: 'identifier', label, value: identifier.value })
  }
  if (accountEnd !== undefined)
    sources.push({ what: 'account', label: { fr: 'compte', en: 'account' }, value: `…${accountEnd}` })
  if (notice !== undefined) {
    const isOnPdf = notice.foundIn === 'PDF'
    const label = {
      fr: isOnPdf ? 'mention (PDF)' : 'mention',
      en: isOnPdf ? 'notice (PDF)' : 'subrogation notice',
    }
    sources.push({ what: 'notice', label, value: notice.text, ...given({ source: notice.source }) })
  }
  const sentence = status === 'present' && !accepted ? WOULD_BE : SENTENCES[reason]
  return { status, reason, sentence, sources }
}

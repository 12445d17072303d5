import type { IdentifierDraft, PayeeDraft, PaymentMeansDraft } from '../../invoice/draft.ts'
import { given } from '../../invoice/given.ts'
import { GROUPS } from './bindings.ts'
import { addressAt, identifiers } from './parties.ts'
import { all, inner, one, type Scope, scopes, source, text } from '../scope.ts'

/** Every PaymentMeans, in document order: the account may stand in any of them. */
export function paymentMeans(root: Scope): PaymentMeansDraft[] {
  const { path, parts } = GROUPS.paymentMeans
  return scopes(root, path).map((each) => ({
    source: source(each),
    ...given({
      code: one(each, parts.code),
      dueDate: one(each, parts.dueDate),
      channel: one(each, parts.channel),
      account: one(each, parts.account),
      holder: one(each, parts.holder),
      bic: one(each, parts.bic, parts.branch),
      note: one(each, parts.note),
    }),
  }))
}

/** The payee named at the root. One inside UBLExtensions is another's business and never counts. */
export function payee(root: Scope): PayeeDraft | undefined {
  const { path, parts } = GROUPS.payee
  const scope = inner(root, path)
  if (scope === undefined) return undefined
  const address = addressAt(scope, 'cac:PartyLegalEntity/cac:RegistrationAddress')
  const isBare = address.street.length === 0 && address.city === undefined
  return {
    source: source(scope),
    hasLegalEntity: inner(scope, parts.legalEntity) !== undefined,
    address: isBare ? addressAt(scope, GROUPS.address.path) : address,
    contactNotes: all(scope, parts.contactNote),
    ...given({
      partyName: one(scope, parts.partyName),
      registrationName: one(scope, parts.registrationName),
      identifier: identifiers(scope)[0] ?? legalId(scope),
    }),
  }
}

function legalId(scope: Scope): IdentifierDraft | undefined {
  const found = one(scope, GROUPS.payee.parts.legalId)
  if (found === undefined) return undefined
  return { ...found, ...given({ scheme: text(scope, `${GROUPS.payee.parts.legalId}/@schemeID`) }) }
}

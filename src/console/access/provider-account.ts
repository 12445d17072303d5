import { accountName } from '../../record/account-row.ts'
import type { Account } from '../../record/account-row.ts'
import type { Accounts } from '../../record/accounts.ts'
import type { Actor } from '../../record/audit.ts'
import type { AccountRole } from '../../settings/account-roles.ts'
import type { OidcSettings } from '../../settings/oidc.ts'
import type { Words } from '../../support/words.ts'
import type { Claims } from './provider.ts'

const NO_ROLE: Words = {
  fr: 'L’annuaire vous connaît, mais ne vous donne aucun rôle ici. Demandez-le à l’administrateur de l’annuaire.',
  en: 'The organisation knows you but gives you no role here. Ask its administrator for one.',
}
const NO_DEPOSITOR: Words = {
  fr: 'L’annuaire fait de vous un déposant sans dire lequel. Demandez-le à l’administrateur de l’annuaire.',
  en: 'The organisation makes you a depositor without saying which. Ask its administrator.',
}
const NO_NAME: Words = {
  fr: 'L’annuaire ne donne pas de nom dont un compte puisse être nommé (2 à 64 lettres, chiffres et . _ @ -).',
  en: 'The organisation gives no name an account can have (2 to 64 letters, digits and . _ @ -).',
}
const TAKEN: Words = {
  fr: 'Un autre compte porte déjà votre nom. Demandez à un administrateur de la console.',
  en: 'Another account has your name already. Ask an administrator of the console.',
}
const DISABLED: Words = { fr: 'Votre compte est désactivé.', en: 'Your account is disabled.' }

interface Given {
  role: AccountRole
  depositor?: string
}

/**
 * The account of whoever the provider vouches for: found by provider and subject, never by name; made at the first login.
 * The role is the provider's to say at each login; only the last administrator keeps what it has.
 */
export async function accountOfProvider(
  claims: Claims,
  { settings, accounts, address }: { settings: OidcSettings; accounts: Accounts; address: string },
): Promise<Account | { refused: Words }> {
  const given = roleGiven(claims, settings)
  if ('refused' in given) return given
  const provider = { issuer: claims.iss, subject: claims.sub }
  const known = await accounts.ofProvider(provider)
  const actor: Actor = { author: 'provider', role: given.role, address }
  if (known !== undefined) return await kept(known, given, { accounts, actor })
  const name = accountName(text(claims[settings.nameClaim]))
  if (name === undefined) return { refused: NO_NAME }
  await accounts.add({ name, ...given, provider }, actor)
  return (await accounts.ofProvider(provider)) ?? { refused: TAKEN }
}

async function kept(
  known: Account,
  given: Given,
  { accounts, actor }: { accounts: Accounts; actor: Actor },
): Promise<Account | { refused: Words }> {
  if (known.disabledAt !== undefined) return { refused: DISABLED }
  if (known.role === given.role && known.depositor === given.depositor) return known
  const changed = await accounts.change({ name: known.name, change: { kind: 'role', ...given }, actor })
  return 'refusal' in changed ? known : changed
}

function roleGiven(claims: Claims, settings: OidcSettings): Given | { refused: Words } {
  const values = valuesOf(claims[settings.roleClaim])
  const role = settings.roles.find(({ value }) => values.includes(value))?.role
  if (role === undefined) return { refused: NO_ROLE }
  if (role !== 'depositor') return { role }
  const depositor = text(claims[settings.depositorClaim])
  return /^[A-Z0-9]{6}$/.test(depositor) ? { role, depositor } : { refused: NO_DEPOSITOR }
}

function valuesOf(claim: unknown): unknown[] {
  return Array.isArray(claim) ? claim : [claim]
}

/** A claim that is no text says nothing. */
function text(claim: unknown): string {
  return typeof claim === 'string' ? claim : ''
}

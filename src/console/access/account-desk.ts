import type { Account } from '../../record/account-row.ts'
import { accountName } from '../../record/account-row.ts'
import type { AccountChange, AccountRefusal, Accounts } from '../../record/accounts.ts'
import type { Actor } from '../../record/audit.ts'
import { type AccountRole, isAccountRole } from '../../settings/account-roles.ts'
import type { Words } from '../../support/words.ts'
import { passwordProblem } from './password-rule.ts'
import type { Passwords } from './passwords.ts'

/** What accounts are kept with. */
export interface AccountTools {
  accounts: Accounts
  passwords: Passwords
  /** Application codes of the depositors there are. */
  depositors: readonly string[]
}

/** Who does it, and why. */
export interface By {
  actor: Actor
  reason?: string
}

/** An account as a person asks for it: texts as they were typed. */
export interface WantedAccount {
  name: string
  role: string
  depositor?: string
  language?: 'fr' | 'en'
  password: string
}

/** A change as a person asks for it. */
export type WantedChange =
  | { kind: 'role'; role: string; depositor?: string }
  | { kind: 'password'; password: string }
  | { kind: 'disabled'; disabled: boolean }

type Refused = { refused: Words }

const NAME: Words = {
  fr: 'Un nom de compte a 2 à 64 caractères : lettres sans accent, chiffres et . _ @ -, une lettre ou un chiffre d’abord.',
  en: 'An account name has 2 to 64 characters: plain letters, digits and . _ @ -, a letter or digit first.',
}
const ROLE: Words = {
  fr: 'Un rôle est reader, support, administrator ou depositor.',
  en: 'A role is reader, support, administrator or depositor.',
}
const DEPOSITOR: Words = {
  fr: 'Le compte d’un déposant veut le code d’un déposant connu (depositors.yaml) ; les autres n’en ont pas.',
  en: 'A depositor’s account wants the code of a depositor there is (depositors.yaml); others have none.',
}
const TAKEN: Words = { fr: 'Ce nom est déjà celui d’un compte.', en: 'There is an account of this name.' }
const PROVIDERS: Words = {
  fr: 'Ce compte entre par l’annuaire de l’organisation, qui dit son rôle ; il n’a pas de mot de passe ici.',
  en: 'This account comes in through the organisation, which says its role; it has no password here.',
}

const REFUSALS = {
  unknown: { fr: 'Aucun compte n’a ce nom.', en: 'There is no account of this name.' },
  'last-administrator': {
    fr: 'C’est le dernier administrateur : nommez-en un autre d’abord.',
    en: 'This is the last administrator: name another one first.',
  },
} as const satisfies Record<AccountRefusal, Words>

/** The account that was added, or why none was. */
export async function addAccount(
  wanted: WantedAccount,
  { actor }: By,
  { accounts, passwords, depositors }: AccountTools,
): Promise<{ name: string } | Refused> {
  const name = accountName(wanted.name)
  if (name === undefined) return { refused: NAME }
  const place = placeOf(wanted, depositors)
  if ('refused' in place) return place
  const problem = passwordProblem(wanted.password, name)
  if (problem !== undefined) return { refused: problem }
  const { language = 'fr' } = wanted
  const password = await passwords.hash(wanted.password)
  const added = await accounts.add({ name, ...place, language, password }, actor)
  return added === 'taken' ? { refused: TAKEN } : { name }
}

/** The account as it is now, or why it was not changed. */
export async function changeAccount(
  { name: typed, change: wanted }: { name: string; change: WantedChange },
  by: By,
  tools: AccountTools,
): Promise<Account | Refused> {
  const name = accountName(typed)
  const account = name === undefined ? undefined : await tools.accounts.find(name)
  if (account === undefined) return { refused: REFUSALS.unknown }
  const change = await changeOf(wanted, account, tools)
  if ('refused' in change) return change
  const changed = await tools.accounts.change({ name: account.name, change, ...by })
  return 'refusal' in changed ? { refused: REFUSALS[changed.refusal] } : changed
}

async function changeOf(
  wanted: WantedChange,
  account: Account,
  { passwords, depositors }: AccountTools,
): Promise<AccountChange | Refused> {
  if (wanted.kind === 'disabled') return wanted
  if (account.provider !== undefined) return { refused: PROVIDERS }
  if (wanted.kind === 'role') {
    const place = placeOf(wanted, depositors)
    return 'refused' in place ? place : { kind: 'role', ...place }
  }
  const problem = passwordProblem(wanted.password, account.name)
  if (problem !== undefined) return { refused: problem }
  return { kind: 'password', password: await passwords.hash(wanted.password) }
}

function placeOf(
  { role, depositor }: { role: string; depositor?: string },
  depositors: readonly string[],
): { role: AccountRole; depositor?: string } | Refused {
  if (!isAccountRole(role)) return { refused: ROLE }
  if (role !== 'depositor') return depositor === undefined ? { role } : { refused: DEPOSITOR }
  const code = depositor?.trim().toUpperCase()
  return code !== undefined && depositors.includes(code) ? { role, depositor: code } : { refused: DEPOSITOR }
}

import { given } from '../invoice/given.ts'
import type { AccountRole } from '../settings/account-roles.ts'
import type { AccountRow } from './tables.ts'

/** Who may use the console. Instants are ISO 8601 UTC. */
export interface Account {
  name: string
  role: AccountRole
  /** Application code: of a depositor's account, and of no other. */
  depositor?: string
  language: 'fr' | 'en'
  /** It comes in with a password of its own. */
  hasPassword: boolean
  /** It comes in through this OpenID provider. */
  provider?: { issuer: string; subject: string }
  createdAt: string
  createdBy: string
  disabledAt?: string
}

/** The account of a row, without its password. */
export function accountOf(row: AccountRow): Account {
  const { issuer, subject } = row
  return {
    name: row.name,
    role: row.role,
    language: row.language,
    hasPassword: row.password !== null,
    createdAt: row.created_at,
    createdBy: row.created_by,
    ...given({
      depositor: row.depositor ?? undefined,
      disabledAt: row.disabled_at ?? undefined,
      provider: issuer === null || subject === null ? undefined : { issuer, subject },
    }),
  }
}

/** What the audit log says of an account. */
export function accountSaid({ role, depositor, language, disabledAt, provider }: Account) {
  return {
    role,
    language,
    disabled: disabledAt !== undefined,
    ...given({ depositor, issuer: provider?.issuer }),
  }
}

/** What the audit log calls those who have no account. */
const RESERVED: ReadonlySet<string> = new Set(['local', 'provider'])

/**
 * The name people log in by, as it is kept: small letters, 2 to 64 of a–z, 0–9 and `. _ @ -`. `undefined` for anything else:
 * two names that look alike are one.
 */
export function accountName(text: string): string | undefined {
  const name = text.trim().toLowerCase()
  return /^[a-z0-9][a-z0-9._@-]{1,63}$/.test(name) && !RESERVED.has(name) ? name : undefined
}

import type { Account } from '../../record/account-row.ts'
import type { AccountRole } from '../../settings/account-roles.ts'

/** What an account may be. */
export type Role = AccountRole

/** Who is looking at the console. */
export interface Visitor {
  /** Name of the account; `local` while there is none; empty for who has not logged in. */
  account: string
  /** `nobody` has not logged in, and may do nothing. */
  role: Role | 'nobody'
  /** Application code of the depositor whose flows are all it sees. */
  depositor?: string
  language: 'fr' | 'en'
}

/** Whoever sits at this machine, while there is no account. */
export const LOCAL: Visitor = { account: 'local', role: 'administrator', language: 'fr' }

export const NOBODY: Visitor = { account: '', role: 'nobody', language: 'fr' }

export function visitorOf({ name, role, depositor, language }: Account): Visitor {
  return { account: name, role, ...(depositor === undefined ? {} : { depositor }), language }
}

import type { Transaction } from 'kysely'
import type { AccountRole } from '../settings/account-roles.ts'
import { type Account, accountOf, accountSaid } from './account-row.ts'
import { type Actor, note } from './audit.ts'
import type { AuditAction } from './audit-words.ts'
import { now } from './events.ts'
import type { AccountRow, Database, Queries, Tables } from './tables.ts'

export interface NewAccount {
  /** As `accountName` makes it. */
  name: string
  role: AccountRole
  /** Of a depositor's account, and of no other. */
  depositor?: string
  language?: 'fr' | 'en'
  /** A hash. An account has one, or a provider. */
  password?: string
  provider?: { issuer: string; subject: string }
}

/** One thing is changed at a time, so that the audit log can name it. */
export type AccountChange =
  | { kind: 'role'; role: AccountRole; depositor?: string }
  | { kind: 'password'; password: string }
  | { kind: 'disabled'; disabled: boolean }
  | { kind: 'language'; language: 'fr' | 'en' }

/** Why an account is not changed. `last-administrator`: nobody would be left who can change anything. */
export type AccountRefusal = 'unknown' | 'last-administrator'

export interface ChangedAccount {
  name: string
  change: AccountChange
  actor: Actor
  reason?: string
}

/** Who may use the console. What is changed is in the audit log, or neither is. */
export interface Accounts {
  /** Whether there is one at all, disabled or not. */
  any(): Promise<boolean>
  /** By name. */
  list(): Promise<Account[]>
  find(name: string): Promise<Account | undefined>
  /** Who the provider means. */
  ofProvider(provider: { issuer: string; subject: string }): Promise<Account | undefined>
  /** The hash; `undefined` when there is no such account, or it has none, or it is disabled. */
  passwordOf(name: string): Promise<string | undefined>
  add(account: NewAccount, actor: Actor): Promise<'added' | 'taken'>
  /** A new role, a new password and an end all end the account's sessions. Gives the account as it is now. */
  change(change: ChangedAccount): Promise<Account | { refusal: AccountRefusal }>
  /** The same password, hashed in a newer way: nobody's deed, if no other password came between. */
  rehash(name: string, from: string, to: string): Promise<void>
}

export function accountsOn(database: Database): Accounts {
  const byName = (name: string) => selectByName(database, name)
  return {
    async any() {
      return (await database.selectFrom('accounts').select('name').limit(1).executeTakeFirst()) !== undefined
    },
    async list() {
      const rows = await database.selectFrom('accounts').selectAll().orderBy('name').execute()
      return rows.map(accountOf)
    },
    async find(name) {
      const row = await byName(name)
      return row && accountOf(row)
    },
    async ofProvider({ issuer, subject }) {
      const row = await database
        .selectFrom('accounts')
        .selectAll()
        .where('issuer', '=', issuer)
        .where('subject', '=', subject)
        .executeTakeFirst()
      return row && accountOf(row)
    },
    async passwordOf(name) {
      const row = await byName(name)
      return row?.disabled_at === null ? (row.password ?? undefined) : undefined
    },
    add: (account, actor) => add(database, account, actor),
    change: (changed) => change(database, changed),
    async rehash(name, from, to) {
      await database
        .updateTable('accounts')
        .set({ password: to })
        .where('name', '=', name)
        .where('password', '=', from)
        .execute()
    },
  }
}

function selectByName(queries: Queries, name: string): Promise<AccountRow | undefined> {
  return queries.selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirst()
}

function add(database: Database, account: NewAccount, actor: Actor): Promise<'added' | 'taken'> {
  const row: AccountRow = {
    name: account.name,
    role: account.role,
    depositor: account.depositor ?? null,
    language: account.language ?? 'fr',
    password: account.password ?? null,
    issuer: account.provider?.issuer ?? null,
    subject: account.provider?.subject ?? null,
    created_at: now(),
    created_by: actor.author,
    disabled_at: null,
  }
  return database.transaction().execute(async (transaction) => {
    const added = await transaction
      .insertInto('accounts')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    if (added.numInsertedOrUpdatedRows === 0n) return 'taken'
    const after = accountSaid(accountOf(row))
    await note(transaction, actor, { action: 'account-added', kind: 'account', subject: row.name, after })
    return 'added'
  })
}

function change(
  database: Database,
  { name, change: wanted, actor, reason }: ChangedAccount,
): Promise<Account | { refusal: AccountRefusal }> {
  return database.transaction().execute(async (transaction) => {
    const administrators = await lockAdministrators(transaction)
    const row = await selectByName(transaction, name)
    if (row === undefined) return { refusal: 'unknown' }
    const { set, action, endsSessions } = effectOf(wanted)
    const changed = { ...row, ...set }
    const isOne = changed.role === 'administrator' && changed.disabled_at === null
    if (!isOne && administrators.length === 1 && administrators[0] === name) {
      return { refusal: 'last-administrator' }
    }
    await transaction.updateTable('accounts').set(set).where('name', '=', name).execute()
    if (endsSessions) await transaction.deleteFrom('sessions').where('account', '=', name).execute()
    const [before, after] = [accountSaid(accountOf(row)), accountSaid(accountOf(changed))]
    const deed = { action, kind: 'account' as const, subject: name, before, after }
    await note(transaction, actor, reason === undefined ? deed : { ...deed, reason })
    return accountOf(changed)
  })
}

/** Those whose accounts are open. They stay as they are until the transaction ends: of two who end each other one fails. */
async function lockAdministrators(transaction: Transaction<Tables>): Promise<string[]> {
  const rows = await transaction
    .updateTable('accounts')
    .set({ role: 'administrator' })
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .returning('name')
    .execute()
  return rows.map(({ name }) => name)
}

interface Effect {
  set: Partial<AccountRow>
  action: AuditAction
  endsSessions: boolean
}

function effectOf(change: AccountChange): Effect {
  if (change.kind === 'role') {
    const set = { role: change.role, depositor: change.depositor ?? null }
    return { set, action: 'role-changed', endsSessions: true }
  }
  if (change.kind === 'password') {
    return { set: { password: change.password }, action: 'password-changed', endsSessions: true }
  }
  if (change.kind === 'disabled') {
    const set = { disabled_at: change.disabled ? now() : null }
    return { set, action: change.disabled ? 'account-disabled' : 'account-enabled', endsSessions: true }
  }
  return { set: { language: change.language }, action: 'language-changed', endsSessions: false }
}

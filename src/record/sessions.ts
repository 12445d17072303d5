import { type Account, accountOf } from './account-row.ts'
import type { Database } from './tables.ts'

/** Somebody logs in. Instants are ISO 8601 UTC. */
export interface NewSession {
  /** SHA-256 of the token the browser was given, in hexadecimal. */
  tokenHash: string
  account: string
  /** The hash that was held against, when it was by a password: changed meanwhile, it begins nothing. */
  password?: string
  at: string
  expiresAt: string
  /** The browser's own words, shortened. */
  agent?: string
}

/** What the browser says of a session is held against: its own end, and how long it may stand still. */
export interface SessionVisit {
  tokenHash: string
  at: string
  /** A session not seen since this instant is over. */
  idleSince: string
  /** A page that renews itself asks: nobody need be there, and the session grows no younger. */
  isByItself?: boolean
}

export interface SessionSight {
  createdAt: string
  seenAt: string
  expiresAt: string
  agent?: string
}

/** Who is logged in. A session can be ended at once, by whoever owns the account or by an administrator. */
export interface Sessions {
  /** False when the account is disabled, or its password is another by now. Sessions that are over are removed on the way. */
  begin(session: NewSession): Promise<boolean>
  /** Whose session this is, as the account is now; `undefined` when it is over, unknown, or the account is disabled. */
  visit(visit: SessionVisit): Promise<Account | undefined>
  /** Gives whether there was one. */
  end(tokenHash: string): Promise<boolean>
  /** Sessions of this account that are not over, the newest first. */
  of(account: string, at: string): Promise<SessionSight[]>
}

/** A session's last sight is kept to the minute: a page writes nothing into the record. */
const SEEN_MS = 60_000

export function sessionsOn(database: Database): Sessions {
  return {
    begin: (session) => begin(database, session),
    visit: (visited) => visit(database, visited),
    async end(tokenHash) {
      const ended = await database
        .deleteFrom('sessions')
        .where('token_hash', '=', tokenHash)
        .executeTakeFirstOrThrow()
      return ended.numDeletedRows > 0n
    },
    async of(account, at) {
      const rows = await database
        .selectFrom('sessions')
        .select(['created_at', 'seen_at', 'expires_at', 'agent'])
        .where('account', '=', account)
        .where('expires_at', '>', at)
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map(({ created_at, seen_at, expires_at, agent }) => ({
        createdAt: created_at,
        seenAt: seen_at,
        expiresAt: expires_at,
        ...(agent === null ? {} : { agent }),
      }))
    },
  }
}

async function begin(database: Database, session: NewSession): Promise<boolean> {
  const { tokenHash, account, password, at, expiresAt, agent = '' } = session
  return database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('sessions').where('expires_at', '<=', at).execute()
    // The account stays as it is until the session is there: whoever changes it afterwards ends the session too.
    const open = await transaction
      .updateTable('accounts')
      .set({ name: account })
      .where('name', '=', account)
      .where('disabled_at', 'is', null)
      .$if(password !== undefined, (of) => of.where('password', '=', password as string))
      .executeTakeFirstOrThrow()
    if (open.numUpdatedRows === 0n) return false
    await transaction
      .insertInto('sessions')
      .values({
        token_hash: tokenHash,
        account,
        created_at: at,
        seen_at: at,
        expires_at: expiresAt,
        agent: agent === '' ? null : agent,
      })
      .execute()
    return true
  })
}

async function visit(
  database: Database,
  { tokenHash, at, idleSince, isByItself = false }: SessionVisit,
): Promise<Account | undefined> {
  const found = await database
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.name', 'sessions.account')
    .selectAll('accounts')
    .select('sessions.seen_at')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', at)
    .where('seen_at', '>', idleSince)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (found === undefined) return undefined
  if (!isByItself && Date.parse(at) - Date.parse(found.seen_at) >= SEEN_MS) {
    await database
      .updateTable('sessions')
      .set({ seen_at: at })
      .where('token_hash', '=', tokenHash)
      .where('seen_at', '<', at)
      .execute()
  }
  return accountOf(found)
}

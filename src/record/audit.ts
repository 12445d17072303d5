import { given } from '../invoice/given.ts'
import { now } from './events.ts'
import type { AuditAction, AuditKind } from './audit-words.ts'
import type { AuditRow, Database, Queries } from './tables.ts'

/** Who does something, and from where. */
export interface Actor {
  author: string
  role: AuditRow['role']
  /** IP address the request came from; absent for a command. */
  address?: string
}

export interface Deed {
  action: AuditAction
  kind: AuditKind
  /** Which one: a flow's number, an account's name, an endpoint. */
  subject: string
  reason?: string
  /** What it was, and what it became: kept as JSON. Never a password, a token or a document. */
  before?: unknown
  after?: unknown
}

export interface AuditEntry extends Actor, Omit<Deed, 'before' | 'after'> {
  id: number
  /** ISO 8601 UTC. */
  at: string
  /** JSON text. */
  before?: string
  after?: string
}

/** All that is given must hold. */
export interface AuditFilter {
  /** ISO 8601 UTC, this instant included. */
  since?: string
  /** This instant excluded. */
  until?: string
  author?: string
  action?: AuditAction
  kind?: AuditKind
  /** Needs its kind. */
  subject?: string
}

export interface AuditPage {
  entries: AuditEntry[]
  /** Where the next page begins: `before` of its request; absent on the last one. */
  next?: number
}

/** What people did, in the order they did it. Nothing here changes or removes an entry, nor lets the engine do so. */
export interface Audit {
  note(actor: Actor, deed: Deed): Promise<void>
  /** The newest first. */
  page(filter: AuditFilter, of: { limit: number; before?: number }): Promise<AuditPage>
}

export function auditOn(database: Database): Audit {
  return {
    note: (actor, deed) => note(database, actor, deed),
    page: (filter, of) => page(database, filter, of),
  }
}

/** In the transaction of the deed itself, where there is one. */
export async function note(queries: Queries, actor: Actor, deed: Deed): Promise<void> {
  const { author, role, address = null } = actor
  const { action, kind, subject, reason = null, before, after } = deed
  await queries
    .insertInto('audit')
    .values({
      at: now(),
      author,
      role,
      action,
      kind,
      subject,
      reason,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
      address,
    })
    .execute()
}

async function page(
  queries: Queries,
  filter: AuditFilter,
  { limit, before }: { limit: number; before?: number },
): Promise<AuditPage> {
  const { since, until, author, action, kind, subject } = filter
  const rows = await queries
    .selectFrom('audit')
    .selectAll()
    .$if(before !== undefined, (of) => of.where('id', '<', before as number))
    .$if(since !== undefined, (of) => of.where('at', '>=', since as string))
    .$if(until !== undefined, (of) => of.where('at', '<', until as string))
    .$if(author !== undefined, (of) => of.where('author', '=', author as string))
    .$if(action !== undefined, (of) => of.where('action', '=', action as AuditAction))
    .$if(kind !== undefined, (of) => of.where('kind', '=', kind as AuditKind))
    .$if(subject !== undefined, (of) => of.where('subject', '=', subject as string))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const entries = rows.slice(0, limit).map(entryOf)
  const last = entries.at(-1)
  return { entries, ...(rows.length > limit && last !== undefined ? { next: last.id } : {}) }
}

function entryOf({ id, at, author, role, action, kind, subject, ...rest }: Selected): AuditEntry {
  const { reason, before, after, address } = rest
  return {
    id,
    at,
    author,
    role,
    action,
    kind,
    subject,
    ...given({
      reason: reason ?? undefined,
      before: before ?? undefined,
      after: after ?? undefined,
      address: address ?? undefined,
    }),
  }
}

type Selected = Omit<AuditRow, 'id'> & { id: number }

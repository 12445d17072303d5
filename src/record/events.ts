import type { Insertable } from 'kysely'
import { kept } from './kept-query.ts'
import type { EventKind, EventRow } from './tables.ts'

interface EventHead {
  flow: number
  run: number
  /** ISO 8601 UTC. */
  at: string
  kind: EventKind
}

/** A row for the list of events, which only grows. The detail holds no document content. */
export function event(head: EventHead, detail: Readonly<Record<string, unknown>> = {}): Insertable<EventRow> {
  return { ...head, detail: JSON.stringify(detail) }
}

export const insertEvents = kept((queries, { rows }: { rows: readonly Insertable<EventRow>[] }) =>
  queries.insertInto('events').values(rows),
)

export function now(): string {
  return new Date().toISOString()
}

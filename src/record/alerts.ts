import { type Duty, stillOnDuty } from './duties.ts'
import type { AlertKind, AlertNoticeRow, AlertRow, Database, Queries, Tables } from './tables.ts'
import { isToTell } from './tables.ts'
import type { Transaction } from 'kysely'

/** Figures and codes, of which sentences are made; nothing a document says. */
export type AlertFacts = Readonly<Record<string, string | number>>

/** Something found not to be as it should be. */
export interface Problem {
  /** What it is about: one thing is told once, however long it lasts. */
  key: string
  kind: AlertKind
  /** Since when, ISO 8601 UTC; absent: since it was first found. */
  since?: string
  /** How long it must have lasted before it is told, in ms. */
  toleratedMs: number
  facts: AlertFacts
}

export interface Alert {
  key: string
  kind: AlertKind
  since: string
  /** When it had lasted long enough to be told; absent until then. */
  begunAt?: string
  facts: AlertFacts
}

/** What whoever watches is to be told. */
export interface AlertNotice {
  id: number
  key: string
  kind: AlertKind
  phase: AlertNoticeRow['phase']
  since: string
  /** When it began, or was over. */
  at: string
  facts: AlertFacts
  /** Tries that failed. */
  tries: number
}

/**
 * What is wrong now, and what is to be told of it. One machine at a time, under its duty, says what it found; what
 * began and what is over is told once each, in that order, whatever stops in between.
 */
export interface AlertDesk {
  /**
   * All that is wrong at this instant (ISO 8601 UTC): what is new is remembered, what lasted long enough begins, what
   * is wrong no more is over. @throws DutyLost when another machine has the duty.
   */
  found(problems: readonly Problem[], at: string, under: Duty): Promise<void>
  /** What is wrong, by its key; what has not begun yet is among it. */
  current(): Promise<Alert[]>
  /** The oldest notice still to be told, when its next try may be now. */
  nextToTell(at: string): Promise<AlertNotice | undefined>
  /** It was told. Notices told before `keptSince` are forgotten. */
  told(notice: AlertNotice, at: string, keptSince: string): Promise<void>
  /** It could not be told; not before this instant again. */
  notTold(notice: AlertNotice, failure: { error: string; nextAt: string }): Promise<void>
}

export function alertsOn(database: Database): AlertDesk {
  return {
    found: (problems, at, under) =>
      database.transaction().execute(async (transaction) => {
        await stillOnDuty(transaction, under)
        await found(transaction, problems, at)
      }),
    current: () => current(database),
    nextToTell: (at) => nextToTell(database, at),
    async told(notice, at, keptSince) {
      await database.updateTable('alert_notices').set({ told_at: at }).where('id', '=', notice.id).execute()
      await database.deleteFrom('alert_notices').where('told_at', '<', keptSince).execute()
    },
    async notTold({ id }, { error, nextAt }) {
      await database
        .updateTable('alert_notices')
        .set((column) => ({ tries: column('tries', '+', 1), next_at: nextAt, last_error: error }))
        .where('id', '=', id)
        .where(isToTell)
        .execute()
    },
  }
}

async function found(
  transaction: Transaction<Tables>,
  problems: readonly Problem[],
  at: string,
): Promise<void> {
  const known = new Map((await current(transaction)).map((alert) => [alert.key, alert]))
  for (const problem of problems) {
    const { key, kind, facts } = problem
    const before = known.get(key)
    const since = problem.since ?? before?.since ?? at
    const lasted = Date.parse(at) - Date.parse(since)
    const begins = before?.begunAt === undefined && lasted >= problem.toleratedMs
    const row = { key, kind, since, facts: JSON.stringify(facts), begun_at: begins ? at : before?.begunAt }
    await remember(transaction, { ...row, begun_at: row.begun_at ?? null })
    if (begins) await toTell(transaction, { key, kind, since, facts }, { phase: 'begin', at })
  }
  const wrong = new Set(problems.map(({ key }) => key))
  for (const alert of known.values()) {
    if (wrong.has(alert.key)) continue
    await transaction.deleteFrom('alerts').where('key', '=', alert.key).execute()
    if (alert.begunAt !== undefined) await toTell(transaction, alert, { phase: 'over', at })
  }
}

async function remember(transaction: Transaction<Tables>, row: AlertRow): Promise<void> {
  const { key: _, ...rest } = row
  await transaction
    .insertInto('alerts')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(rest))
    .execute()
}

async function toTell(
  transaction: Transaction<Tables>,
  { key, kind, since, facts }: Alert,
  { phase, at }: Pick<AlertNoticeRow, 'phase' | 'at'>,
): Promise<void> {
  await transaction
    .insertInto('alert_notices')
    .values({ key, kind, phase, since, at, facts: JSON.stringify(facts) })
    .execute()
}

async function current(queries: Queries): Promise<Alert[]> {
  const rows = await queries.selectFrom('alerts').selectAll().orderBy('key').execute()
  return rows.map(({ key, kind, since, begun_at, facts }) => ({
    key,
    kind,
    since,
    ...(begun_at === null ? {} : { begunAt: begun_at }),
    facts: JSON.parse(facts) as AlertFacts,
  }))
}

/** In the order they came: that something is over is never told before that it began. */
async function nextToTell(queries: Queries, at: string): Promise<AlertNotice | undefined> {
  const row = await queries
    .selectFrom('alert_notices')
    .select(['id', 'key', 'kind', 'phase', 'since', 'at', 'facts', 'tries', 'next_at'])
    .where(isToTell)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined || (row.next_at !== null && row.next_at > at)) return undefined
  const { next_at: _, facts, ...notice } = row
  return { ...notice, facts: JSON.parse(facts) as AlertFacts }
}

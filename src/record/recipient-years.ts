import type { Transaction } from 'kysely'
import { slices } from './statement-slices.ts'
import type { Queries, Tables } from './tables.ts'
import type { Tally } from './tally.ts'

/** Who most invoices were accepted for. */
export interface TopRecipients {
  /** The most first. */
  top: { siret: string; invoices: number }[]
  /** How many there are. */
  recipients: number
}

/** A tally of recipients, of one depositor or all, on one day. */
export interface DayRecipients {
  depositor: string
  day: string
  tally: Tally
}

const TOP = 20

/**
 * The tallies `before` are no longer counted, those `after` are: recipients are summed up by the year, since there are
 * too many of them to be added up when somebody asks.
 */
export async function changeRecipients(
  transaction: Transaction<Tables>,
  { before, after }: { before: readonly DayRecipients[]; after: readonly DayRecipients[] },
): Promise<void> {
  const changes = new Map<string, Tables['recipient_years']>()
  for (const [days, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const { depositor, day, tally } of days) {
      const year = Number(day.slice(0, YEAR_LENGTH))
      for (const [siret, count] of Object.entries(tally['invoices'] ?? {})) {
        const key = `${depositor} ${year} ${siret}`
        const known = changes.get(key) ?? { depositor, year, siret, invoices: 0 }
        changes.set(key, { ...known, invoices: known.invoices + sign * count })
      }
    }
  }
  for (const slice of slices([...changes.values()].filter(({ invoices }) => invoices !== 0))) {
    await transaction
      .insertInto('recipient_years')
      .values(slice)
      .onConflict((conflict) =>
        conflict.columns(['depositor', 'year', 'siret']).doUpdateSet((is) => ({
          invoices: is('recipient_years.invoices', '+', is.ref('excluded.invoices')),
        })),
      )
      .execute()
  }
}

const YEAR_LENGTH = 4

/** Of a year, what the passes summed up and these counts, which they did not see yet. */
export async function topRecipients(
  queries: Queries,
  { depositor, year }: { depositor: string; year: number },
  unseen: Readonly<Record<string, number>>,
): Promise<TopRecipients> {
  const kept = queries
    .selectFrom('recipient_years')
    .where('depositor', '=', depositor)
    .where('year', '=', year)
    .where('invoices', '>', 0)
  const found = new Map<string, number>()
  const first = await kept
    .select(['siret', 'invoices'])
    .orderBy('invoices', 'desc')
    .orderBy('siret')
    .limit(TOP)
    .execute()
  for (const { siret, invoices } of first) found.set(siret, invoices)
  let recipients = Number(
    (await kept.select((of) => of.fn.countAll().as('all')).executeTakeFirstOrThrow()).all,
  )
  for (const slice of slices(Object.entries(unseen))) {
    const sirets = slice.map(([siret]) => siret)
    const known = await kept.select(['siret', 'invoices']).where('siret', 'in', sirets).execute()
    const invoicesOf = new Map(known.map(({ siret, invoices }) => [siret, invoices]))
    for (const [siret, count] of slice) found.set(siret, (invoicesOf.get(siret) ?? 0) + count)
    recipients += slice.length - known.length
  }
  const all = [...found].map(([siret, invoices]) => ({ siret, invoices }))
  return {
    top: all
      .toSorted((one, other) => other.invoices - one.invoices || (one.siret < other.siret ? -1 : 1))
      .slice(0, TOP),
    recipients,
  }
}

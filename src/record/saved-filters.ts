import { now } from './events.ts'
import type { Database } from './tables.ts'

/** A list of flows somebody wants to see again. */
export interface SavedFilter {
  /** At most 80 characters; one of a name for each account. */
  name: string
  /** The query of the list's address, without `?`. */
  query: string
}

/** The lists each account keeps for itself. */
export interface SavedFilters {
  /** By name. */
  of(account: string): Promise<SavedFilter[]>
  /** Kept under this name, instead of what was. False: it has as many as it may. */
  save(account: string, filter: SavedFilter): Promise<boolean>
  /** One that is not there stays so. */
  remove(account: string, name: string): Promise<void>
}

/** More than fit a menu. */
const MOST = 50

export function savedFiltersOn(database: Database): SavedFilters {
  const of = (account: string) =>
    database
      .selectFrom('saved_filters')
      .select(['name', 'query'])
      .where('account', '=', account)
      .orderBy('name')
      .execute()
  return {
    of,
    async save(account, { name, query }) {
      const known = await of(account)
      if (known.length >= MOST && !known.some((each) => each.name === name)) return false
      await database
        .insertInto('saved_filters')
        .values({ account, name, query, saved_at: now() })
        .onConflict((conflict) =>
          conflict.columns(['account', 'name']).doUpdateSet({ query, saved_at: now() }),
        )
        .execute()
      return true
    },
    async remove(account, name) {
      await database
        .deleteFrom('saved_filters')
        .where('account', '=', account)
        .where('name', '=', name)
        .execute()
    },
  }
}

import { type Duty, stillOnDuty } from './duties.ts'
import { slices } from './statement-slices.ts'
import type { Database } from './tables.ts'

/** A file of a remote folder, as it looked when it was first seen, and what makes that drop itself. */
export interface KnownDrop {
  looks: string
  token: string
}

/** What is known of the files in one depositor's remote folder, by their name. */
export interface DropTokens {
  load(): Promise<Map<string, KnownDrop>>
  /** Keeps some, forgets those without a value. @throws DutyLost when the depositor is another machine's by now. */
  save(changes: ReadonlyMap<string, KnownDrop | undefined>): Promise<void>
}

export function dropTokensOn(database: Database, depositor: string, under?: Duty): DropTokens {
  return {
    async load() {
      const rows = await database
        .selectFrom('drops')
        .select(['name', 'looks', 'token'])
        .where('depositor', '=', depositor)
        .execute()
      return new Map(rows.map(({ name, looks, token }) => [name, { looks, token }]))
    },
    async save(changes) {
      await database.transaction().execute(async (transaction) => {
        await stillOnDuty(transaction, under)
        for (const names of slices([...changes.keys()])) {
          await transaction
            .deleteFrom('drops')
            .where('depositor', '=', depositor)
            .where('name', 'in', names)
            .execute()
        }
        const kept = [...changes].flatMap(([name, drop]) =>
          drop === undefined ? [] : [{ depositor, name, ...drop }],
        )
        for (const rows of slices(kept)) await transaction.insertInto('drops').values(rows).execute()
      })
    },
  }
}

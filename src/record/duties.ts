import type { Timed } from './lanes.ts'
import type { Queries } from './tables.ts'

/** What one machine at a time does for all that share the record: taking in a depositor's flows, for instance. */
export interface Duty {
  name: string
  /** The machine whose it is. */
  owner: string
}

/** Who has a duty. */
export interface DutyHolder extends Duty {
  /** What the holder says of itself. */
  note?: string
  /** Its time ran out: whoever wants the duty may take it. */
  isOver: boolean
}

/** The duty is another machine's by now: what was to be done under it was not done. */
export class DutyLost extends Error {
  constructor(name: string) {
    super(`Une autre machine a pris ${name} en charge (another machine took it over).`)
    this.name = 'DutyLost'
  }
}

export interface Duties {
  /** Those of these that are this owner's for so long from now: free ones, its own, and those whose time ran out. */
  take(names: readonly string[], by: { owner: string; note?: string }, ms: number): Promise<Set<string>>
  /** Others may have these at once. */
  leave(names: readonly string[], owner: string): Promise<void>
  /** The duties whose name begins so. */
  holders(prefix: string): Promise<DutyHolder[]>
  /** Removes a duty whose time ran out; false when somebody has it, or removed it first. */
  clear(duty: Duty): Promise<boolean>
}

export function dutiesOn({ database, engine }: Timed): Duties {
  return {
    async take(names, { owner, note }, ms) {
      if (names.length === 0) return new Set()
      const mine = { owner, until: engine.fromNow(ms), note: note ?? null }
      const taken = await database
        .insertInto('duties')
        .values(names.toSorted().map((name) => ({ name, ...mine })))
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet(mine)
            .where((is) =>
              is.or([is('duties.owner', '=', owner), is('duties.until', '<', engine.fromNow(0))]),
            ),
        )
        .returning('name')
        .execute()
      return new Set(taken.map(({ name }) => name))
    },
    async leave(names, owner) {
      if (names.length === 0) return
      await database.deleteFrom('duties').where('name', 'in', names).where('owner', '=', owner).execute()
    },
    async holders(prefix) {
      const rows = await database
        .selectFrom('duties')
        .select((is) => ['name', 'owner', 'note', is('until', '<', engine.fromNow(0)).as('is_over')])
        .where((is) => is(is.fn('substr', ['name', is.lit(1), is.lit(prefix.length)]), '=', prefix))
        .orderBy('name')
        .execute()
      return rows.map(({ name, owner, note, is_over }) => ({
        name,
        owner,
        ...(note === null ? {} : { note }),
        isOver: Boolean(is_over),
      }))
    },
    async clear({ name, owner }) {
      const result = await database
        .deleteFrom('duties')
        .where('name', '=', name)
        .where('owner', '=', owner)
        .where('until', '<', engine.fromNow(0))
        .executeTakeFirst()
      return result.numDeletedRows > 0n
    },
  }
}

/**
 * Until this transaction ends nobody takes the duty over; without one it changes nothing.
 * @throws DutyLost when somebody did.
 */
export async function stillOnDuty(transaction: Queries, duty: Duty | undefined): Promise<void> {
  if (duty === undefined) return
  const result = await transaction
    .updateTable('duties')
    .set({ owner: duty.owner })
    .where('name', '=', duty.name)
    .where('owner', '=', duty.owner)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) throw new DutyLost(duty.name)
}

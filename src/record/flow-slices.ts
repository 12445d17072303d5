import type { FlowSlice, RunOfFlow } from './ledger.ts'
import type { Database } from './tables.ts'

/** Remembers how a run is shared out; one that is shared out already keeps its slices. */
export async function openSlices(
  database: Database,
  of: RunOfFlow,
  ranges: readonly { from: number; to: number }[],
): Promise<void> {
  const rows = ranges.map((range, slice) => ({
    flow: of.flow,
    run: of.run,
    slice,
    range_from: range.from,
    range_to: range.to,
  }))
  await database
    .insertInto('slices')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['flow', 'run', 'slice']).doNothing())
    .execute()
}

/** The slices of a run, in order; none when it is run whole. */
export async function slicesOf(database: Database, of: RunOfFlow): Promise<FlowSlice[]> {
  const rows = await database
    .selectFrom('slices')
    .select(['slice', 'range_from', 'range_to', 'result'])
    .where('flow', '=', of.flow)
    .where('run', '=', of.run)
    .orderBy('slice')
    .execute()
  return rows.map(({ slice, range_from, range_to, result }) => ({
    slice,
    from: range_from,
    to: range_to,
    ...(result === null ? {} : { result }),
  }))
}

/** Keeps what a slice came to (its hash in the archive); the first result stays. Tells how many are still without one. */
export async function sliceDone(
  database: Database,
  of: RunOfFlow & { slice: number },
  result: string,
): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('slices')
      .set({ result })
      .where('flow', '=', of.flow)
      .where('run', '=', of.run)
      .where('slice', '=', of.slice)
      .where('result', 'is', null)
      .execute()
    const { left } = await transaction
      .selectFrom('slices')
      .select((count) => count.fn.countAll().as('left'))
      .where('flow', '=', of.flow)
      .where('run', '=', of.run)
      .where('result', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(left)
  })
}

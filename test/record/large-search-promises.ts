import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillRecord } from '../../bench/fill-record.ts'
import { depositorCode, inventedFlow } from '../../bench/invented-flows.ts'
import { recipientSiret } from '../../bench/invented-invoices.ts'
import { connect, type RecordAt } from '../../src/record/connect.ts'
import { fits } from '../../src/record/flow-conditions.ts'
import { type FlowFilter, flowsMatching } from '../../src/record/flow-filter.ts'
import { keepTimes, stretchOf } from '../../src/record/flow-times.ts'
import { walk } from '../../src/record/flow-walk.ts'
import { searchOn } from '../../src/record/search.ts'
import type { Database } from '../../src/record/tables.ts'

/** Enough for a block of flow times to be told, and for lists longer than the longest step. */
const FLOWS = 17_000
const FILL_MS = 300_000
const WALK_MS = 120_000
const FILTERS = 40

/** What search keeps in a record of many flows, whatever engine is under it; `make` gives a place for a new one. */
export function keepsLargeSearchPromises(make: () => Promise<RecordAt>): void {
  let database: Database
  beforeAll(async () => {
    const record = await make()
    await fillRecord(record, { flows: FLOWS, thin: 1_000 })
    database = await connect(record)
  }, FILL_MS)
  afterAll(() => database.destroy())

  test(
    'whatever way is walked, exactly the flows that the filter finds are found, in order, both ways',
    async () => {
      for (const filter of manyFilters()) {
        const rows = await flowsMatching(database, filter)
          .select('flows.number')
          .orderBy('flows.number')
          .execute()
        const upwards = rows.map(({ number }) => number)
        expect([filter, await looked(database, filter)]).toEqual([filter, upwards])
        const stretch = await stretchOf(database, filter)
        const all = { filter, stretch, limit: FLOWS }
        expect([filter, await walk(database, { ...all, direction: 'up' })]).toEqual([
          filter,
          { found: upwards },
        ])
        const down = await walk(database, { ...all, direction: 'down' })
        expect([filter, down]).toEqual([filter, { found: upwards.toReversed() }])
      }
    },
    WALK_MS,
  )

  test(
    'pages cut short by time go on where they were cut, and miss nothing',
    async () => {
      const search = searchOn(database)
      const filter: FlowFilter = { fault: 'EXT-41', frame: 'A9' }
      const rows = await flowsMatching(database, filter).select('flows.number').execute()
      const found: number[] = []
      let cut = 0
      for (let before: number | undefined = FLOWS + 1; before !== undefined; ) {
        const page: Awaited<ReturnType<typeof search.page>> = await search.page(filter, {
          limit: 20,
          before,
          ms: 0,
        })
        found.push(...page.flows.map(({ flow }) => flow))
        if (page.lookedBackTo !== undefined) cut += 1
        before = page.next
      }
      expect(found).toEqual(rows.map(({ number }) => number).toSorted((a, b) => b - a))
      expect(found.length).toBeGreaterThan(20)
      expect(cut).toBeGreaterThan(0)
      expect(await search.count(filter, { atMost: 1_000, ms: 0 })).toMatchObject({ isAll: false })
    },
    WALK_MS,
  )

  test('flows are looked for by time in the blocks of that time only', async () => {
    const at = (number: number) => String(inventedFlow(number, FLOWS).flow['received_at'])
    const late = await stretchOf(database, { since: at(6_000) })
    const early = await stretchOf(database, { until: at(3_000) })
    expect(late.from).toBeGreaterThanOrEqual(5_000)
    expect(early.to).toBeLessThan(5_000)
  })

  test('a flow whose number is out of its time is found by time all the same', async () => {
    const odd = { 6: '2026-11-20T00:00:00.000Z', 16_990: '2026-01-02T00:00:00.000Z' }
    const search = searchOn(database)
    await database.deleteFrom('flow_times').execute()
    for (const [number, at] of Object.entries(odd)) {
      await database
        .updateTable('flows')
        .set({ received_at: at })
        .where('number', '=', Number(number))
        .execute()
    }
    for (const isTold of [false, true]) {
      if (isTold) await keepTimes(database)
      const since = await search.page({ since: '2026-11-19T00:00:00.000Z' }, { limit: 1_000 })
      const until = await search.page({ until: '2026-01-02T00:00:00.001Z' }, { limit: 2_000 })
      expect(since.flows.at(-1)?.flow).toBe(6)
      expect(until.flows[0]?.flow).toBe(16_990)
    }
  })
}

/** Flow after flow, by no index. */
async function looked(database: Database, filter: FlowFilter): Promise<number[]> {
  const all = database.selectFrom('flows').where((is) => fits(is, filter))
  const rows = await all.select('flows.number').orderBy('flows.number').execute()
  return rows.map(({ number }) => number)
}

/** Each criterion in several values, common ones and rare, put together at random, the same every time. */
function manyFilters(): FlowFilter[] {
  const choices: FlowFilter[][] = [
    [
      { states: ['rejected'] },
      { states: ['integrated'] },
      { states: ['blocked', 'partially-integrated', 'received'] },
    ],
    [{ fault: 'RTE-01' }, { fault: 'EXT-41' }, { fault: 'RCV-08' }],
    [{ depositor: depositorCode(0) }, { depositor: depositorCode(4) }, { depositor: depositorCode(90) }],
    [{ recipient: recipientSiret(0) }, { recipient: recipientSiret(300) }],
    [{ interfaceCode: 'FSO1100A' }, { interfaceCode: 'FSO1113A' }, { interfaceCode: 'FSO1112A' }],
    [{ frame: 'A1' }, { frame: 'A9' }, { frame: 'A22' }],
    [{ factor: 'none' }, { factor: 'present' }, { factor: 'ignored' }],
    [{ since: '2026-08-01T00:00:00.000Z' }, { since: '2026-11-20T12:00:00.000Z' }],
    [{ until: '2026-02-01T00:00:00.000Z' }, { until: '2026-11-22T00:00:00.000Z' }],
    [
      { text: 'societe' },
      { text: '00000000000019' },
      { text: 'FSO1100A_OP00' },
      { text: 'F-2026-1' },
      { text: '12' },
    ],
    [{ account: '0122' }],
    [{ flows: Array.from({ length: 3_000 }, (_, index) => index * 5 + 1) }],
  ]
  let state = 1
  const roll = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  const single = choices.flat()
  const mixed = Array.from({ length: FILTERS }, () =>
    choices.reduce<FlowFilter>((filter, values) => {
      const isTaken = roll(choices.length) < 3
      return isTaken ? { ...filter, ...values[roll(values.length)] } : filter
    }, {}),
  )
  return [...single, ...mixed]
}

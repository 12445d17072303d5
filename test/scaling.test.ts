import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { noPostgres } from './postgres-server.ts'
import { House, type Machine } from './scaling/house.ts'
import { noNetworks } from './scaling/network.ts'

const reason = noPostgres() ?? noNetworks()
const isLong = process.env['SCALING'] === 'long'

let house: House | undefined
afterEach(async () => {
  await house?.[Symbol.asyncDispose]()
  house = undefined
}, 120_000)

describe.skipIf(reason !== undefined)(`several machines${reason === undefined ? '' : ` (${reason})`}`, () => {
  test('one of them is killed in the middle: every flow has one outcome, every pivot comes once', {
    timeout: 240_000,
  }, async () => {
    const FLOWS = 200
    house = await House.open()
    const first = await house.machine('intake,flows')
    await first.ready()
    for (const roles of ['flows,deliveries', 'intake,flows,deliveries']) await house.machine(roles)
    const dropping = drop(house, { flows: FLOWS, everyMs: 100 })
    await until(house, ({ settled }) => settled > 30)
    await first.kill()
    await dropping
    await until(house, isOver(FLOWS))
    await expectOnce(house, FLOWS)
    expect(judgedBy(house)).toEqual(house.machines.map(({ name }) => name))
  })

  test.runIf(isLong)(
    'each of them is killed, or stopped past its leases, for minutes: nothing is lost, nothing doubled',
    {
      timeout: 1_800_000,
    },
    async () => {
      const FLOWS = 3_000
      house = await House.open()
      const all = 'intake,flows,deliveries'
      for (const roles of [all, all, 'flows,deliveries', 'flows']) await house.machine(roles)
      await house.machines[0]?.ready()
      const dropping = drop(house, { flows: FLOWS, everyMs: 700 })
      const begun = performance.now()
      let kills = 0
      for (let turn = 0; (await countIn(house)).settled < FLOWS && turn < 60; turn++) {
        const machine = house.machines[turn % house.machines.length]
        await setTimeout(5_000)
        if (turn % 5 === 3) await pause(machine, 40_000)
        else await machine?.kill()
        kills += turn % 5 === 3 ? 0 : 1
        machine?.start()
      }
      await dropping
      await until(house, isOver(FLOWS))
      const seconds = Math.round((performance.now() - begun) / 1_000)
      process.stdout.write(
        `${FLOWS} flows, ${house.machines.length} machines, ${kills} kills, ${seconds} s\n`,
      )
      await expectOnce(house, FLOWS)
      expect(kills).toBeGreaterThan(10)
    },
  )
})

/** Stopped as a whole, past every lease it has, while it may be in the middle of anything; then it goes on. */
async function pause(machine: Machine | undefined, ms: number): Promise<void> {
  machine?.signal('SIGSTOP')
  await setTimeout(ms)
  machine?.signal('SIGCONT')
}

async function drop(into: House, { flows, everyMs }: { flows: number; everyMs: number }): Promise<void> {
  for (let from = 0; from < flows; from += 10) {
    into.drop(from, from + 10)
    await setTimeout(everyMs)
  }
}

function isOver(all: number): (count: Count) => boolean {
  return ({ flows, unfinished }) => flows === all && unfinished === 0
}

/** The machines that judged a flow or more. */
function judgedBy({ machines }: House): string[] {
  return machines.filter((each) => each.log().includes('"judged"')).map(({ name }) => name)
}

interface Count {
  flows: number
  settled: number
  unfinished: number
}

async function countIn(house: House): Promise<Count> {
  const [row] = await house.rows<Record<keyof Count, string>>(`
    select count(*) as flows,
      count(*) filter (where state = 'integrated') as settled,
      count(*) filter (where state in ('received', 'processing')) + (select count(*) from outbox where state = 'pending')
        as unfinished
    from flows`)
  return { flows: Number(row?.flows), settled: Number(row?.settled), unfinished: Number(row?.unfinished) }
}

async function until(house: House, isSo: (count: Count) => boolean): Promise<void> {
  for (const end = performance.now() + 180_000; ; await setTimeout(100)) {
    const count = await countIn(house)
    if (isSo(count)) return
    if (performance.now() > end)
      throw new Error(`${JSON.stringify(count)}\n${house.machines.map((each) => each.log()).join('\n')}`)
  }
}

/** What came, counted in the folders, and what the record says of it. */
async function expectOnce(house: House, flows: number): Promise<void> {
  await setTimeout(2_000) // for what nobody asked for
  const { collector } = house
  expect({
    pivots: collector.pivots.size,
    reports: collector.reports.size,
    twice: collector.twice(),
  }).toEqual({
    pivots: flows,
    reports: flows,
    twice: 0,
  })
  expect(await house.rows('select name, count(*) from flows group by name having count(*) <> 1')).toEqual([])
  expect(
    await house.rows(
      `select f.number, e.kind, count(*) from flows f cross join (values ('received'), ('outcome')) k(kind)
       left join events e on e.flow = f.number and e.kind = k.kind group by 1, 2 having count(*) <> 1 or e.kind is null`,
    ),
  ).toEqual([])
  expect(await house.rows(`select number, state from flows where state <> 'integrated'`)).toEqual([])
  expect(
    await house.rows(`select flow, name from events, lateral (select detail::json ->> 'name' as name) n
      where kind = 'sent' group by 1, 2 having count(*) <> 1`),
  ).toEqual([])
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fillRecord } from '../../bench/fill-record.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import { activity } from '../../src/support/activity.ts'
import { directoryOf } from '../../src/directory/directory.ts'
import { PERIODS, periodOf } from '../../src/support/period.ts'
import { type Figure, today } from '../../src/support/today.ts'

const NOW = '2026-11-23T08:00:00.000Z'
const folder = mkdtempSync(join(tmpdir(), 'ecluse-today-'))
const record = { file: join(folder, 'ecluse.sqlite') }

await fillRecord(record, { flows: 4_000, thin: 1 })
const desk = await openDesk(record)
while (await desk.statistics.pass.run(1_000));
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

async function behind(figure: Figure): Promise<number> {
  return (await desk.search.count(figure.filter, { atMost: 10_000 })).flows
}

test.each(PERIODS.flatMap((name) => [undefined, 'OP0000', 'OP0003'].map((of) => [name, of] as const)))(
  'of %s, depositor %s, each number is that of the flows its filter finds',
  async (name, depositor) => {
    const asked = { period: periodOf(name, NOW), now: NOW, ...(depositor === undefined ? {} : { depositor }) }
    const found = await today({ desk }, asked)
    const { flows, received, factors, faults, remarks, depositors, moments, attention } = found
    const figures: Figure[] = [
      ...Object.values(flows),
      received,
      factors.present,
      factors.ignored,
      ...faults,
      ...remarks,
      ...depositors,
      attention.blocked,
      attention.pending,
      ...moments.map(({ received: count, filter }) => ({ count, filter })),
    ]
    for (const figure of figures) expect(await behind(figure), JSON.stringify(figure)).toBe(figure.count)
    expect(received.count).toBe(moments.reduce((sum, moment) => sum + moment.received, 0))
    expect(received.count).toBeGreaterThan(name === '90d' ? 20 : 0)
    expect(found.isPartial).toBe(false)
  },
)

test('a period is whole days of Paris, the hour that is put forward or back included', () => {
  expect(periodOf('2d', '2026-03-29T12:00:00.000Z')).toMatchObject({
    from: '2026-03-28',
    to: '2026-03-29',
    since: '2026-03-27T23:00:00.000Z',
    grain: 'hour',
  })
  expect(periodOf('30d', '2026-10-31T23:30:00.000Z')).toMatchObject({
    from: '2026-10-03',
    to: '2026-11-01',
    since: '2026-10-02T22:00:00.000Z',
    grain: 'day',
  })
})

test('the moments of two days leave no hour out and count none twice, on the days the clock changes too', async () => {
  for (const [now, hours] of [
    ['2026-03-29T21:59:59.999Z', 47],
    ['2026-10-25T22:59:59.999Z', 49],
  ] as const) {
    const { moments } = await today({ desk }, { period: periodOf('2d', now), now })
    expect(moments).toHaveLength(hours)
    const edges = moments.slice(1).map(({ filter }, index) => filter.since === moments[index]?.filter.until)
    expect(edges.every(Boolean)).toBe(true)
  }
})

test('a year: its causes are those its flows have, its months add up, a share is part of the whole', async () => {
  const directory = directoryOf([], [])
  const found = await activity({ desk, directory }, { year: 2026, now: NOW })
  for (const { flows: count, filter } of found.causes) expect(await behind({ count, filter })).toBe(count)
  const accepted = found.months.reduce((sum, month) => sum + month.accepted, 0)
  expect(found.total.accepted).toBe(accepted)
  expect(found.frames.reduce((sum, { invoices }) => sum + invoices, 0)).toBe(accepted)
  expect(found.interfaces.reduce((sum, { invoices }) => sum + invoices, 0)).toBe(accepted)
  expect(found.works).toBe(found.months.reduce((sum, { works }) => sum + works, 0))
  const all = await behind({ count: 0, filter: { since: '2025-12-31T23:00:00.000Z' } })
  expect(found.total.flows).toBe(all)
  expect(found.years).toEqual([2026, 2025])
  expect(found.delays.classes.at(-1)).toMatchObject({ upTo: Number.POSITIVE_INFINITY, within: 1 })
  expect(found.delays.p50).toBeGreaterThan(0.9)
  expect(found.recipients.top[0]?.invoices).toBeGreaterThan(0)
})

test('the year before is held against as much of it as there is of this one', async () => {
  const directory = directoryOf([], [])
  const early = await activity({ desk, directory }, { year: 2026, now: '2026-11-22T08:00:00.000Z' })
  const late = await activity({ desk, directory }, { year: 2026, now: '2026-12-31T08:00:00.000Z' })
  expect(early.before.flows).toBe(0)
  expect(late.before.flows).toBeGreaterThan(300)
  const months = late.months.reduce((sum, { before }) => sum + before.accepted, 0)
  expect(late.before.accepted).toBe(months)
})

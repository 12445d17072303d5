import { expect, test } from 'vitest'
import { fault } from '../../src/faults/fault.ts'
import type { Outcome } from '../../src/pipeline/outcome.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { archived, integrated, received } from './outcomes.ts'
import type { RecordUnderTest } from './replay-promises.ts'

const NONE = { pending: 0, integrated: 0, 'partially-integrated': 0, rejected: 0, blocked: 0 }

/** What the record tells to those who watch it, whatever engine is under it. */
export function keepsWatchPromises(open: () => Promise<RecordUnderTest>): void {
  test('an empty record tells of nothing', async () => {
    await using record = await open()
    const { watch } = record.desk
    expect(await watch.flows()).toEqual(NONE)
    expect(await watch.oldestPending()).toBe(undefined)
    expect(await watch.blocked(10)).toEqual([])
    expect(await watch.lastReceived('OPE001')).toBe(undefined)
    expect(await watch.bytes()).toBeGreaterThan(0)
    await expect(watch.answers()).resolves.toBe(undefined)
  })

  test('flows are counted by state, and again as they change it', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flows = await receive(ledger, 5)
    expect(await desk.watch.flows()).toEqual({ ...NONE, pending: 5 })
    await settle(ledger, flows[0], {})
    await settle(ledger, flows[1], { state: 'rejected' })
    await settle(ledger, flows[2], { state: 'partially-integrated' })
    await ledger.block({ flow: flows[3] as number, run: 0 }, 'nothing works')
    const counted = { pending: 1, integrated: 1, 'partially-integrated': 1, rejected: 1, blocked: 1 }
    expect(await desk.watch.flows()).toEqual(counted)
    await receive(ledger, 2)
    expect(await desk.watch.flows()).toEqual({ ...counted, pending: 3 })
  })

  test('a blocked flow is named with when it was blocked, the oldest pending one with since when it waits', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const [first = 0, second = 0, third] = await receive(ledger, 3)
    const before = new Date().toISOString()
    await ledger.block({ flow: first, run: 0 }, 'nothing works')
    await ledger.block({ flow: third as number, run: 0 }, 'nothing works')
    const [blocked, ...others] = await desk.watch.blocked(1)
    expect(blocked).toMatchObject({ flow: first, run: 0, depositor: 'OPE001' })
    expect(Date.parse(blocked?.since ?? '')).toBeGreaterThanOrEqual(Date.parse(before))
    expect(others).toEqual([])
    expect(await desk.watch.oldestPending()).toEqual({
      flow: second,
      depositor: 'OPE001',
      since: '2026-03-02T08:00:00.000Z',
    })
    expect(await desk.watch.lastReceived('OPE001')).toBe('2026-03-02T08:00:00.000Z')
  })

  test('codes and factors are counted', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const [one, other] = await receive(ledger, 2)
    const faults = [fault('RCV-16')]
    await settle(ledger, one, { state: 'rejected', faults })
    await settle(ledger, other, { state: 'rejected', faults })
    expect([...(await desk.watch.codes())]).toEqual([['RCV-16', 2]])
    expect([...(await desk.watch.factors())]).toEqual([])
  })
}

async function receive(ledger: Ledger, count: number): Promise<number[]> {
  const receipts = await ledger.receive(Array.from({ length: count }, () => received()))
  return receipts.map(({ flow }) => flow)
}

async function settle(ledger: Ledger, flow: number | undefined, over: Partial<Outcome>): Promise<void> {
  if (flow === undefined) throw new Error('there is no such flow')
  expect(await ledger.commit([archived(integrated(flow, [`key-${flow}`], over))])).toEqual(['committed'])
}

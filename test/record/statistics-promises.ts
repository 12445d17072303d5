import { expect, test } from 'vitest'
import type { RecordAt } from '../../src/record/connect.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import type { Desk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import type { Counts } from '../../src/record/tally.ts'
import { accepted, archived, integrated, received } from './outcomes.ts'
import { SearchRecord, told } from './search-record.ts'

/** What statistics keep, whatever engine is under them; `make` gives a place for a new record. */
export function keepsStatisticsPromises(make: () => Promise<RecordAt>): void {
  counting(make)
  keeping(make)
  goneAndLate(make)
  waiting(make)
}

const YEAR = { from: '2026-01-01', to: '2026-12-31' }
/** More than a block of flow numbers: all but the newest are counted by a pass. */
const MORE_THAN_A_BLOCK = 520

async function counts(desk: Desk, of: Partial<typeof YEAR> & { depositor?: string } = {}) {
  const { days } = await desk.statistics.days('counts', { ...YEAR, ...of })
  return Object.fromEntries(days) as Record<string, Counts>
}

async function pass(desk: Desk): Promise<void> {
  while (await desk.statistics.pass.run(1_000));
}

/** So many flows that wait for their outcome. */
async function waitingFlows(ledger: Ledger, count: number): Promise<number[]> {
  const files = Array.from({ length: count }, () => received({ depositor: 'DEM009' }))
  return (await ledger.receive(files)).map(({ flow }) => flow)
}

function counting(make: () => Promise<RecordAt>): void {
  test('flows are counted by the day they came in, and their invoices, frames, factors, codes and recipients with them', async () => {
    const at = await make()
    await using record = new SearchRecord(at)
    await record.flow(
      [
        { frame: 'A4', factor: 'present', recipient: '29900001800018' },
        { frame: 'A1', factor: 'present', recipient: '29900001800018' },
        { frame: 'A1', accepted: false, recipient: '29900001800026' },
      ],
      { state: 'partially-integrated', faults: [told('RTE-01')], remarks: [told('EXT-41')] },
    )
    await record.flow(
      [{ factor: 'ignored', accepted: false }],
      { state: 'rejected', interfaceCode: 'FSO1113A', faults: [told('RTE-01')] },
      { depositor: 'OPE002', receivedAt: '2026-03-03T10:00:00.000Z' },
    )
    const desk = await record.desk()
    const first: Counts = {
      state: { 'partially-integrated': 1 },
      invoices: { accepted: 2, rejected: 1 },
      frame: { A4: 1, A1: 1 },
      interface: { FSO1100A: 2 },
      factor: { present: 1 },
      fault: { 'RTE-01': 1 },
      remark: { 'EXT-41': 1 },
    }
    const second: Counts = {
      state: { rejected: 1 },
      invoices: { rejected: 1 },
      factor: { ignored: 1 },
      fault: { 'RTE-01': 1 },
    }
    expect(await counts(desk)).toEqual({ '2026-03-02': first, '2026-03-03': second })
    expect(await counts(desk, { depositor: 'OPE002' })).toEqual({ '2026-03-03': second })
    expect(await counts(desk, { depositor: 'DEM002' })).toEqual({})
    expect(await counts(desk, { to: '2026-03-02' })).toEqual({ '2026-03-02': first })
    const { days: hours } = await desk.statistics.days('hours', YEAR)
    expect(hours.get('2026-03-03')).toEqual({ '2026-03-03T10': { rejected: 1 } })
    const { days: depositors } = await desk.statistics.days('depositors', YEAR)
    expect(depositors.get('2026-03-03')).toEqual({ OPE002: { flows: 1, rejected: 1 } })
    expect(await desk.statistics.topRecipients({ year: 2026 })).toEqual({
      top: [{ siret: '29900001800018', invoices: 2 }],
      recipients: 1,
    })
  })

  test('a day begins at midnight in Paris, in winter and in summer', async () => {
    await using record = new SearchRecord(await make())
    for (const receivedAt of [
      '2026-02-28T22:59:59.999Z',
      '2026-02-28T23:00:00.000Z',
      '2026-07-31T21:59:59.999Z',
      '2026-07-31T22:00:00.000Z',
    ]) {
      await record.waiting({ receivedAt })
    }
    const days = Object.keys(await counts(await record.desk()))
    expect(days.toSorted()).toEqual(['2026-02-28', '2026-03-01', '2026-07-31', '2026-08-01'])
  })

  test('of a delivered pivot the way from deposit to delivery is counted; of what is sent again it is not', async () => {
    const at = await make()
    await using ledger = await openLedger(at)
    await using record = new SearchRecord(at)
    const desk = await record.desk()
    const receivedAt = new Date(Date.now() - 32_000).toISOString()
    const [receipt] = await ledger.receive([received({ receivedAt })])
    const flow = receipt?.flow as number
    await ledger.commit([archived(integrated(flow, ['k']))])
    await deliverAll(ledger)
    const day = async () => Object.values(await counts(desk, { from: '2026-01-01', to: '2999-12-31' }))[0]
    expect((await day())?.delay).toEqual({ '45': 1 })
    const request = { author: 'a', reason: 'b', filter: { flows: [flow] }, again: true }
    const { replay } = await desk.replays.ask(request)
    await desk.replays.advance(replay.id, { page: 10, room: 10 })
    await ledger.commit([archived(integrated(flow, ['k'], { run: 1 }))])
    await deliverAll(ledger)
    expect((await day())?.delay).toEqual({ '45': 1 })
  })
}

async function deliverAll(ledger: Ledger): Promise<void> {
  for (const endpoint of await ledger.pendingEndpoints()) {
    await ledger.markSent(endpoint, await ledger.pendingDocuments(endpoint, 100))
  }
}

function keeping(make: () => Promise<RecordAt>): void {
  test('what a pass counted is what was counted without it', async () => {
    const at = await make()
    await using record = new SearchRecord(at)
    await using ledger = await openLedger(at)
    await record.flow([{ frame: 'A4', factor: 'present' }], { state: 'integrated' })
    await waitingFlows(ledger, MORE_THAN_A_BLOCK)
    const desk = await record.desk()
    const before = await counts(desk)
    await pass(desk)
    expect(await counts(desk)).toEqual(before)
    expect(before['2026-03-02']?.state).toEqual({ integrated: 1, received: MORE_THAN_A_BLOCK })
  })

  test('a flow that changes after it was counted is counted anew, whatever changed it', async () => {
    const at = await make()
    await using record = new SearchRecord(at)
    await using ledger = await openLedger(at)
    const rejected = await record.flow([{ accepted: false }], { state: 'rejected', faults: [told('RTE-01')] })
    const [first, second] = await waitingFlows(ledger, MORE_THAN_A_BLOCK)
    const desk = await record.desk()
    await pass(desk)
    await ledger.block({ flow: first as number, run: 0 }, 'ill')
    await ledger.commit([archived(integrated(second as number, []))])
    const request = { author: 'a', reason: 'b', filter: { flows: [rejected] }, again: false }
    const { replay } = await desk.replays.ask(request)
    await desk.replays.advance(replay.id, { page: 10, room: 10 })
    await pass(desk)
    const pending = MORE_THAN_A_BLOCK - 1
    expect((await counts(desk))['2026-03-02']?.state).toEqual({
      received: pending,
      blocked: 1,
      integrated: 1,
    })
    await ledger.commit([archived(integrated(rejected, ['k'], { run: 1 }))])
    await pass(desk)
    expect((await counts(desk))['2026-03-02']).toMatchObject({
      state: { received: pending - 1, blocked: 1, integrated: 2 },
      invoices: { accepted: 1 },
    })
    expect((await counts(desk))['2026-03-02']?.fault).toBeUndefined()
  })

  test('recipients are summed up by the year: those counted, those not yet, and those that a replay changed', async () => {
    const at = await make()
    await using record = new SearchRecord(at)
    await using ledger = await openLedger(at)
    const [one, other] = ['29900001800018', '29900001800026']
    const wrong = await record.flow([{ recipient: one }, { recipient: one }])
    await record.flow([{ recipient: one }], {}, { receivedAt: '2025-12-31T22:00:00.000Z' })
    await waitingFlows(ledger, MORE_THAN_A_BLOCK)
    await record.flow([{ recipient: other }, { recipient: one }])
    const desk = await record.desk()
    const top = async (year: number, depositor?: string) => {
      const mine = depositor === undefined ? {} : { depositor }
      const found = await desk.statistics.topRecipients({ year, ...mine })
      return [found.recipients, ...found.top.map(({ siret, invoices }) => [siret, invoices])]
    }
    const all = [2, [one, 3], [other, 1]]
    expect(await top(2026)).toEqual(all)
    await pass(desk)
    expect(await top(2026)).toEqual(all)
    expect(await top(2026, 'OPE001')).toEqual(all)
    expect(await top(2025)).toEqual([1, [one, 1]])
    expect(await top(2026, 'DEM002')).toEqual([0])
    const request = { author: 'a', reason: 'b', filter: { flows: [wrong] }, again: true }
    const { replay } = await desk.replays.ask(request)
    await desk.replays.advance(replay.id, { page: 10, room: 10 })
    const factor = { status: 'none', reason: 'no-payee' } as const
    const sketch = { supplier: {}, recipient: { siret: other }, amounts: {}, factor }
    const invoices = [{ ...accepted('k'), sketch }]
    await ledger.commit([archived(integrated(wrong, [], { run: 1, invoices }))])
    await pass(desk)
    expect(await top(2026)).toEqual([2, [other, 2], [one, 1]])
    await ledger.block({ flow: wrong + 3, run: 0 }, 'ill')
    await pass(desk)
    expect(await top(2026)).toEqual([2, [other, 2], [one, 1]])
  })

  test('a pass goes on where another ended, also in another process', async () => {
    const at = await make()
    await using record = new SearchRecord(at)
    await using ledger = await openLedger(at)
    await waitingFlows(ledger, 3 * MORE_THAN_A_BLOCK)
    const [one, other] = [await record.desk(), await record.desk()]
    expect(await one.statistics.pass.run(0)).toBe(true)
    await pass(other)
    expect(await one.statistics.pass.run(0)).toBe(false)
    expect((await counts(one))['2026-03-02']?.state).toEqual({ received: 3 * MORE_THAN_A_BLOCK })
  })
}

function goneAndLate(make: () => Promise<RecordAt>): void {
  test('what retention took away stays counted', async () => {
    const at = await make()
    await using record = new SearchRecord(at)
    await using ledger = await openLedger(at)
    const flow = await record.flow([{ frame: 'A4' }], { documents: [] })
    const [late] = await waitingFlows(ledger, MORE_THAN_A_BLOCK)
    const desk = await record.desk()
    await pass(desk)
    const rule = { name: 'recordsDays', days: 0, states: ['integrated'], before: '2999-01-01' } as const
    await desk.retention.expireDocuments(rule, 10)
    await desk.retention.expireRecords(rule, 10)
    expect((await desk.search.page({ flows: [flow] }, { limit: 1 })).flows[0]?.expiredAt).toBeDefined()
    await ledger.block({ flow: late as number, run: 0 }, 'ill')
    await pass(desk)
    expect((await counts(desk))['2026-03-02']).toMatchObject({
      frame: { A4: 1 },
      invoices: { accepted: 1 },
    })
  })

  test('as long as nobody counted them old flows are missing, and that is told', async () => {
    const at = await make()
    await using ledger = await openLedger(at)
    await using record = new SearchRecord(at)
    await waitingFlows(ledger, 2_100)
    const desk = await record.desk()
    const first = await desk.statistics.days('counts', YEAR)
    expect(first.uncounted).toBe(2)
    expect(first.days.get('2026-03-02')?.state?.received).toBeLessThan(2_100)
    await pass(desk)
    const then = await desk.statistics.days('counts', YEAR)
    expect(then.uncounted).toBe(0)
    expect(then.days.get('2026-03-02')?.state?.received).toBe(2_100)
  })

  test('an empty record has no day and no trouble', async () => {
    await using record = new SearchRecord(await make())
    const desk = await record.desk()
    expect(await desk.statistics.pass.run(0)).toBe(false)
    expect(await desk.statistics.days('counts', YEAR)).toEqual({ days: new Map(), uncounted: 0 })
    expect(await desk.statistics.firstDay()).toBeUndefined()
    expect(await desk.statistics.waiting()).toEqual({ pending: 0, blocked: 0 })
  })
}

function waiting(make: () => Promise<RecordAt>): void {
  test('what waits is told with the one that waits longest: a replay since it was asked for', async () => {
    const at = await make()
    await using record = new SearchRecord(at)
    await using ledger = await openLedger(at)
    const rejected = await record.flow([], { state: 'rejected' }, { receivedAt: '2026-01-01T08:00:00.000Z' })
    const oldest = await record.waiting({ depositor: 'OPE002', receivedAt: '2026-03-02T07:00:00.000Z' })
    const blocked = await record.waiting()
    await ledger.block({ flow: blocked, run: 0 }, 'ill')
    const desk = await record.desk()
    const request = { author: 'a', reason: 'b', filter: { flows: [rejected] }, again: false }
    const { replay } = await desk.replays.ask(request)
    await desk.replays.advance(replay.id, { page: 10, room: 10 })
    expect(await desk.statistics.waiting()).toMatchObject({
      pending: 2,
      blocked: 1,
      oldestPending: { flow: oldest, since: '2026-03-02T07:00:00.000Z' },
      oldestBlocked: { flow: blocked, depositor: 'OPE001' },
    })
    expect(await desk.statistics.waiting('OPE001')).toMatchObject({
      pending: 1,
      oldestPending: { flow: rejected },
    })
    expect(await desk.statistics.waiting('DEM002')).toEqual({ pending: 0, blocked: 0 })
  })
}

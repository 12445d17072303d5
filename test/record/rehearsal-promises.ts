import { expect, test } from 'vitest'
import { fault } from '../../src/faults/fault.ts'
import type { InvoiceOutcome } from '../../src/pipeline/outcome.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { accepted, archived, integrated, received } from './outcomes.ts'
import type { RecordUnderTest } from './replay-promises.ts'

const ALL = { page: 100, room: 100 }
const UNKNOWN = fault('RTE-01', { detail: { siret: '29990001900017' } })

/** What rehearsals are told, whatever engine is under them. */
export function keepsRehearsalPromises(open: () => Promise<RecordUnderTest>): void {
  test('a filter’s flows are counted by state', async () => {
    await using record = await open()
    await rejectedFlow(record.ledger)
    await rejectedFlow(record.ledger)
    await receiveOne(record.ledger)
    const { rehearsals } = record.desk
    expect(await rehearsals.states({})).toEqual({ rejected: 2, received: 1 })
    expect(await rehearsals.states({ fault: 'RTE-01' })).toEqual({ rejected: 2 })
    expect(await rehearsals.states({ depositor: 'NOBODY' })).toEqual({})
  })

  test('a page has the next flows in their order, each with the run and the deposit a replay would have', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flows = [await rejectedFlow(ledger), await rejectedFlow(ledger), await rejectedFlow(ledger)]
    const [first = 0, second, third] = flows
    const correction = { sha256: 'c'.repeat(64), size: 7, author: 'camille', reason: 'SIRET' }
    await desk.corrections.correct(first, correction)
    const page = await desk.rehearsals.page({ states: ['rejected'] }, 0, 2)
    expect(page).toMatchObject([
      { flow: first, run: 1, state: 'rejected', version: 1, sha256: correction.sha256, size: 7 },
      { flow: second, run: 1, version: 0, size: 15_000, depositor: 'OPE001' },
    ])
    expect((await desk.rehearsals.page({}, second ?? 0, 2)).map(({ flow }) => flow)).toEqual([third])
  })

  test('the last outcome is that of the last run that had one, with its invoices', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const pending = await receiveOne(ledger)
    expect(await desk.rehearsals.lastOutcome(pending)).toBeUndefined()
    const flow = await rejectedFlow(ledger)
    await replayed(record, flow)
    await ledger.block({ flow, run: 1 }, 'disque plein')
    expect(await desk.rehearsals.lastOutcome(flow)).toEqual({
      run: 0,
      state: 'rejected',
      faults: [],
      remarks: [],
      invoices: [{ index: 0, document: 'facture.xml', accepted: false, faults: [UNKNOWN], remarks: [] }],
      pivots: [],
    })
  })

  test('the pivots are those that carry its invoices, be they of an earlier run', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flow = await receiveOne(ledger)
    const sent: InvoiceOutcome = { ...accepted('a', 0), pivot: `pivot-${flow}` }
    const partial = { state: 'partially-integrated' as const, invoices: [sent, refused(1000)] }
    await ledger.commit([archived(integrated(flow, [], partial))])
    await replayed(record, flow)
    const { pivot: _, ...left } = { ...sent, deliveredRun: 0 }
    const rejected = { run: 1, documents: [], ...partial, invoices: [left, refused(1000)] }
    await ledger.commit([archived(integrated(flow, [], rejected))])
    const found = await desk.rehearsals.lastOutcome(flow)
    expect(found?.run).toBe(1)
    expect(found?.invoices.map(({ sentIn }) => sentIn)).toEqual([0, undefined])
    expect(found?.pivots).toEqual([{ name: `pivot-${flow}`, sha256: `${flow}-0` }])
  })

  test('what a run may ask of the past is what the next run would be told', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const other = await receiveOne(ledger)
    await ledger.commit([archived(integrated(other, ['taken']))])
    const flow = await rejectedFlow(ledger)
    const before = await desk.rehearsals.ask(flow).acceptedBefore(['taken', 'free'])
    expect([...before].map(([key, { flow: holder }]) => [key, holder])).toEqual([['taken', other]])
  })
}

async function receiveOne(ledger: Ledger): Promise<number> {
  const [receipt] = await ledger.receive([received()])
  if (receipt === undefined) throw new Error('not received')
  return receipt.flow
}

async function rejectedFlow(ledger: Ledger): Promise<number> {
  const flow = await receiveOne(ledger)
  const outcome = { state: 'rejected' as const, invoices: [refused(0)], documents: [] }
  await ledger.commit([archived(integrated(flow, [], outcome))])
  return flow
}

function refused(index: number): InvoiceOutcome {
  return { index, document: 'facture.xml', accepted: false, faults: [UNKNOWN], remarks: [] }
}

async function replayed({ desk }: RecordUnderTest, flow: number): Promise<void> {
  const request = { author: 'camille', reason: 'essai', filter: { flows: [flow] }, again: false }
  const { replay } = await desk.replays.ask(request)
  await desk.replays.advance(replay.id, ALL)
}

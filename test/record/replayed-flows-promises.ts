import { expect, test } from 'vitest'
import { fault } from '../../src/faults/fault.ts'
import type { InvoiceOutcome } from '../../src/pipeline/outcome.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { archived, integrated, received } from './outcomes.ts'
import type { RecordUnderTest } from './replay-promises.ts'

const UNKNOWN = fault('RTE-01', { detail: { siret: '29990001900017' } })
const ALL = { page: 100, room: 100 }
const LEFT = { states: ['rejected', 'blocked'], after: 0, limit: 10 } as const

/** What is told of the flows of a replay, whatever engine is under it. */
export function keepsReplayedFlowsPromises(open: () => Promise<RecordUnderTest>): void {
  test('the flows of a replay are told by what their run came to, those still under way are not', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flows = [await rejectedFlow(ledger), await rejectedFlow(ledger), await rejectedFlow(ledger)]
    const [again = 0, blocked = 0, good = 0] = flows
    const underWay = await rejectedFlow(ledger)
    const stranger = await rejectedFlow(ledger)
    const replay = await replayOf(record, [...flows, underWay])
    await ledger.commit([archived({ ...rejected(again), run: 1 })])
    await ledger.block({ flow: blocked, run: 1 }, 'disque plein')
    await ledger.commit([archived(integrated(good, ['key'], { run: 1 }))])
    const told = await desk.replayed.of(replay, LEFT)
    expect(told).toMatchObject([
      { flow: again, run: 1, state: 'rejected', now: 'rejected', codes: ['RTE-01'] },
      { flow: blocked, run: 1, state: 'blocked', now: 'blocked' },
    ])
    expect(told.map(({ flow }) => flow)).not.toContain(stranger)
    expect(await desk.replayed.of(replay, { ...LEFT, states: ['integrated'] })).toMatchObject([
      { flow: good, codes: [] },
    ])
    expect(await desk.replayed.of('nosuch', LEFT)).toEqual([])
  })

  test('they are told page by page, and what became of them since is told too', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flows = [await rejectedFlow(ledger), await rejectedFlow(ledger), await rejectedFlow(ledger)]
    const replay = await replayOf(record, flows)
    await ledger.commit(flows.map((flow) => archived({ ...rejected(flow), run: 1 })))
    const first = await desk.replayed.of(replay, { ...LEFT, limit: 2 })
    const rest = await desk.replayed.of(replay, { ...LEFT, after: first.at(-1)?.flow ?? 0, limit: 2 })
    expect([...first, ...rest].map(({ flow }) => flow)).toEqual(flows)
    const [one = 0] = flows
    await replayOf(record, [one], 'encore')
    await ledger.commit([archived(integrated(one, ['key'], { run: 2 }))])
    expect((await desk.replayed.of(replay, LEFT))[0]).toMatchObject({
      state: 'rejected',
      now: 'integrated',
      codes: [],
    })
  })
}

async function rejectedFlow(ledger: Ledger): Promise<number> {
  const [receipt] = await ledger.receive([received()])
  if (receipt === undefined) throw new Error('not received')
  await ledger.commit([archived(rejected(receipt.flow))])
  return receipt.flow
}

function rejected(flow: number) {
  return integrated(flow, [], { state: 'rejected', invoices: [refused(0)], documents: [] })
}

function refused(index: number): InvoiceOutcome {
  return { index, document: 'facture.xml', accepted: false, faults: [UNKNOWN], remarks: [] }
}

async function replayOf({ desk }: RecordUnderTest, flows: number[], reason = 'essai'): Promise<string> {
  const { replay } = await desk.replays.ask({ author: 'camille', reason, filter: { flows }, again: false })
  await desk.replays.advance(replay.id, ALL)
  return replay.id
}

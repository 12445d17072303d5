import { expect, test } from 'vitest'
import type { InvoiceOutcome, Outcome } from '../../src/pipeline/outcome.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import type { Desk } from '../../src/record/open-desk.ts'
import type { ReplayRequest } from '../../src/record/replays.ts'
import { accepted, archived, integrated, received } from './outcomes.ts'

/** A ledger and the desk of the same, empty record. */
export interface RecordUnderTest extends AsyncDisposable {
  ledger: Ledger
  desk: Desk
}

const ALL = { page: 100, room: 100 }

/** What replays keep, whatever engine is under them. */
export function keepsReplayPromises(open: () => Promise<RecordUnderTest>): void {
  asking(open)
  carryingOut(open)
  sending(open)
  correcting(open)
}

function asking(open: () => Promise<RecordUnderTest>): void {
  test('the same replay asked for twice is one replay', async () => {
    await using record = await open()
    await rejectedFlow(record.ledger)
    const first = await record.desk.replays.ask(request())
    const second = await record.desk.replays.ask(request())
    expect([first.isNew, second.isNew]).toEqual([true, false])
    expect(second.replay.id).toBe(first.replay.id)
    expect(await record.desk.replays.advance(first.replay.id, ALL)).toHaveLength(1)
    expect(await record.desk.replays.advance(first.replay.id, ALL)).toEqual([])
    expect(await record.desk.replays.list(10)).toHaveLength(1)
  })

  test('the order in which a filter is written makes no other replay', async () => {
    await using record = await open()
    const { desk } = record
    const one = await desk.replays.ask(
      request({ filter: { depositor: 'OPE001', states: ['rejected'], since: '2026-01-01T00:00:00.000Z' } }),
    )
    const other = await desk.replays.ask(
      request({ filter: { since: '2026-01-01T00:00:00.000Z', depositor: 'OPE001', states: ['rejected'] } }),
    )
    expect(other.replay.id).toBe(one.replay.id)
  })

  test('what cannot be replayed is told with its reason', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const rejected = await rejectedFlow(ledger)
    const sent = await acceptedFlow(ledger, 'k')
    const pending = await receiveOne(ledger)
    const verdicts = await desk.replays.eligibility([rejected, sent, pending, 9_999], false)
    expect([...verdicts.values()]).toEqual(['yes', 'integrated', 'pending', 'unknown'])
    expect((await desk.replays.eligibility([sent], true)).get(sent)).toBe('yes')
  })
}

function carryingOut(open: () => Promise<RecordUnderTest>): void {
  test('a replay is a new run with its author and reason, pending like any other', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flow = await rejectedFlow(ledger)
    const { replay } = await desk.replays.ask(request({ again: false }))
    expect(await desk.replays.advance(replay.id, ALL)).toEqual([{ flow, run: 1 }])
    expect(await ledger.load(flow)).toMatchObject({ run: 1, state: 'received', again: false, version: 0 })
    expect(await ledger.commit([archived(integrated(flow, ['a'], { run: 1 }))])).toEqual(['committed'])
    expect(await desk.replays.get(replay.id)).toMatchObject({
      state: 'done',
      begun: 1,
      ended: 1,
      outcomes: { integrated: 1 },
    })
  })

  test('a page is begun once, however many services ask for it at once', async () => {
    await using record = await open()
    const { ledger, desk } = record
    for (let n = 0; n < 30; n++) await rejectedFlow(ledger)
    const { replay } = await desk.replays.ask(request())
    const pages = await Promise.all(
      Array.from({ length: 6 }, () => desk.replays.advance(replay.id, { page: 10, room: 1_000 })),
    )
    const begun = pages.flat().map((run) => `${run.flow}-${run.run}`)
    expect(new Set(begun).size).toBe(begun.length)
    for (;;) if ((await desk.replays.advance(replay.id, { page: 10, room: 1_000 })).length === 0) break
    expect(await ledger.countPendingFlows()).toBe(30)
    expect(await desk.replays.get(replay.id)).toMatchObject({ begun: 30, state: 'done' })
  })

  test('no more runs than there is room for are pending at once', async () => {
    await using record = await open()
    const { ledger, desk } = record
    for (let n = 0; n < 8; n++) await rejectedFlow(ledger)
    const { replay } = await desk.replays.ask(request())
    expect(await desk.replays.advance(replay.id, { page: 5, room: 5 })).toHaveLength(5)
    expect(await desk.replays.advance(replay.id, { page: 5, room: 5 })).toEqual([])
    const [first] = await ledger.pendingFlows(0, 1)
    await ledger.block(first ?? { flow: 0, run: 0 }, 'en panne')
    expect(await desk.replays.advance(replay.id, { page: 5, room: 5 })).toHaveLength(3)
  })

  test('a stopped replay begins nothing until it is resumed, and then where it was', async () => {
    await using record = await open()
    const { ledger, desk } = record
    for (let n = 0; n < 4; n++) await rejectedFlow(ledger)
    const { replay } = await desk.replays.ask(request())
    await desk.replays.advance(replay.id, { page: 2, room: 9 })
    expect(await desk.replays.stop(replay.id)).toBe(true)
    expect(await desk.replays.running()).toEqual([])
    expect(await desk.replays.advance(replay.id, { page: 2, room: 9 })).toEqual([])
    expect(await desk.replays.resume(replay.id)).toBe(true)
    expect(await desk.replays.advance(replay.id, { page: 9, room: 9 })).toHaveLength(2)
    expect(await desk.replays.stop(replay.id)).toBe(false)
  })

  test('flows that come after it was asked for are not part of a replay', async () => {
    await using record = await open()
    const { ledger, desk } = record
    await rejectedFlow(ledger)
    const { replay } = await desk.replays.ask(request())
    await rejectedFlow(ledger)
    expect(await desk.replays.advance(replay.id, ALL)).toHaveLength(1)
  })

  test('a replay of many flows is marked as one that waits behind fresh ones', async () => {
    await using record = await open()
    const { ledger, desk } = record
    for (let n = 0; n < 21; n++) await rejectedFlow(ledger)
    const { replay } = await desk.replays.ask(request())
    expect(await desk.replays.running()).toEqual([{ id: replay.id, isBulk: true }])
    await desk.replays.advance(replay.id, ALL)
    const fresh = await receiveOne(ledger)
    const pending = await ledger.pendingFlows(0, 100)
    expect(pending.filter((each) => each.isBulk)).toHaveLength(21)
    expect(pending.find((each) => each.flow === fresh)).toMatchObject({ isBulk: false })
  })
}

function sending(open: () => Promise<RecordUnderTest>): void {
  test('a run knows what earlier runs of its flow sent, and only that', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flow = await receiveOne(ledger)
    const invoices: InvoiceOutcome[] = [
      { ...accepted('a', 0), pivot: 'pivot' },
      { ...accepted('b', 1_000), accepted: false },
    ]
    const state = 'partially-integrated'
    await ledger.commit([archived(integrated(flow, [], { state, invoices }))])
    const ask = ledger.ask(flow)
    expect(await ask.sentBefore({ flow, run: 0 })).toEqual([])
    expect(await ask.sentBefore({ flow, run: 1 })).toEqual([{ index: 0, run: 0, keys: ['a'] }])
    expect([...(await ask.acceptedBefore(['a'])).keys()]).toEqual([])
    const { replay } = await desk.replays.ask(request())
    expect(await desk.replays.advance(replay.id, ALL)).toHaveLength(1)
  })

  test('a flow is found by the codes of its last run alone', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flow = await rejectedFlow(ledger)
    const { replay } = await desk.replays.ask(request({ filter: { fault: 'RTE-01' } }))
    expect(replay.found).toBe(1)
    await desk.replays.advance(replay.id, ALL)
    await ledger.commit([archived(integrated(flow, ['a'], { run: 1 }))])
    const again = await desk.replays.ask(request({ reason: 'encore', filter: { fault: 'RTE-01' } }))
    expect(again.replay.found).toBe(0)
  })
}

function correcting(open: () => Promise<RecordUnderTest>): void {
  const correction = { sha256: 'c'.repeat(64), size: 12, author: 'claire', reason: 'SIRET corrigé' }

  test('a corrected file is what the next run reads, and what was dropped is kept', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const file = received()
    const flow = await rejectedFlow(ledger, file)
    expect(await desk.corrections.correct(flow, correction)).toEqual({ version: 1 })
    expect(await desk.corrections.correct(flow, correction)).toEqual({ version: 1 })
    expect(await ledger.load(flow)).toMatchObject({ version: 0, sha256: file.sha256 })
    const { replay } = await desk.replays.ask(request({ correction: correction.sha256 }))
    await desk.replays.advance(replay.id, ALL)
    expect(await ledger.load(flow)).toMatchObject({ version: 1, sha256: correction.sha256, size: 12 })
  })

  test('a flow that waits for its outcome, or does not exist, takes no correction', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flow = await receiveOne(ledger)
    expect(await desk.corrections.correct(flow, correction)).toEqual({ refusal: 'pending' })
    expect(await desk.corrections.correct(9_999, correction)).toEqual({ refusal: 'unknown' })
  })

  test('a flow of several invoices of which some were sent takes no correction', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const flow = await receiveOne(ledger)
    const invoices: InvoiceOutcome[] = [
      { ...accepted('a', 0), pivot: 'pivot' },
      { ...accepted('b', 1_000), accepted: false },
    ]
    await ledger.commit([archived(integrated(flow, [], { state: 'partially-integrated', invoices }))])
    expect(await desk.corrections.correct(flow, correction)).toEqual({ refusal: 'several-sent' })
  })
}

function request(over: Partial<ReplayRequest> = {}): ReplayRequest {
  return { author: 'claire', reason: 'structure ajoutée', filter: {}, again: false, ...over }
}

async function receiveOne(ledger: Ledger, file = received()): Promise<number> {
  const [receipt] = await ledger.receive([file])
  if (receipt === undefined) throw new Error('no receipt')
  return receipt.flow
}

async function rejectedFlow(ledger: Ledger, file = received()): Promise<number> {
  const flow = await receiveOne(ledger, file)
  const fault = { code: 'RTE-01', places: [], detail: {} }
  const invoices = [{ ...accepted('x'), accepted: false, faults: [fault] }] as Outcome['invoices']
  await ledger.commit([archived(integrated(flow, [], { state: 'rejected', invoices, documents: [] }))])
  return flow
}

async function acceptedFlow(ledger: Ledger, key: string): Promise<number> {
  const flow = await receiveOne(ledger)
  await ledger.commit([archived(integrated(flow, [key]))])
  return flow
}

import { expect, test } from 'vitest'
import type { Ledger } from '../../src/record/ledger.ts'
import { keepsLanePromises } from './lane-promises.ts'
import { archived, integrated, received } from './outcomes.ts'

/** Opens an empty ledger; a second call with the first's result opens the same record again. */
export interface LedgerUnderTest {
  open(): Promise<Ledger>
}

/** What every ledger keeps, whatever engine is under it. */
export function keepsLedgerPromises(make: () => LedgerUnderTest): void {
  receiving(make)
  committing(make)
  asking(make)
  blocking(make)
  keepsLanePromises(make)
}

function receiving(make: () => LedgerUnderTest): void {
  test('each file of a batch gets a flow of its own, numbered upwards in their order', async () => {
    await using ledger = await make().open()
    const receipts = await ledger.receive([received(), received(), received()])
    const numbers = receipts.map((receipt) => receipt.flow)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(new Set(numbers).size).toBe(3)
    expect(receipts.every((receipt) => receipt.isNew)).toBe(true)
  })

  test('a drop seen again keeps its flow, even beside new ones', async () => {
    await using ledger = await make().open()
    const file = received()
    const [first] = await ledger.receive([file])
    const [again, other] = await ledger.receive([file, received()])
    expect(again).toEqual({ flow: first?.flow, run: 0, isNew: false })
    expect(other?.isNew).toBe(true)
    expect(await ledger.knownDrops([file.drop, 'never'])).toEqual(new Set([file.drop]))
  })

  test('the same drop twice in one batch is one flow', async () => {
    await using ledger = await make().open()
    const file = received()
    const receipts = await ledger.receive([file, file])
    expect(receipts[0]?.flow).toBe(receipts[1]?.flow)
    expect(receipts.map((receipt) => receipt.isNew)).toEqual([true, false])
  })

  test('the same name dropped later is a new flow', async () => {
    await using ledger = await make().open()
    const file = received()
    const receipts = await ledger.receive([file, { ...file, drop: `${file.drop}-later` }])
    expect(receipts[0]?.flow).not.toBe(receipts[1]?.flow)
  })

  test('a batch larger than a statement is received whole', async () => {
    await using ledger = await make().open()
    const receipts = await ledger.receive(Array.from({ length: 1_001 }, () => received()))
    expect(new Set(receipts.map((receipt) => receipt.flow)).size).toBe(1_001)
    expect(await ledger.countPendingFlows()).toBe(1_001)
  })
}

async function receiveOne(ledger: Ledger, over = {}): Promise<number> {
  const [receipt] = await ledger.receive([received(over)])
  if (receipt === undefined) throw new Error('no receipt')
  return receipt.flow
}

function committing(make: () => LedgerUnderTest): void {
  test('a run done twice is one outcome', async () => {
    await using ledger = await make().open()
    const flow = await receiveOne(ledger)
    const outcome = archived(integrated(flow, ['a']))
    expect(await ledger.commit([outcome])).toEqual(['committed'])
    expect(await ledger.commit([outcome])).toEqual(['stale'])
    expect(await ledger.pendingDocuments('application:FIN001', 10)).toHaveLength(1)
    expect(await ledger.load(flow)).toMatchObject({ state: 'integrated' })
  })

  test('an outcome for another run than the pending one changes nothing', async () => {
    await using ledger = await make().open()
    const flow = await receiveOne(ledger)
    expect(await ledger.commit([archived(integrated(flow, ['a'], { run: 1 }))])).toEqual(['stale'])
    expect(await ledger.ask(0).acceptedBefore(['a'])).toEqual(new Map())
    expect(await ledger.pendingFlows(0, 10)).toMatchObject([{ flow, run: 0 }])
  })

  test('an invoice accepted in another flow meanwhile is a conflict, and nothing of the outcome is kept', async () => {
    await using ledger = await make().open()
    const first = await receiveOne(ledger)
    const second = await receiveOne(ledger)
    expect(await ledger.commit([archived(integrated(first, ['b']))])).toEqual(['committed'])
    expect(await ledger.commit([archived(integrated(second, ['a', 'b', 'c']))])).toEqual(['conflict'])
    expect((await ledger.ask(0).acceptedBefore(['a', 'b', 'c'])).size).toBe(1)
    expect(await ledger.load(second)).toMatchObject({ state: 'received' })
    expect(await ledger.unfinished()).toEqual({ flows: 1, documents: 2 })
  })

  test('of two outcomes with the same invoice in one group, one is accepted, the rest of the group goes on', async () => {
    await using ledger = await make().open()
    const [one, two, three] = [await receiveOne(ledger), await receiveOne(ledger), await receiveOne(ledger)]
    const outcomes = [integrated(one, ['k']), integrated(two, ['k']), integrated(three, ['m'])]
    expect(await ledger.commit(outcomes.map(archived))).toEqual(['committed', 'conflict', 'committed'])
  })

  test('calls made at once on one ledger do not mix their transactions', async () => {
    await using ledger = await make().open()
    const flows = await Promise.all(Array.from({ length: 20 }, () => receiveOne(ledger)))
    expect(new Set(flows).size).toBe(20)
    const same = flows.map((flow) => ledger.commit([archived(integrated(flow, ['the same invoice']))]))
    const results = (await Promise.all(same)).flat()
    expect(results.filter((result) => result === 'committed')).toHaveLength(1)
    expect(await ledger.unfinished()).toEqual({ flows: 19, documents: 2 })
  })

  test('an outcome of 500 invoices is committed whole', async () => {
    await using ledger = await make().open()
    const flow = await receiveOne(ledger)
    const keys = Array.from({ length: 500 }, (_, index) => `key ${index}`)
    expect(await ledger.commit([archived(integrated(flow, keys))])).toEqual(['committed'])
    expect((await ledger.ask(0).acceptedBefore(keys)).size).toBe(500)
  })
}

function asking(make: () => LedgerUnderTest): void {
  test('a flow does not meet its own invoices as accepted before', async () => {
    await using ledger = await make().open()
    const flow = await receiveOne(ledger, { name: 'premier' })
    await ledger.commit([archived(integrated(flow, ['k']))])
    expect((await ledger.ask(flow).acceptedBefore(['k'])).size).toBe(0)
    expect((await ledger.ask(flow + 1).acceptedBefore(['k'])).get('k')).toMatchObject({
      flow,
      flowName: 'premier',
    })
  })

  test('only a smaller number is earlier, whatever was judged first', async () => {
    await using ledger = await make().open()
    const same = { flowIdentifier: 'OPE0011100000000000000077', sha256: 'same' }
    const early = await receiveOne(ledger, same)
    const late = await receiveOne(ledger, same)
    const ask = ledger.ask(early)
    expect(await ask.flowIdentifierSeen('OPE001', same.flowIdentifier, early)).toBeUndefined()
    expect(await ask.flowIdentifierSeen('OPE001', same.flowIdentifier, late)).toMatchObject({ flow: early })
    expect(await ask.sameBytes('OPE001', 'same', late)).toMatchObject({ flow: early })
    expect(await ask.sameBytes('DEM002', 'same', late)).toBeUndefined()
  })

  test('what was read with a flow is not looked up again, unless it is asked anew', async () => {
    await using ledger = await make().open()
    const [like, unlike] = [received(), received()]
    const first = await receiveOne(ledger, like)
    const late = await receiveOne(ledger, { ...unlike, sha256: like.sha256 })
    const { unseen: ofFirst } = (await ledger.load(first)) ?? {}
    const { unseen: ofLate } = (await ledger.load(late)) ?? {}
    expect(ofFirst).toEqual({
      depositor: 'OPE001',
      sha256: like.sha256,
      flowIdentifier: like.flowIdentifier,
    })
    expect(ofLate).toEqual({ depositor: 'OPE001', flowIdentifier: unlike.flowIdentifier })
    expect(await ledger.ask(late, ofLate).sameBytes('OPE001', like.sha256, late)).toMatchObject({
      flow: first,
    })
    const taken = { depositor: 'OPE001', sha256: like.sha256 }
    expect(await ledger.ask(late, taken).sameBytes('OPE001', like.sha256, late)).toBeUndefined()
    expect(await ledger.ask(late, taken).sameBytes('OPE001', unlike.sha256, late)).toBeUndefined()
    expect(await ledger.ask(late).sameBytes('OPE001', like.sha256, late)).toMatchObject({ flow: first })
  })

  test('a flow waits for an equal, earlier one until that has its outcome', async () => {
    await using ledger = await make().open()
    const early = await receiveOne(ledger, { sha256: 'twin' })
    const late = await receiveOne(ledger, { sha256: 'twin' })
    expect((await ledger.load(late))?.waitsFor).toBe(early)
    expect((await ledger.load(early))?.waitsFor).toBeUndefined()
    await ledger.block({ flow: early, run: 0 }, 'panne')
    expect((await ledger.load(late))?.waitsFor).toBeUndefined()
  })
}

function blocking(make: () => LedgerUnderTest): void {
  test('a failed attempt leaves the flow pending, a block takes it out', async () => {
    await using ledger = await make().open()
    const flow = await receiveOne(ledger)
    await ledger.attemptFailed({ flow, run: 0 }, 'disque plein')
    expect(await ledger.load(flow)).toMatchObject({ state: 'processing' })
    expect(await ledger.pendingFlows(0, 10)).toMatchObject([{ flow, run: 0 }])
    await ledger.block({ flow, run: 0 }, 'disque plein')
    expect(await ledger.load(flow)).toMatchObject({ state: 'blocked' })
    expect(await ledger.unfinished()).toEqual({ flows: 0, documents: 0 })
  })

  test('a flow that waits for the house is still pending', async () => {
    await using ledger = await make().open()
    const flow = await receiveOne(ledger)
    await ledger.putOff({ flow, run: 0 }, { house: 'disk', error: 'plein' })
    expect(await ledger.load(flow)).toMatchObject({ state: 'processing' })
    expect(await ledger.pendingFlows(0, 10)).toMatchObject([{ flow, run: 0 }])
  })

  test('trouble told after the outcome changes nothing', async () => {
    await using ledger = await make().open()
    const flow = await receiveOne(ledger)
    await ledger.commit([archived(integrated(flow, ['k']))])
    await ledger.block({ flow, run: 0 }, 'trop tard')
    expect(await ledger.load(flow)).toMatchObject({ state: 'integrated' })
  })

  test('pending flows are given page by page, in order', async () => {
    await using ledger = await make().open()
    const receipts = await ledger.receive([received(), received(), received()])
    const flows = receipts.map(({ flow, run }) => ({ flow, run }))
    expect(await ledger.pendingFlows(0, 2)).toMatchObject(flows.slice(0, 2))
    expect(await ledger.pendingFlows(flows[1]?.flow ?? 0, 2)).toMatchObject(flows.slice(2))
  })
}

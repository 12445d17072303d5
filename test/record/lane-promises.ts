import { expect, test, vi } from 'vitest'
import type { Lane, Ledger, PendingDocument } from '../../src/record/ledger.ts'
import type { LedgerUnderTest } from './ledger-promises.ts'
import { archived, integrated, received } from './outcomes.ts'

const LANE = 'application:FIN001'
const LONG_MS = 60_000
const NEVER = '2999-01-01T00:00:00.000Z'
const HERE = { place: 'ici', mark: 'a1' }

/** What every record keeps of documents to send and of who sends them. */
export function keepsLanePromises(make: () => LedgerUnderTest): void {
  sending(make)
  staging(make)
  leasing(make)
}

/** The flow of a pivot to send. */
async function decide(ledger: Ledger): Promise<number> {
  const [receipt] = await ledger.receive([received()])
  const flow = receipt?.flow ?? 0
  await ledger.commit([archived(integrated(flow, [`clé ${flow}`]))])
  return flow
}

async function claim(ledger: Ledger, owner = 'nous', leaseMs = LONG_MS): Promise<Lane> {
  const lane = await ledger.claimLane(LANE, owner, leaseMs)
  if (typeof lane === 'string') throw new Error(`the lane is ${lane}`)
  return lane
}

/** The documents waiting in the lane, two of them. */
async function twoOf(ledger: Ledger): Promise<[PendingDocument, PendingDocument]> {
  const [first, second] = await ledger.pendingDocuments(LANE, 10)
  if (first === undefined || second === undefined) throw new Error('no two documents')
  return [first, second]
}

const stagings = async (ledger: Ledger) =>
  (await ledger.pendingDocuments(LANE, 10)).map(({ staged }) => staged)

function sending(make: () => LedgerUnderTest): void {
  test('documents are sent in the order they were decided, and once', async () => {
    await using ledger = await make().open()
    const flows = [await decide(ledger), await decide(ledger)]
    const pending = await ledger.pendingDocuments(LANE, 10)
    expect(pending.map((document) => document.flow)).toEqual(flows)
    await ledger.markSent(LANE, pending)
    expect(await ledger.pendingDocuments(LANE, 10)).toEqual([])
    expect(await ledger.pendingEndpoints()).toEqual(['depositor:OPE001'])
    expect(await ledger.nextDue(LANE)).toBeUndefined()
  })

  test('a document put off is not given before its time, and holds up no other', async () => {
    await using ledger = await make().open()
    for (const _ of [1, 2]) await decide(ledger)
    const [document, other] = await twoOf(ledger)
    const { lease } = await claim(ledger)
    for (let tries = 0; tries < 20; tries++)
      await ledger.markTried(lease, document, { error: 'déjà pris', nextAt: NEVER })
    expect(await ledger.pendingDocuments(LANE, 10)).toEqual([other])
    await ledger.markSent(LANE, [other])
    expect(await ledger.nextDue(LANE)).toBe(NEVER)
    expect(await ledger.pendingEndpoints()).toContain(LANE)
  })
}

function staging(make: () => LedgerUnderTest): void {
  test('a document staged is still to be sent, and where it lies is known until it lies there no more', async () => {
    const record = make()
    {
      await using ledger = await record.open()
      for (const _ of [1, 2]) await decide(ledger)
      const [document] = await twoOf(ledger)
      const { lease } = await claim(ledger)
      expect(await ledger.markStaged(lease, [document], HERE)).toEqual(new Set([document.id]))
    }
    await using ledger = await record.open()
    expect(await stagings(ledger)).toEqual([HERE, undefined])
    const [document] = await twoOf(ledger)
    const { lease } = await claim(ledger)
    await ledger.markTried(lease, document, { error: 'déjà pris', nextAt: '2000-01-01T00:00:00.000Z' })
    expect(await stagings(ledger)).toEqual([HERE, undefined])
    await ledger.markUnstaged(lease, [document])
    expect(await stagings(ledger)).toEqual([undefined, undefined])
  })

  test('a document lies under one mark at a time, and none is staged that was sent meanwhile', async () => {
    await using ledger = await make().open()
    for (const _ of [1, 2]) await decide(ledger)
    const both = await twoOf(ledger)
    const { lease } = await claim(ledger)
    await ledger.markStaged(lease, both.slice(0, 1), HERE)
    expect(await ledger.markStaged(lease, both, { ...HERE, mark: 'b2' })).toEqual(new Set([both[1].id]))
    await ledger.markSent(LANE, both)
    expect(await ledger.markStaged(lease, both, HERE)).toEqual(new Set())
  })

  test('who lost the lane stages nothing, and changes nothing of what was', async () => {
    await using ledger = await make().open()
    for (const _ of [1, 2]) await decide(ledger)
    const [document, other] = await twoOf(ledger)
    const old = await claim(ledger, 'un', -1)
    const { lease } = await claim(ledger, 'deux')
    await ledger.markStaged(lease, [document], HERE)
    expect(await ledger.markStaged(old.lease, [other], { ...HERE, mark: 'b2' })).toEqual(new Set())
    await ledger.markUnstaged(old.lease, [document])
    await ledger.markTried(old.lease, document, { error: 'disparu', nextAt: NEVER })
    await ledger.laneFailed(old.lease, { error: 'dossier absent', nextAt: NEVER })
    await ledger.releaseLane(old.lease)
    expect(await stagings(ledger)).toEqual([HERE, undefined])
    expect(await ledger.renewLane(lease, LONG_MS)).toBe('ours')
    expect(await claim(ledger, 'deux')).toMatchObject({ tries: 0 })
  })

  test('hidden files nobody will name are told from the others, by who has the lane only', async () => {
    await using ledger = await make().open()
    for (const _ of [1, 2]) await decide(ledger)
    const [staged, sent] = await twoOf(ledger)
    const [foreign] = await ledger.pendingDocuments('depositor:OPE001', 1)
    const old = await claim(ledger, 'un', -1)
    const { lease } = await claim(ledger, 'deux')
    await ledger.markStaged(lease, [staged], HERE)
    await ledger.markSent(LANE, [sent])
    const hidden = [
      { id: staged.id, mark: 'a1' },
      { id: staged.id, mark: 'b2' },
      { id: sent.id, mark: 'a1' },
      { id: foreign?.id ?? 0, mark: 'a1' },
      { id: 999_999, mark: 'a1' },
    ]
    expect(await ledger.strays(old.lease, hidden)).toEqual([])
    expect(await ledger.strays(lease, hidden)).toEqual([hidden[1], hidden[2], hidden[4]])
  })
}

function leasing(make: () => LedgerUnderTest): void {
  test('a lane is one owner’s at a time, and each claim of it a later term', async () => {
    await using ledger = await make().open()
    const first = await claim(ledger, 'un')
    expect(await ledger.claimLane(LANE, 'deux', LONG_MS)).toBe('taken')
    const again = await claim(ledger, 'un')
    expect(again.lease.term).toBeGreaterThan(first.lease.term)
    expect(await ledger.renewLane(first.lease, LONG_MS)).toBe('lost')
    await ledger.releaseLane(first.lease)
    expect(await ledger.claimLane(LANE, 'deux', LONG_MS)).toBe('taken')
    await ledger.releaseLane(again.lease)
    expect((await claim(ledger, 'deux')).isLeftOpen).toBe(false)
  })

  test('of many that claim a lane at once, one gets it', async () => {
    const record = make()
    const ledgers = await Promise.all(Array.from({ length: 6 }, () => record.open()))
    const claims = await Promise.all(
      ledgers.map((ledger, owner) => ledger.claimLane(LANE, `${owner}`, LONG_MS)),
    )
    expect(claims.filter((lane) => lane === 'taken')).toHaveLength(5)
    await Promise.all(ledgers.map((ledger) => ledger[Symbol.asyncDispose]()))
  })

  test('a lease that ran out is another’s to take, and lost to the first', async () => {
    await using ledger = await make().open()
    const first = await claim(ledger, 'un', 30)
    expect(await ledger.renewLane(first.lease, 30)).toBe('ours')
    await new Promise((resolve) => setTimeout(resolve, 60))
    const second = await claim(ledger, 'deux')
    expect(second.isLeftOpen).toBe(true)
    expect(await ledger.renewLane(first.lease, LONG_MS)).toBe('lost')
    expect(await ledger.renewLane(second.lease, LONG_MS)).toBe('ours')
  })

  test('a lease that ran out and that nobody took is still its owner’s', async () => {
    await using ledger = await make().open()
    const { lease } = await claim(ledger, 'un', -1)
    expect(await ledger.renewLane(lease, LONG_MS)).toBe('ours')
    expect(await ledger.claimLane(LANE, 'deux', LONG_MS)).toBe('taken')
  })

  test('whether a lease ran out is told by the record’s clock, however wrong a machine’s is', async () => {
    await using ledger = await make().open()
    await claim(ledger, 'un')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    try {
      expect(await ledger.claimLane(LANE, 'en avance', LONG_MS)).toBe('taken')
    } finally {
      vi.useRealTimers()
    }
  })

  test('failed tries are counted until something is delivered', async () => {
    await using ledger = await make().open()
    await decide(ledger)
    const { lease } = await claim(ledger)
    await ledger.laneFailed(lease, { error: 'dossier absent', nextAt: NEVER })
    await ledger.releaseLane(lease)
    expect(await claim(ledger)).toMatchObject({ tries: 1, nextAt: NEVER, isLeftOpen: true })
    await ledger.markSent(LANE, await ledger.pendingDocuments(LANE, 1))
    expect(await claim(ledger)).toMatchObject({ tries: 0 })
  })
}

import { expect, test } from 'vitest'
import type { Lane, Ledger } from '../../src/record/ledger.ts'
import { archived, integrated, received } from './outcomes.ts'
import type { RecordUnderTest } from './replay-promises.ts'

const LANE = 'application:FIN001'
const OTHER = 'depositor:OPE001'
const LONG_MS = 60_000
const NEVER = '2999-01-01T00:00:00.000Z'
const ORDER = { endpoints: [LANE], author: 'claire', reason: 'bascule de leur plateforme' }

/** What every record keeps of the lanes support looks at, holds back and has tried. */
export function keepsLaneDeskPromises(open: () => Promise<RecordUnderTest>): void {
  looking(open)
  holding(open)
  retrying(open)
}

/** A pivot for the lane and a report for the other. */
async function decide(ledger: Ledger): Promise<void> {
  const [receipt] = await ledger.receive([received()])
  const flow = receipt?.flow ?? 0
  await ledger.commit([archived(integrated(flow, [`clé ${flow}`]))])
}

async function claim(ledger: Ledger): Promise<Lane> {
  const lane = await ledger.claimLane(LANE, 'nous', LONG_MS)
  if (typeof lane === 'string') throw new Error(`the lane is ${lane}`)
  return lane
}

function looking(open: () => Promise<RecordUnderTest>): void {
  test('lanes are listed with what waits in them, since when, and why it fails', async () => {
    await using record = await open()
    const { ledger, desk } = record
    for (const _ of [1, 2, 3]) await decide(ledger)
    const { lease } = await claim(ledger)
    const [first, second] = await ledger.pendingDocuments(LANE, 2)
    if (first === undefined || second === undefined) throw new Error('no documents')
    await ledger.markSent(LANE, [first])
    await ledger.markTried(lease, second, { error: 'nom déjà pris', nextAt: NEVER })
    await ledger.laneFailed(lease, { error: 'dossier absent', nextAt: NEVER })
    const lanes = await desk.lanes.list()
    const oldestAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string
    const failure = { tries: 1, nextAt: NEVER, lastError: 'dossier absent' }
    expect(lanes).toEqual([
      { endpoint: LANE, waiting: 2, failing: 1, oldestAt, ...failure },
      { endpoint: OTHER, waiting: 3, failing: 0, oldestAt, tries: 0 },
    ])
    const of = { endpoint: LANE, limit: 10 }
    const failing = await desk.lanes.documents({ ...of, failing: true })
    expect(failing).toMatchObject([{ id: second.id, tries: 1, nextAt: NEVER, lastError: 'nom déjà pris' }])
    expect(await desk.lanes.documents({ ...of, failing: false })).toHaveLength(2)
  })
}

function holding(open: () => Promise<RecordUnderTest>): void {
  test('nothing leaves a lane held back, nothing of it is lost, and nobody waits for it', async () => {
    await using record = await open()
    const { ledger, desk } = record
    await decide(ledger)
    expect(await desk.lanes.hold(ORDER)).toEqual([LANE])
    expect(await ledger.claimLane(LANE, 'nous', LONG_MS)).toBe('held')
    expect(await ledger.pendingEndpoints()).toEqual([OTHER])
    expect(await ledger.unfinished()).toEqual({ flows: 0, documents: 1 })
    expect(await ledger.askedLanes()).toEqual([])
    const [lane] = await desk.lanes.list()
    expect(lane).toMatchObject({ waiting: 1, held: { by: 'claire', reason: ORDER.reason } })
    expect(await desk.lanes.release({ ...ORDER, reason: 'terminée' })).toEqual([LANE])
    expect(await ledger.askedLanes()).toEqual([LANE])
    expect((await claim(ledger)).isAsked).toBe(true)
    expect(await ledger.pendingDocuments(LANE, 10)).toHaveLength(1)
  })

  test('a lane held back while it is drained stages nothing more, and keeps what lies beside its name', async () => {
    await using record = await open()
    const { ledger, desk } = record
    for (const _ of [1, 2]) await decide(ledger)
    const { lease } = await claim(ledger)
    const [first, second] = await ledger.pendingDocuments(LANE, 2)
    if (first === undefined || second === undefined) throw new Error('no documents')
    const here = { place: 'ici', mark: 'a1' }
    await ledger.markStaged(lease, [first], here)
    await desk.lanes.hold(ORDER)
    expect(await ledger.renewLane(lease, LONG_MS)).toBe('held')
    expect(await ledger.markStaged(lease, [second], here)).toEqual(new Set())
    await ledger.releaseLane(lease)
    await desk.lanes.release(ORDER)
    expect((await ledger.pendingDocuments(LANE, 2)).map(({ staged }) => staged)).toEqual([here, undefined])
  })

  test('of two who hold a lane the first is remembered, and all that was done to it, the newest first', async () => {
    await using record = await open()
    const { ledger, desk } = record
    await decide(ledger)
    await desk.lanes.hold(ORDER)
    expect(await desk.lanes.hold({ ...ORDER, author: 'marc' })).toEqual([])
    expect(await desk.lanes.retry(ORDER)).toEqual([])
    await desk.lanes.release({ ...ORDER, author: 'marc', reason: 'fini' })
    expect(await desk.lanes.release(ORDER)).toEqual([])
    expect(await desk.lanes.acts(LANE, 10)).toMatchObject([
      { kind: 'released', author: 'marc', reason: 'fini', documents: 1 },
      { kind: 'held', author: 'claire', reason: ORDER.reason, documents: 1 },
    ])
  })

  test('a lane nothing was ever sent to can be held back before something is', async () => {
    await using record = await open()
    const { ledger, desk } = record
    expect(await desk.lanes.isKnown(LANE)).toBe(false)
    await desk.lanes.hold(ORDER)
    expect(await desk.lanes.isKnown(LANE)).toBe(true)
    await decide(ledger)
    expect(await ledger.claimLane(LANE, 'nous', LONG_MS)).toBe('held')
  })
}

function retrying(open: () => Promise<RecordUnderTest>): void {
  test('what is retried is due now, and asked for until somebody claims it', async () => {
    await using record = await open()
    const { ledger, desk } = record
    for (const _ of [1, 2]) await decide(ledger)
    const { lease } = await claim(ledger)
    const [document] = await ledger.pendingDocuments(LANE, 1)
    if (document === undefined) throw new Error('no document')
    await ledger.markTried(lease, document, { error: 'nom déjà pris', nextAt: NEVER })
    await ledger.laneFailed(lease, { error: 'dossier absent', nextAt: NEVER })
    await ledger.releaseLane(lease)
    expect(await desk.lanes.retry(ORDER)).toEqual([LANE])
    expect(await ledger.askedLanes()).toEqual([LANE])
    expect(await ledger.pendingDocuments(LANE, 10)).toHaveLength(2)
    const lane = await claim(ledger)
    expect(lane).toMatchObject({ tries: 1, isAsked: true })
    expect(lane.nextAt).toBeUndefined()
    expect(await ledger.askedLanes()).toEqual([])
  })
}

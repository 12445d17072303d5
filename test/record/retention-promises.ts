import { expect, test } from 'vitest'
import type { Outcome } from '../../src/pipeline/outcome.ts'
import { connect, type RecordAt } from '../../src/record/connect.ts'
import type { Ledger, ReceivedFile } from '../../src/record/ledger.ts'
import { type Desk, openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import type { AgeRule, Retention } from '../../src/record/retention.ts'
import type { Database } from '../../src/record/tables.ts'
import { archived, integrated, received } from './outcomes.ts'

/** A record with its clock in the test's hands. */
interface World extends AsyncDisposable {
  ledger: Ledger
  desk: Desk
  retention: Retention
  database: Database
}

const DAYS_400: AgeRule = {
  name: 'goodDocumentsDays',
  days: 400,
  states: ['integrated'],
  before: '2026-01-01T00:00:00.000Z',
}
const TEN_YEARS: AgeRule = { ...DAYS_400, name: 'recordsDays', days: 3660 }
const LONG_AGO = '2025-06-01T00:00:00.000Z'

/** What retention keeps and gives up, whatever engine is under it. */
export function keepsRetentionPromises(fresh: () => Promise<RecordAt>): void {
  const world = async (): Promise<World> => {
    const record = await fresh()
    await using opening = new AsyncDisposableStack()
    const ledger = opening.use(await openLedger(record))
    const desk = opening.use(await openDesk(record))
    const database = await connect(record)
    opening.defer(() => database.destroy())
    const open = opening.move()
    return {
      ledger,
      desk,
      retention: desk.retention,
      database,
      [Symbol.asyncDispose]: () => open.disposeAsync(),
    }
  }
  ofDocuments(world)
  ofWhatStays(world)
  ofRecords(world)
  ofReferences(world)
  ofSlices(world)
}

interface Past {
  file?: Partial<ReceivedFile>
  outcome?: Partial<Outcome>
  /** Absent: long ago. */
  settledAt?: string
  /** Null: still to be sent. */
  sentAt?: string | null
}

/** A flow that was received, judged and sent, then. */
async function flowOf({ ledger, database }: World, past: Past = {}): Promise<number> {
  const [receipt] = await ledger.receive([received(past.file)])
  if (receipt === undefined) throw new Error('no receipt')
  const { flow } = receipt
  const [result] = await ledger.commit([archived(integrated(flow, [`key of ${flow}`], past.outcome))])
  expect(result).toBe('committed')
  await aged(database, flow, past)
  return flow
}

async function aged(database: Database, flow: number, { settledAt, sentAt }: Past): Promise<void> {
  const settled_at = settledAt ?? LONG_AGO
  await database.updateTable('flows').set({ settled_at }).where('number', '=', flow).execute()
  if (sentAt === null) return
  await database
    .updateTable('outbox')
    .set({ state: 'sent', sent_at: sentAt ?? settled_at })
    .where('flow', '=', flow)
    .execute()
}

async function expiredFlows({ database }: World): Promise<number[]> {
  const rows = await database
    .selectFrom('flows')
    .select('number')
    .where('documents_expired_at', 'is not', null)
    .orderBy('number')
    .execute()
  return rows.map((row) => row.number)
}

function ofDocuments(world: () => Promise<World>): void {
  test('documents of a flow older than its rule are leaving, each once, and its time line says by which rule', async () => {
    await using of = await world()
    const flow = await flowOf(of, { file: { sha256: 'd'.repeat(64) } })
    expect(await of.retention.expireDocuments(DAYS_400, 10)).toBe(1)
    expect((await of.retention.leaving(10)).toSorted()).toEqual(
      ['d'.repeat(64), `${flow}-0`, `${flow}-1`].toSorted(),
    )
    const [event] = await of.database.selectFrom('events').selectAll().where('kind', '=', 'expired').execute()
    expect(event).toMatchObject({ flow, run: 0 })
    expect(JSON.parse(event?.detail ?? '')).toEqual({
      what: 'documents',
      rule: 'goodDocumentsDays',
      days: 400,
      documents: 3,
    })
  })

  test('a flow told as expired says what, when and by which rule; any other says nothing', async () => {
    await using of = await world()
    const [old, fresh] = [await flowOf(of), await flowOf(of, { settledAt: '2026-02-01T00:00:00.000Z' })]
    await of.retention.expireDocuments(DAYS_400, 10)
    expect(await of.retention.expiryOf(old)).toEqual({
      what: 'documents',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      rule: 'goodDocumentsDays',
      days: 400,
    })
    expect(await of.retention.expiryOf(fresh)).toBeUndefined()
    expect(await of.retention.expiryOf(999_999)).toBeUndefined()
  })

  test('a corrected version of the deposit leaves with it', async () => {
    await using of = await world()
    const flow = await flowOf(of)
    const version = {
      flow,
      version: 1,
      sha256: 'c'.repeat(64),
      size: 1,
      author: 'a',
      reason: 'r',
      at: LONG_AGO,
    }
    await of.database.insertInto('deposits').values(version).execute()
    await of.retention.expireDocuments(DAYS_400, 10)
    expect(await of.retention.leaving(10)).toContain('c'.repeat(64))
  })

  test('what is due goes batch by batch, the oldest first, and once', async () => {
    await using of = await world()
    const settled = (day: number) => ({ settledAt: `2025-06-0${day}T00:00:00.000Z` })
    const [third, first, second] = [
      await flowOf(of, settled(3)),
      await flowOf(of, settled(1)),
      await flowOf(of, settled(2)),
    ]
    expect(await of.retention.expireDocuments(DAYS_400, 2)).toBe(2)
    expect(await expiredFlows(of)).toEqual([first, second])
    expect(await of.retention.expireDocuments(DAYS_400, 2)).toBe(1)
    expect(await expiredFlows(of)).toEqual([third, first, second].toSorted((a, b) => a - b))
    expect(await of.retention.expireDocuments(DAYS_400, 2)).toBe(0)
  })

  test('two that expire at once expire each flow once', async () => {
    await using of = await world()
    for (let count = 0; count < 30; count++) await flowOf(of)
    await Promise.all(Array.from({ length: 4 }, () => of.retention.expireDocuments(DAYS_400, 100)))
    const events = await of.database
      .selectFrom('events')
      .select('flow')
      .where('kind', '=', 'expired')
      .execute()
    expect(events).toHaveLength(30)
    expect(new Set(events.map((event) => event.flow)).size).toBe(30)
  })
}

function ofWhatStays(world: () => Promise<World>): void {
  const stays = (what: string, past: Past, also?: (of: World, flow: number) => Promise<unknown>) =>
    test(`${what} does not expire`, async () => {
      await using of = await world()
      const flow = await flowOf(of, past)
      await also?.(of, flow)
      const everything = { ...DAYS_400, states: ['integrated', 'rejected', 'partially-integrated'] as const }
      await of.retention.expireDocuments(everything, 10)
      expect(await expiredFlows(of)).toEqual([])
      expect(await of.retention.leaving(10)).toEqual([])
    })

  stays('a flow younger than its rule', { settledAt: '2026-01-01T00:00:00.000Z' })
  stays('a flow with a document still to be sent', { sentAt: null })
  stays('a flow that was sent later than its rule allows', { sentAt: '2026-01-02T00:00:00.000Z' })
  stays('a flow that waits for the outcome of a replay', {}, async ({ desk }, flow) => {
    const filter = { flows: [flow] }
    const { replay } = await desk.replays.ask({ author: 'a', reason: 'r', filter, again: true })
    expect(await desk.replays.advance(replay.id, { page: 10, room: 10 })).toHaveLength(1)
  })
  stays('a blocked flow', {}, ({ database }, flow) =>
    database.updateTable('flows').set({ state: 'blocked' }).where('number', '=', flow).execute(),
  )

  test('a rule is of its own states only', async () => {
    await using of = await world()
    const rejected = await flowOf(of, { outcome: { state: 'rejected' } })
    const partial = await flowOf(of, { outcome: { state: 'partially-integrated' } })
    const good = await flowOf(of)
    await of.retention.expireDocuments(DAYS_400, 10)
    expect(await expiredFlows(of)).toEqual([good])
    const errored = { ...DAYS_400, states: ['rejected', 'partially-integrated'] } as const
    await of.retention.expireDocuments(errored, 10)
    expect(await expiredFlows(of)).toEqual([rejected, partial, good])
  })

  test('a flow whose documents expired cannot be replayed', async () => {
    await using of = await world()
    const flow = await flowOf(of)
    await of.retention.expireDocuments(DAYS_400, 10)
    expect((await of.desk.replays.eligibility([flow], true)).get(flow)).toBe('expired')
  })
}

const CHILDREN = ['runs', 'invoices', 'events', 'outbox', 'flow_faults', 'slices', 'deposits'] as const

function ofRecords(world: () => Promise<World>): void {
  test('of a record that expired the flow is left, with its date, and the keys of its invoices', async () => {
    await using of = await world()
    const [flow, other] = [await flowOf(of), await flowOf(of, { settledAt: '2026-02-01T00:00:00.000Z' })]
    expect(await of.retention.expireRecords(TEN_YEARS, 10)).toBe(0) // its documents go first
    await of.retention.expireDocuments(DAYS_400, 10)
    expect(await of.retention.expireRecords(TEN_YEARS, 10)).toBe(1)
    expect(await of.retention.expireRecords(TEN_YEARS, 10)).toBe(0)
    for (const table of CHILDREN) {
      const rows = await of.database.selectFrom(table).select(`${table}.flow`).distinct().execute()
      expect(rows.filter((row) => row.flow === flow)).toEqual([])
    }
    const runs = await of.database.selectFrom('runs').select('flow').execute()
    expect(runs).toEqual([{ flow: other }])
    expect(await of.retention.expiryOf(flow)).toEqual({
      what: 'record',
      at: expect.stringMatching(/Z$/),
      rule: 'recordsDays',
    })
  })

  test('a duplicate, the same name, the same bytes and the same drop are known for ever', async () => {
    await using of = await world()
    const file = received()
    const flow = await flowOf(of, { file })
    await of.retention.expireDocuments(DAYS_400, 10)
    await of.retention.expireRecords(TEN_YEARS, 10)
    const ask = of.ledger.ask(flow + 1)
    expect((await ask.acceptedBefore([`key of ${flow}`])).get(`key of ${flow}`)).toMatchObject({
      flowName: file.name,
    })
    expect(await ask.flowIdentifierSeen('OPE001', file.flowIdentifier ?? '', flow + 1)).toMatchObject({
      flow,
    })
    expect(await ask.sameBytes('OPE001', file.sha256, flow + 1)).toMatchObject({ flow })
    expect(await of.ledger.receive([file])).toEqual([{ flow, run: 0, isNew: false }])
  })
}

function ofReferences(world: () => Promise<World>): void {
  test('a document is referred to as long as one flow that has not expired has it, as a deposit, a version or a document sent', async () => {
    await using of = await world()
    const [shared, sent, version] = ['5'.repeat(64), '6'.repeat(64), '7'.repeat(64)]
    const flows = [
      await flowOf(of, { file: { sha256: shared } }),
      await flowOf(of, { file: { sha256: shared } }),
    ]
    const [one = 0, two = 0] = flows
    await of.database
      .updateTable('outbox')
      .set({ sha256: sent })
      .where('name', 'in', [`pivot-${one}`, `report-${two}`])
      .execute()
    for (const flow of flows) {
      await of.database
        .insertInto('deposits')
        .values({ flow, version: 1, sha256: version, size: 1, author: 'a', reason: 'r', at: LONG_AGO })
        .execute()
    }
    const asked = [shared, sent, version, '8'.repeat(64)]
    expect(await of.retention.referred(asked)).toEqual(new Set([shared, sent, version]))
    expect(await of.retention.expireDocuments(DAYS_400, 1)).toBe(1)
    expect(await of.retention.referred(asked)).toEqual(new Set([shared, sent, version]))
    expect(await of.retention.expireDocuments(DAYS_400, 1)).toBe(1)
    expect(await of.retention.referred(asked)).toEqual(new Set())
  })

  test('hashes that only begin alike are not taken for one another', async () => {
    await using of = await world()
    const [mine, alike] = [`${'a'.repeat(60)}0000`, `${'a'.repeat(60)}1111`]
    await flowOf(of, { file: { sha256: mine } })
    expect(await of.retention.referred([alike])).toEqual(new Set())
  })

  test('what runs were judged by is referred to for good', async () => {
    await using of = await world()
    const row = { kind: 'directory', mark: 'm', sha256: 'e'.repeat(64), since: LONG_AGO } as const
    await of.database.insertInto('versions').values(row).execute()
    expect(await of.retention.referred(['e'.repeat(64)])).toEqual(new Set(['e'.repeat(64)]))
  })

  test('more documents than a statement may name are asked for in one go', async () => {
    await using of = await world()
    const file = { sha256: 'f'.repeat(64) }
    await flowOf(of, { file })
    const many = Array.from({ length: 1_000 }, (_, n) => n.toString(16).padStart(64, '0'))
    expect(await of.retention.referred([...many, file.sha256])).toContain(file.sha256)
  })

  test('a document is leaving, then aside, then forgotten; one that is back is leaving again', async () => {
    await using of = await world()
    await flowOf(of, { file: { sha256: '1'.repeat(64) } })
    await of.retention.expireDocuments(DAYS_400, 10)
    const [first = '', ...others] = await of.retention.leaving(10)
    const later = new Date(Date.now() + 60_000).toISOString()
    await of.retention.markAside([first, ...others])
    expect(await of.retention.leaving(10)).toEqual([])
    expect(await of.retention.asideBefore(LONG_AGO, 10)).toEqual([])
    expect(await of.retention.asideBefore(later, 10)).toHaveLength(3)
    await of.retention.markBack([first])
    expect(await of.retention.leaving(10)).toEqual([first])
    await of.retention.forget(others)
    expect(await of.retention.asideBefore(later, 10)).toEqual([])
  })
}

function ofSlices(world: () => Promise<World>): void {
  const soon = () => new Date(Date.now() + 60_000).toISOString()

  test('slices are forgotten once their flow is settled, not before, and their documents are leaving', async () => {
    await using of = await world()
    const [receipt] = await of.ledger.receive([received()])
    const flow = receipt?.flow ?? 0
    const run = { flow, run: 0 }
    await of.ledger.openSlices(run, [
      { from: 0, to: 10 },
      { from: 10, to: 20 },
    ])
    await of.ledger.sliceDone({ ...run, slice: 0 }, 'r'.repeat(64))
    expect(await of.retention.usedSlices(soon(), 10)).toEqual([])
    await of.retention.dropSlices(flow, ['r'.repeat(64)])
    expect(await of.ledger.slicesOf(run)).toHaveLength(2)
    expect(await of.retention.referred(['r'.repeat(64)])).toEqual(new Set(['r'.repeat(64)]))

    await of.ledger.commit([archived(integrated(flow, ['k']))])
    expect(await of.retention.usedSlices(LONG_AGO, 10)).toEqual([])
    expect(await of.retention.usedSlices(soon(), 10)).toEqual([{ flow, results: ['r'.repeat(64)] }])
    await of.retention.dropSlices(flow, ['r'.repeat(64), 'u'.repeat(64)])
    expect(await of.retention.usedSlices(soon(), 10)).toEqual([])
    expect((await of.retention.leaving(10)).toSorted()).toEqual(['r'.repeat(64), 'u'.repeat(64)])
    expect(await of.retention.referred(['r'.repeat(64)])).toEqual(new Set())
  })

  test('documents of a flow that is replayed stay until the run has its end', async () => {
    await using of = await world()
    const flow = await flowOf(of)
    await of.ledger.openSlices({ flow, run: 0 }, [{ from: 0, to: 10 }])
    await of.retention.dropSlices(flow, ['u'.repeat(64)])
    const request = { author: 'a', reason: 'r', filter: { flows: [flow] }, again: true }
    const { replay } = await of.desk.replays.ask(request)
    await of.desk.replays.advance(replay.id, { page: 10, room: 10 })
    expect(await of.retention.leaving(10)).toEqual([])
    await of.retention.markAside(['u'.repeat(64)])
    expect(await of.retention.asideBefore(soon(), 10)).toEqual([])
    await of.ledger.commit([archived(integrated(flow, [`key of ${flow}`], { run: 1, documents: [] }))])
    expect(await of.retention.asideBefore(soon(), 10)).toEqual(['u'.repeat(64)])
  })
}

import { expect, test } from 'vitest'
import { fault } from '../../src/faults/fault.ts'
import type { InvoiceOutcome } from '../../src/pipeline/outcome.ts'
import type { Dossier } from '../../src/record/dossier.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import type { Desk } from '../../src/record/open-desk.ts'
import { accepted, archived, integrated, received } from './outcomes.ts'
import type { RecordUnderTest } from './replay-promises.ts'

const FIN = 'application:FIN001'
const ALL = { page: 100, room: 100 }

/** What dossiers keep, whatever engine is under them. */
export function keepsDossierPromises(open: () => Promise<RecordUnderTest>): void {
  telling(open)
  meaning(open)
  keeping(open)
}

function telling(open: () => Promise<RecordUnderTest>): void {
  test('a flow that was just received has its first run, its first event and nothing else', async () => {
    await using record = await open()
    const { flow, name } = await receiveOne(record.ledger)
    const dossier = await dossierOf(record.desk, flow)
    expect(dossier.flow).toMatchObject({ flow, name, state: 'received', run: 0, version: 0, size: 15_000 })
    expect(dossier.runs).toEqual([{ run: 0, version: 0, again: false, invoices: [] }])
    expect(dossier.events.map(({ kind, run }) => [kind, run])).toEqual([['received', 0]])
    expect([dossier.documents, dossier.versions, dossier.replays]).toEqual([[], [], []])
  })

  test('what a run decided is told as it was decided: faults, factor, route, judges', async () => {
    await using record = await open()
    const { flow } = await receiveOne(record.ledger)
    const outcome = integrated(flow, [], { invoices: [refused(0), { ...routed(1), pivot: `pivot-${flow}` }] })
    await record.ledger.commit([archived(outcome)])
    const { runs, events, flow: head } = await dossierOf(record.desk, flow)
    expect(head).toMatchObject({ state: 'integrated', admissible: true, invoices: 2, accepted: 1 })
    expect(runs[0]?.outcome).toEqual({
      admissible: true,
      faults: [],
      remarks: [],
      journey: outcome.journey,
      judgedBy: outcome.judgedBy,
    })
    expect(runs[0]?.invoices.map(({ index, accepted }) => [index, accepted])).toEqual([
      [0, false],
      [1, true],
    ])
    expect(runs[0]?.invoices[0]?.faults).toEqual(refused(0).faults)
    expect(runs[0]?.invoices[1]).toMatchObject({
      number: 'F-1',
      factor: { status: 'present', name: { value: 'Factofictif SA', source: { line: 91 } } },
      accountEnd: '0122',
      route: { application: 'FIN001' },
      pivot: `pivot-${flow}`,
    })
    expect(events.map(({ kind }) => kind)).toEqual(['received', 'started', 'outcome'])
  })

  test('a document is told with its tries and with how its endpoint is', async () => {
    await using record = await open()
    const { flow } = await receiveOne(record.ledger)
    await record.ledger.commit([archived(integrated(flow, ['k']))])
    const nextAt = '2999-01-01T00:00:00.000Z'
    const lane = await record.ledger.claimLane(FIN, 'one', 60_000)
    if (typeof lane === 'string') throw new Error(lane)
    await record.ledger.laneFailed(lane.lease, { error: 'dossier absent', nextAt })
    const { documents } = await dossierOf(record.desk, flow)
    expect(documents.map(({ name, state, sha256 }) => [name, state, sha256])).toEqual([
      [`pivot-${flow}`, 'pending', `${flow}-0`],
      [`report-${flow}`, 'pending', `${flow}-1`],
    ])
    expect(documents[0]?.lane).toEqual({ tries: 1, nextAt, lastError: 'dossier absent' })
    expect(documents[1]?.lane).toEqual({ tries: 0 })
  })

  test('each run has its own invoices, and says who asked for it, why and on which file', async () => {
    await using record = await open()
    const { ledger, desk } = record
    const { flow } = await receiveOne(ledger)
    const rejected = integrated(flow, [], { state: 'rejected', invoices: [refused(0)], documents: [] })
    await ledger.commit([archived(rejected)])
    const correction = { sha256: 'c'.repeat(64), size: 12, author: 'camille', reason: 'SIRET corrigé' }
    await desk.corrections.correct(flow, correction)
    const asked = { author: 'camille', reason: 'corrigé', filter: { flows: [flow] }, again: false }
    const { replay } = await desk.replays.ask(asked)
    await desk.replays.advance(replay.id, ALL)
    await ledger.commit([archived(integrated(flow, ['k'], { run: 1 }))])
    const { runs, versions, replays } = await dossierOf(desk, flow)
    expect(runs.map(({ run, state, version, invoices }) => [run, state, version, invoices.length])).toEqual([
      [0, 'rejected', 0, 1],
      [1, 'integrated', 1, 1],
    ])
    expect(runs[1]).toMatchObject({ author: 'camille', reason: 'corrigé', replay: replay.id, again: false })
    expect(versions).toMatchObject([{ version: 1, ...correction }])
    expect(replays).toMatchObject([{ id: replay.id, author: 'camille', found: 1 }])
  })

  test('a flow the record does not have has no dossier', async () => {
    await using record = await open()
    expect(await record.desk.dossiers.of(404)).toBeUndefined()
  })
}

function meaning(open: () => Promise<RecordUnderTest>): void {
  test('a flow is meant by its number, its name or its flow identifier', async () => {
    await using record = await open()
    const { flow, name, flowIdentifier } = await receiveOne(record.ledger)
    await receiveOne(record.ledger)
    for (const text of [String(flow), name, flowIdentifier]) {
      expect(await meant(record.desk, text), text).toEqual([flow])
    }
    for (const text of ['0', '-1', '1.5', '99999999999999999999', 'rien', '']) {
      expect(await meant(record.desk, text), text).toEqual([])
    }
  })

  test('of several flows of one name all are meant, the newest first, no more than asked for', async () => {
    await using record = await open()
    const first = await receiveOne(record.ledger)
    const { name, flowIdentifier } = first
    const second = await receiveOne(record.ledger, { name, flowIdentifier })
    const third = await receiveOne(record.ledger, { name, flowIdentifier })
    expect(await meant(record.desk, name)).toEqual([third.flow, second.flow, first.flow])
    expect((await record.desk.dossiers.meant(name, 2)).map(({ flow }) => flow)).toEqual([
      third.flow,
      second.flow,
    ])
  })

  test('a name of digits is a flow’s number where there is one, and a name where there is none', async () => {
    await using record = await open()
    const { flow } = await receiveOne(record.ledger)
    const other = await receiveNameless(record.ledger, String(flow))
    const third = await receiveNameless(record.ledger, '123456789')
    expect(await meant(record.desk, String(flow))).toEqual([flow])
    expect(other).not.toBe(flow)
    expect(await meant(record.desk, '123456789')).toEqual([third])
  })
}

function keeping(open: () => Promise<RecordUnderTest>): void {
  test('a directory is kept under its mark once, and found by it', async () => {
    await using record = await open()
    const { ledger, desk } = record
    expect(await desk.dossiers.directoryKept('mark')).toBeUndefined()
    await ledger.keepVersion({ kind: 'directory', mark: 'mark', sha256: 'first' })
    await ledger.keepVersion({ kind: 'directory', mark: 'mark', sha256: 'second' })
    expect(await desk.dossiers.directoryKept('mark')).toBe('first')
    expect(await desk.dossiers.directoryKept('other')).toBeUndefined()
  })
}

async function receiveOne(ledger: Ledger, over: Parameters<typeof received>[0] = {}) {
  const file = received(over)
  const [receipt] = await ledger.receive([file])
  if (receipt === undefined) throw new Error('no receipt')
  return { flow: receipt.flow, name: file.name, flowIdentifier: file.flowIdentifier ?? '' }
}

/** A file whose name is no flow's. */
async function receiveNameless(ledger: Ledger, name: string): Promise<number> {
  const { flowIdentifier: _, ...file } = received({ name })
  const [receipt] = await ledger.receive([file])
  if (receipt === undefined) throw new Error('no receipt')
  return receipt.flow
}

async function dossierOf(desk: Desk, flow: number): Promise<Dossier> {
  const dossier = await desk.dossiers.of(flow)
  if (dossier === undefined) throw new Error(`no dossier of flow ${flow}`)
  return dossier
}

async function meant(desk: Desk, text: string): Promise<number[]> {
  return (await desk.dossiers.meant(text, 10)).map(({ flow }) => flow)
}

function refused(index: number): InvoiceOutcome {
  const faults = [fault('EXT-13', { at: { line: 9, value: 'Z9' }, detail: { value: 'Z9', allowed: 'A1' } })]
  return { index, document: 'refusee.xml', accepted: false, faults, remarks: [] }
}

function routed(index: number): InvoiceOutcome {
  const source = { xpath: '/Invoice/cac:PayeeParty', line: 91 }
  return {
    ...accepted('k', index),
    route: {
      application: 'FIN001',
      applicationLabel: 'Gestion',
      structureName: 'Commune',
      siret: '29900001800018',
    },
    sketch: {
      number: 'F-1',
      supplier: {},
      recipient: {},
      amounts: {},
      factor: {
        status: 'present',
        reason: 'account-and-name',
        name: { value: 'Factofictif SA', from: 'PartyName', source },
      },
      account: { id: 'FR7600000000000002201010122', type: 'IBAN', source },
    },
  }
}

import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { archived, integrated, received } from '../record/outcomes.ts'
import { clearsAway, dataFolder, drop, filesIn, flowName, start, until } from '../walk-world.ts'
import { ecluse, type Ran } from './ecluse.ts'

const LANE = 'application:FIN001'
/** Each command is a process of its own. */
const SLOW = { timeout: 120_000 }
const WHY = ['--reason', 'bascule de leur plateforme', '--author', 'claire']

clearsAway()

function deliveries(data: string, ...words: string[]): Ran {
  return ecluse('deliveries', ...words, '--data', data)
}

function objects(ran: Ran): Record<string, unknown>[] {
  return ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** A record with a pivot that fails for a reason of its own, and one that only waits. */
async function recordIn(data: string): Promise<void> {
  await using ledger = await openLedger({ file: join(data, 'ecluse.sqlite') })
  for (const _ of [1, 2]) {
    const [receipt] = await ledger.receive([received()])
    const flow = receipt?.flow ?? 0
    await ledger.commit([archived(integrated(flow, [`clé ${flow}`]))])
  }
  const lane = await ledger.claimLane(LANE, 'essai', 60_000)
  const [document] = await ledger.pendingDocuments(LANE, 1)
  if (typeof lane === 'string' || document === undefined) throw new Error('nothing to fail')
  const failure = { error: 'nom \u001b[31mdéjà pris', nextAt: '2999-01-01T00:00:00.000Z' }
  await ledger.markTried(lane.lease, document, failure)
  await ledger.releaseLane(lane.lease)
}

describe('on a record without a service', SLOW, () => {
  let data: string
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'ecluse-deliveries-cli-'))
    await recordIn(data)
  })
  afterAll(() => rmSync(data, { recursive: true, force: true }))

  test('what waits is shown, and what fails with its documents; nothing a terminal would obey', () => {
    const all = deliveries(data)
    expect(all.status).toBe(0)
    expect(all.stdout).toMatch(/^application:FIN001 +◐ documents en échec +2 /m)
    expect(all.stdout).toMatch(/^depositor:OPE001 +· en attente +2 /m)
    expect(all.stdout).toContain('2 destinations, 4 documents en attente, 1 en échec')
    const failed = deliveries(data, '--failed')
    expect(failed.stdout).toContain('pivot-1')
    expect(failed.stdout).not.toContain('pivot-2')
    expect(failed.stdout).toContain('déjà pris')
    expect(failed.stdout).not.toContain('\u001b')
  })

  test('for programs, an object an endpoint, null where nothing is known', () => {
    const [first, second] = objects(deliveries(data, '--json'))
    expect(first).toMatchObject({
      endpoint: LANE,
      waiting: 2,
      failing: 1,
      tries: 0,
      held: null,
      nextAt: null,
    })
    expect(second).toMatchObject({ endpoint: 'depositor:OPE001', lastError: null, documents: null })
    const [failing] = objects(deliveries(data, '--failed', '--json'))
    expect(failing?.['documents']).toMatchObject([{ name: 'pivot-1', tries: 1, kind: 'pivot' }])
  })

  test.each([
    [['retry', '--all'], '--reason'],
    [['hold', '--reason', 'essai'], 'quelles destinations'],
    [['hold', '--all', '--failed', '--reason', 'essai'], 'l’un des trois'],
  ])('bad usage (%j) ends with 2 and changes nothing', (words, said) => {
    const ran = deliveries(data, ...words)
    expect(ran.status).toBe(2)
    expect(ran.stderr).toContain(said)
    expect(objects(deliveries(data, '--json'))[0]?.['held']).toBe(null)
  })

  test('an endpoint nobody knows ends with 4, and nothing is done to the others named', () => {
    const ran = deliveries(data, 'hold', '--endpoint', 'FIN001', '--endpoint', 'NULLE', ...WHY)
    expect(ran.status).toBe(4)
    expect(ran.stderr).toContain('NULLE')
    expect(objects(deliveries(data, '--json'))[0]?.['held']).toBe(null)
  })

  test('a lane is held by name, by whom and why is kept, and held twice is held once', () => {
    expect(deliveries(data, 'hold', '--endpoint', 'FIN001', ...WHY).status).toBe(0)
    expect(deliveries(data, 'hold', '--endpoint', LANE, '--reason', 'encore').status).toBe(0)
    const [lane] = objects(deliveries(data, '--endpoint', LANE, '--json'))
    expect(lane).toMatchObject({ held: { by: 'claire', reason: 'bascule de leur plateforme' } })
    expect(lane?.['acts']).toHaveLength(1)
    expect(deliveries(data, 'retry', '--endpoint', LANE, '--reason', 'essai').status).toBe(4)
    expect(deliveries(data, 'release', '--all', '--reason', 'fini', '--json').stdout).toBe(
      `{"endpoint":"${LANE}","changed":true,"waiting":2}\n{"endpoint":"depositor:OPE001","changed":false,"waiting":2}\n`,
    )
  })

  test('what fails is tried now, and what fails again shows again', async () => {
    expect(deliveries(data, 'retry', '--failed', '--reason', 'place faite').status).toBe(0)
    await using desk = await openDesk({ file: join(data, 'ecluse.sqlite') })
    const [document] = await desk.lanes.documents({ endpoint: LANE, failing: true, limit: 1 })
    expect(document?.nextAt).toBeUndefined()
  })
})

describe('beside a service that runs', SLOW, () => {
  test('nothing leaves a lane held back; it leaves when it is released, and what fails long is tried at once', async () => {
    const data = dataFolder()
    const service = start(data)
    const arrived = () => filesIn(join(data, 'destinataires/FIN001/pivots')).length
    const fixture = 'accepted-factored-invoice-notice-in-payment-terms'
    drop(data, fixture, flowName(1))
    await until(() => arrived() === 1, service.log)
    expect(deliveries(data, 'hold', '--endpoint', 'FIN001', ...WHY).status).toBe(0)
    drop(data, 'accepted-attachment', flowName(2))
    await waiting(data, 1)
    await setTimeout(2_000)
    expect(arrived()).toBe(1)
    expect(deliveries(data, 'release', '--endpoint', 'FIN001', ...WHY).status).toBe(0)
    await until(() => arrived() === 2, service.log)

    const folder = join(data, 'destinataires/FIN001')
    renameSync(folder, `${folder}-loin`)
    drop(data, 'accepted-credit-note', flowName(3))
    const due = await untilTriedFor(data, 15_000)
    renameSync(`${folder}-loin`, folder)
    expect(deliveries(data, 'retry', '--failed', '--reason', 'leur dossier est revenu').status).toBe(0)
    const asked = Date.now()
    await until(() => arrived() === 3, service.log)
    process.stdout.write(`released, then tried ${Date.now() - asked} ms after it was asked for\n`)
    expect(Date.now()).toBeLessThan(due - 2_000)
  })
})

async function lane(data: string) {
  await using desk = await openDesk({ file: join(data, 'ecluse.sqlite') })
  return (await desk.lanes.list()).find(({ endpoint }) => endpoint === LANE)
}

async function waiting(data: string, documents: number): Promise<void> {
  while ((await lane(data))?.waiting !== documents) await setTimeout(50)
}

/** When the next try is due, once that is as far away as this. */
async function untilTriedFor(data: string, ms: number): Promise<number> {
  for (;;) {
    const due = Date.parse((await lane(data))?.nextAt ?? '')
    if (due - Date.now() > ms) return due
    await setTimeout(100)
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Problem } from '../../../src/record/alerts.ts'
import type { Ledger } from '../../../src/record/ledger.ts'
import { type Desk, openDesk } from '../../../src/record/open-desk.ts'
import { openLedger } from '../../../src/record/open-ledger.ts'
import type { AlertSettings } from '../../../src/settings/alerts.ts'
import { readSettings } from '../../../src/settings.ts'
import { alertWords } from '../../../src/support/alerts/alert-words.ts'
import { findProblems } from '../../../src/support/alerts/find-problems.ts'
import { archived, integrated, received } from '../../record/outcomes.ts'

const FIN = 'application:FIN001'
const MINUTE_MS = 60_000

let folder: string
let ledger: Ledger
let desk: Desk

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-problems-'))
  const record = { file: join(folder, 'ecluse.sqlite') }
  ledger = await openLedger(record)
  desk = await openDesk(record)
})

afterEach(async () => {
  await desk[Symbol.asyncDispose]()
  await ledger[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const { alerts } = readSettings({ data: '/flows', env: {} })

function find(over: Partial<AlertSettings> = {}, now = new Date()): Promise<Problem[]> {
  const usual = {
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '08:00',
    to: '18:00',
    silentMinutes: 60,
  } as const
  const depositors = [{ application: 'OPE001', usual }, { application: 'DEM002' }]
  return findProblems({ desk, settings: { ...alerts, ...over }, depositors }, now)
}

/** Sentences, French then English. */
function told(problems: readonly Problem[]): string[] {
  return problems.flatMap(({ kind, facts, since = '2026-11-23T08:00:00.000Z' }) => {
    const begin = alertWords({ kind, phase: 'begin', since, facts })
    return [begin.fr, begin.en]
  })
}

async function receive(count: number, receivedAt = new Date().toISOString()): Promise<number[]> {
  const files = Array.from({ length: count }, () => received({ receivedAt }))
  return (await ledger.receive(files)).map(({ flow }) => flow)
}

test('a house where all is well has no problem', async () => {
  expect(await find()).toEqual([])
  await receive(3)
  expect(await find()).toEqual([])
})

test('each blocked flow is a problem of its own, until support replays it', async () => {
  const [flow = 0] = await receive(2)
  await ledger.block({ flow, run: 0 }, 'nothing works')
  const problems = await find()
  expect(problems).toMatchObject([{ key: `blocked:${flow}:0`, kind: 'blocked', toleratedMs: 0 }])
  expect(told(problems)).toEqual([
    `Le flux ${flow} de OPE001 est bloqué : il attend le support (ecluse show ${flow}).`,
    `Flow ${flow} of OPE001 is blocked: it waits for support (ecluse show ${flow}).`,
  ])
  expect(await find({ blocked: false })).toEqual([])
  const request = { author: 'claire', reason: 'corrigé', filter: { flows: [flow] }, again: false }
  const { replay } = await desk.replays.ask(request)
  await desk.replays.advance(replay.id, { page: 10, room: 10 })
  expect(await find()).toEqual([])
})

test('of many blocked flows ten are told one by one, and how many there are beside', async () => {
  for (const flow of await receive(13)) await ledger.block({ flow, run: 0 }, 'nothing works')
  const problems = await find()
  expect(problems).toHaveLength(11)
  expect(told(problems).at(-2)).toBe('3 autres flux sont bloqués (ecluse flows bloqué).')
})

test('an endpoint that takes nothing is a problem from its first failed try, told when it lasted', async () => {
  const [flow = 0] = await receive(1)
  await ledger.commit([archived(integrated(flow, ['key']))])
  expect(await find()).toEqual([])
  const lane = await ledger.claimLane(FIN, 'machine', 60_000)
  if (typeof lane === 'string') throw new Error('the lane is not free')
  await ledger.laneFailed(lane.lease, { error: 'away', nextAt: new Date().toISOString() })
  const problems = await find()
  expect(problems).toMatchObject([{ key: `endpoint:${FIN}`, toleratedMs: 15 * MINUTE_MS }])
  expect(problems[0]).not.toHaveProperty('since')
  expect(told(problems)[0]).toBe(
    `Rien ne part vers ${FIN} depuis le 23/11/2026 à 09:00:00 : 1 document attend (ecluse deliveries).`,
  )
  expect(await find({ endpointMinutes: 'never' })).toEqual([])
  await desk.lanes.hold({ endpoints: [FIN], author: 'claire', reason: 'maintenance' })
  expect(await find()).toEqual([])
})

test('documents that wait though no try failed are a problem once they are late', async () => {
  const [flow = 0] = await receive(1)
  await ledger.commit([archived(integrated(flow, ['key']))])
  const later = new Date(Date.now() + 16 * MINUTE_MS)
  const problems = await find({}, later)
  expect(problems.map(({ key }) => key)).toEqual([`endpoint:${FIN}`, 'endpoint:depositor:OPE001'])
  expect(problems[0]?.since).toBeDefined()
})

test('a flow that waits too long for its verdict is a problem', async () => {
  const since = new Date(Date.now() - 31 * MINUTE_MS).toISOString()
  const [flow = 0] = await receive(1, since)
  expect(await find()).toMatchObject([{ key: 'pending', since, facts: { flow, depositor: 'OPE001' } }])
  expect(await find({ pendingMinutes: 60 })).toEqual([])
})

test('a depositor without a flow in its usual hours is a problem, one that never dropped any is not', async () => {
  const now = new Date('2026-11-23T10:00:00.000Z') // a Monday, 11:00 in Paris
  expect(await find({}, now)).toEqual([])
  const [flow = 0] = await receive(1, '2026-11-20T16:30:00.000Z')
  await ledger.commit([archived(integrated(flow, ['key'], { documents: [] }))])
  const problems = await find({}, now)
  expect(problems).toMatchObject([{ key: 'silent:OPE001', since: '2026-11-20T16:30:00.000Z' }])
  expect(told(problems)[0]).toBe(
    'OPE001 n’a rien déposé depuis le 20/11/2026 à 17:30:00, et c’est pourtant l’heure où il dépose.',
  )
})

import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { type Desk, openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import type { ReplayProgress, ReplayRequest } from '../../src/record/replays.ts'
import { readSettings, type Settings } from '../../src/settings.ts'
import { startService } from '../../workers/main.ts'
import { filesIn, fixtureBytes } from '../walk-world.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-replays-'))
const config = join(root, 'config')
const UNKNOWN = fixtureBytes('rejected-RTE-01-unknown-recipient').toString('utf8')
/** The SIRET no structure has until it is added. */
const MISSING = '29990001900017'
process.env['ECLUSE_LOG_LEVEL'] = 'silent' // for the worker processes
afterAll(() => rmSync(root, { recursive: true }))

function settingsWith(structures: string): Settings {
  cpSync(join(import.meta.dirname, '../../config'), config, { recursive: true })
  const file = join(config, 'structures.yaml')
  writeFileSync(file, readFileSync(file, 'utf8') + structures)
  return readSettings({ config, data: join(root, 'data'), env: { ECLUSE_LOG_LEVEL: 'silent' } })
}

const ADDED = `
  - siret: "${MISSING}"
    name: "Syndicat ajouté après coup"
    application: "FIN001"
`

let sequence = 0
function drop(settings: Settings, number: string): void {
  sequence += 1
  const [depositor] = settings.depositors
  if (depositor?.channel !== 'folder') throw new Error('the first depositor has no folder')
  mkdirSync(depositor.in, { recursive: true })
  const name = `FSO1100A_OPE001_OPE0011100${String(sequence).padStart(15, '0')}`
  const xml = UNKNOWN.replace(/<cbc:ID>[^<]+</, `<cbc:ID>${number}<`)
  writeFileSync(join(depositor.in, `.${name}`), xml)
  renameSync(join(depositor.in, `.${name}`), join(depositor.in, name))
}

function pivots(settings: Settings): string[] {
  const folder = join(settings.data, 'destinataires/FIN001/pivots')
  return filesIn(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
}

async function carriedOut(desk: Desk, request: ReplayRequest): Promise<ReplayProgress> {
  const { replay } = await desk.replays.ask(request)
  for (let waits = 0; waits < 600; waits++) {
    const now = await desk.replays.get(replay.id)
    if (now?.state === 'done' && now.ended === now.begun) return now
    await setTimeout(50)
  }
  throw new Error('the replay does not end')
}

const request = (over: Partial<ReplayRequest>): ReplayRequest => ({
  author: 'claire',
  reason: 'structure ajoutée',
  filter: {},
  again: false,
  ...over,
})

test('flows rejected for a structure that was missing are replayed once it is there, and each sends its pivot once', {
  timeout: 120_000,
}, async () => {
  const before = settingsWith('')
  await using stack = new AsyncDisposableStack()
  const first = await startService(before, { config })
  for (let n = 1; n <= 30; n++) drop(before, `REJEU-${n}`)
  await first.idle()
  await first.stop()
  expect(pivots(before)).toEqual([])

  const after = settingsWith(ADDED)
  const service = await startService(after, { config })
  stack.defer(() => service.stop())
  const desk = stack.use(await openDesk(after.record))
  const bulk = request({ filter: { fault: 'RTE-01' } })
  const done = await carriedOut(desk, bulk)
  expect(done).toMatchObject({ found: 30, begun: 30, ended: 30, outcomes: { integrated: 30 } })
  await service.idle()
  expect(pivots(after)).toHaveLength(30)
  expect(pivots(after).every((each) => each.includes('<Renvoi>Non</Renvoi>'))).toBe(true)

  expect((await desk.replays.ask(bulk)).isNew).toBe(false)
  const integrated = request({ filter: { flows: [1] }, reason: 'sans forcer' })
  expect(await carriedOut(desk, integrated)).toMatchObject({ found: 1, begun: 0 })
  const forced = request({ filter: { flows: [1] }, reason: 'pivot perdu par le destinataire', again: true })
  expect(await carriedOut(desk, forced)).toMatchObject({ begun: 1, outcomes: { integrated: 1 } })
  await service.idle()
  const all = pivots(after)
  expect(all).toHaveLength(31)
  const recycled = all.filter((each) => each.includes('<Renvoi>Recyclée</Renvoi>'))
  expect(recycled).toHaveLength(1)
  const id = /<IdCPRO>(\d+)/.exec(recycled[0] ?? '')?.[1]
  expect(all.filter((each) => each.includes(`<IdCPRO>${id}<`))).toHaveLength(2)
  await using ledger = await openLedger(after.record)
  expect(await ledger.unfinished()).toEqual({ flows: 0, documents: 0 })
})

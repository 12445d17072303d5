import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDesk } from '../../src/record/open-desk.ts'
import { readSettings } from '../../src/settings.ts'
import { changeStructure } from '../../src/support/directory/change-structure.ts'
import { LiveDirectory } from '../../src/support/directory/live-directory.ts'
import { type Service, startService } from '../../workers/main.ts'

const root = mkdtempSync(join(tmpdir(), 'ecluse-directory-'))
const [config, data] = [join(root, 'config'), join(root, 'data')]
cpSync(join(import.meta.dirname, '../../config'), config, { recursive: true })
writeFileSync(join(config, 'ecluse.yaml'), 'workers: { flows: 2 }\n')
const settings = readSettings({ config, data, env: { ECLUSE_LOG_LEVEL: 'silent' } })
const depositor = settings.depositors.filter((each) => each.channel === 'folder').find((each) => each.renames)
const fixture = join(import.meta.dirname, '../../fixtures/ubl/accepted-attachment')
const VALMORTE = '29900001800018'
const structures = join(config, 'structures.yaml')

let service: Service
beforeAll(async () => {
  process.env['ECLUSE_LOG_LEVEL'] = 'silent' // for the worker processes
  service = await startService(settings, { config })
}, 60_000)
afterAll(async () => {
  await service.stop()
  rmSync(root, { recursive: true })
})

let sequence = 700_000

/** The codes with which an invoice for Valmorte is rejected now, under a number of its own. */
async function judged(): Promise<string[]> {
  sequence += 1
  const name = `FSO1100A_OPE001_OPE0011100${String(sequence).padStart(15, '0')}`
  const [file = ''] = readdirSync(fixture).filter((each) => each !== 'expected')
  const xml = readFileSync(join(fixture, file), 'utf8').replace(/<cbc:ID>[^<]*</, `<cbc:ID>F-${sequence}<`)
  const aside = join(depositor?.in ?? '', `.${name}`)
  writeFileSync(aside, xml)
  renameSync(aside, join(depositor?.in ?? '', name))
  await service.idle()
  await using desk = await openDesk(settings.record)
  const [flow] = await desk.search.named(name)
  const { flows } = await desk.search.page({ flows: [flow ?? 0] }, { limit: 1 })
  return flows[0]?.faults ?? ['no flow']
}

/** One process after the other takes it: judged so often alike, all have. */
const IN_A_ROW = 5

async function eventually(codes: string[]): Promise<string[]> {
  const end = performance.now() + 40_000
  let found = await judged()
  for (let same = 0; performance.now() < end && same < IN_A_ROW; ) {
    await setTimeout(300)
    found = await judged()
    same = String(found) === String(codes) ? same + 1 : 0
  }
  return found
}

test('a structure closed from the console is closed for the running service, and open again once it is undone', {
  timeout: 120_000,
}, async () => {
  expect(await judged()).toEqual([])
  await using desk = await openDesk(settings.record)
  const live = new LiveDirectory({ config, data }, settings.directory)
  const structure = live.current().directory.findStructure(VALMORTE)
  if (structure === undefined) throw new Error('no structure')
  const change = async (active: boolean) => {
    const order = { actor: { author: 'claire', role: 'administrator' } as const, reason: 'fusion' }
    const wanted = { ...structure, active }
    return changeStructure({ siret: VALMORTE, wanted, mark: live.current().mark }, order, { live, desk })
  }
  expect(await change(false)).toMatchObject({ kind: 'written' })
  expect(await eventually(['RTE-02'])).toEqual(['RTE-02'])
  expect(await change(true)).toMatchObject({ kind: 'written' })
  expect(await eventually([])).toEqual([])
})

test('a file that is wrong changes nothing for the running service, which takes the next good one', {
  timeout: 120_000,
}, async () => {
  const good = readFileSync(structures, 'utf8')
  writeFileSync(structures, good.replace('application: "FIN001"', 'application: "NIX999"'))
  await setTimeout(6_000)
  expect(await judged()).toEqual([])
  writeFileSync(structures, good.replace('active: true', 'active: false'))
  const codes = await eventually(['RTE-02'])
  writeFileSync(structures, good)
  expect(codes).toEqual(['RTE-02'])
  expect(await eventually([])).toEqual([])
})

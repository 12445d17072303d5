import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { startEcluse } from './cli/ecluse.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/ubl')
const PATIENCE_MS = 60_000

const folders: string[] = []
const services: ReturnType<typeof startEcluse>[] = []

afterEach(async () => {
  for (const service of services.splice(0)) {
    service.stop()
    await service.ended
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function start(data: string) {
  const service = startEcluse(data)
  services.push(service)
  return service
}

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-walk-'))
  folders.push(folder)
  return folder
}

/** Drops a fixture as an operator does: written beside, renamed into place; under its own name or another. */
function drop(data: string, fixture: string, name?: string): string {
  const folder = join(FIXTURES, fixture)
  const flow = readdirSync(folder).find((entry) => entry.startsWith('FSO')) as string
  const door = join(data, 'depot/OPE001/in')
  mkdirSync(door, { recursive: true })
  const final = name ?? flow
  copyFileSync(join(folder, flow), join(door, `.${final}`))
  renameSync(join(door, `.${final}`), join(door, final))
  return final
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : []
}

function reports(data: string): string[] {
  const out = join(data, 'depot/OPE001/out')
  return filesIn(out)
    .filter((name) => !name.endsWith('.txt'))
    .map((name) => readFileSync(join(out, name), 'utf8'))
}

function pivots(data: string): string[] {
  return ['FIN001', 'HOS002', 'DEP003', 'ETA004'].flatMap((code) => {
    const folder = join(data, `destinataires/${code}/pivots`)
    return filesIn(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  })
}

async function until(isSo: () => boolean, log: () => string): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited ${PATIENCE_MS} ms in vain; the service said:\n${log()}`)
    await setTimeout(50)
  }
}

function value(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
}

test('dropped invoices become pivots with the right factor in the right folders, and a report each', {
  timeout: 90_000,
}, async () => {
  const data = dataFolder()
  const service = start(data)
  drop(data, 'accepted-factored-invoice-notice-in-payment-terms')
  drop(data, 'remark-FAC-04-factor-ignored-for-want-of-an-account')
  drop(data, 'rejected-RTE-01-unknown-recipient')
  await until(() => reports(data).length === 3, service.log)
  expect(
    pivots(data)
      .map((each) => value(each, 'RaisonSocialeEncaisseur'))
      .toSorted(),
  ).toEqual(['Factofictif SA', undefined])
  expect(
    reports(data)
      .map((each) => [...each.matchAll(/<IdStatut>(\d+)/g)].map((found) => found[1]).join('+'))
      .toSorted(),
  ).toEqual(['90', '90', '90+93'])
  expect(filesIn(join(data, 'depot/OPE001/in'))).toEqual([])
  service.stop()
  expect(await service.ended).toBe(0)
})

test('the same flow dropped again is told so, and its recipient gets nothing twice', {
  timeout: 90_000,
}, async () => {
  const data = dataFolder()
  const service = start(data)
  drop(data, 'accepted-account-of-the-supplier')
  await until(() => reports(data).length === 1, service.log)
  drop(data, 'accepted-account-of-the-supplier')
  await until(() => reports(data).length === 2, service.log)
  expect(pivots(data)).toHaveLength(1)
  expect(reports(data).filter((each) => each.includes('<CodeErreur>RCV-05'))).toHaveLength(1)
})

test('everything killed in the middle and started again: every flow has its report, none its pivot twice', {
  timeout: 180_000,
}, async () => {
  const data = dataFolder()
  const flows = 120
  const first = start(data)
  for (let n = 1; n <= flows; n++) drop(data, 'rejected-RTE-01-unknown-recipient', flowName(n))
  drop(data, 'accepted-account-of-the-supplier', flowName(flows + 1))
  drop(data, 'accepted-account-of-the-supplier', flowName(flows + 2))
  await until(() => reports(data).length > 10, first.log)
  first.killAll()
  await first.ended
  const second = start(data)
  await until(() => reports(data).length === flows + 2, second.log)
  const reported = reports(data).map((each) => value(each, 'IdFlux'))
  expect(new Set(reported).size).toBe(flows + 2)
  expect(pivots(data)).toHaveLength(1)
})

function flowName(n: number): string {
  return `FSO1100A_OPE001_OPE0011100${String(900_000 + n).padStart(15, '0')}`
}

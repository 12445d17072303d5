import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach } from 'vitest'
import { startEcluse } from './cli/ecluse.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/ubl')
const PATIENCE_MS = 60_000
const DOOR = 'depot/OPE001/in'

const folders: string[] = []
const services: ReturnType<typeof startEcluse>[] = []

/** What a test of the walk leaves running or lying about goes with it. */
export function clearsAway(): void {
  afterEach(async () => {
    for (const service of services.splice(0)) {
      service.stop()
      await service.ended
    }
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
}

export function start(data: string) {
  const service = startEcluse(data)
  services.push(service)
  return service
}

export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-walk-'))
  folders.push(folder)
  return folder
}

/** The flow of a fixture, as bytes. */
export function fixtureBytes(fixture: string): Buffer {
  return readFileSync(fixtureFile(fixture))
}

function fixtureFile(fixture: string): string {
  const folder = join(FIXTURES, fixture)
  return join(folder, readdirSync(folder).find((entry) => entry.startsWith('FSO')) as string)
}

/** Drops a fixture as an operator does: written beside, renamed into place; under its own name or another. */
export function drop(data: string, fixture: string, name?: string): string {
  const file = fixtureFile(fixture)
  return place(data, name ?? (file.split('/').at(-1) as string), (beside) => copyFileSync(file, beside))
}

/** Drops bytes under a name, in the same way. */
export function dropBytes(data: string, bytes: Uint8Array, name: string): string {
  return place(data, name, (beside) => writeFileSync(beside, bytes))
}

function place(data: string, name: string, write: (beside: string) => void): string {
  const door = join(data, DOOR)
  mkdirSync(door, { recursive: true })
  write(join(door, `.${name}`))
  renameSync(join(door, `.${name}`), join(door, name))
  return name
}

export function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : []
}

/** The XML reports in the depositor's folder. */
export function reports(data: string): string[] {
  const out = join(data, 'depot/OPE001/out')
  return filesIn(out)
    .filter((name) => !name.endsWith('.txt'))
    .map((name) => readFileSync(join(out, name), 'utf8'))
}

/** The pivots in all recipients' folders. */
export function pivots(data: string): string[] {
  return ['FIN001', 'HOS002', 'DEP003', 'ETA004'].flatMap((code) => {
    const folder = join(data, `destinataires/${code}/pivots`)
    return filesIn(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  })
}

/** Waits until it is so; after a minute in vain, fails with what the service logged. */
export async function until(isSo: () => boolean, log: () => string): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited ${PATIENCE_MS} ms in vain; the service said:\n${log()}`)
    await setTimeout(50)
  }
}

/** The text of the first element of this name. */
export function value(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
}

export function flowName(n: number): string {
  return `FSO1100A_OPE001_OPE0011100${String(900_000 + n).padStart(15, '0')}`
}

import {
  cpSync,
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
import type { RecordAt } from '../../src/record/connect.ts'
import { type Desk, openDesk } from '../../src/record/open-desk.ts'
import { startEcluse } from '../cli/ecluse.ts'
import { flowName } from '../walk-world.ts'

const SHIPPED = join(import.meta.dirname, '../../config')
const PATIENCE_MS = 90_000
let flows = 0

export interface HouseSettings {
  /** Lines of an `ecluse.yaml`, made for a data folder. */
  settings?: (data: string) => string
  /** How often a flow is tried, when it fails by itself. */
  attempts?: number
  /** Where the record is, when it is not the data folder's file. */
  database?: string
  /** Before it starts. */
  prepare?: (data: string) => void
}

/**
 * A service as an operator runs it, whose flows are given up after two failed tries in a row, at once: whatever is
 * counted as a try shows soon.
 */
export class IllHouse implements AsyncDisposable {
  readonly data = mkdtempSync(join(tmpdir(), 'ecluse-house-'))
  readonly record: RecordAt
  readonly #running: ReturnType<typeof startEcluse>

  constructor({ settings, attempts = 2, database, prepare }: HouseSettings = {}) {
    const config = join(this.data, 'config')
    cpSync(SHIPPED, config, { recursive: true })
    const quick = `flows: { attempts: ${attempts}, backoffMs: 100 }\nintake: { settleMs: 300, scanMs: 300 }\n`
    writeFileSync(join(config, 'ecluse.yaml'), `${quick}${settings?.(this.data) ?? ''}`)
    for (const folder of [this.#door, this.#out]) mkdirSync(folder, { recursive: true })
    prepare?.(this.data)
    this.record = database === undefined ? { file: join(this.data, 'ecluse.sqlite') } : { url: database }
    const before = database === undefined ? [] : ['/usr/bin/env', `DATABASE_URL=${database}`]
    this.#running = startEcluse(this.data, { config, before })
  }

  get pid(): number {
    return this.#running.pid
  }

  /** Drops a flow as an operator does; gives its name. */
  drop(bytes: Uint8Array): string {
    flows += 1
    const name = flowName(flows)
    writeFileSync(join(this.#door, `.${name}`), bytes)
    renameSync(join(this.#door, `.${name}`), join(this.#door, name))
    return name
  }

  /** What the report on each of these flows says, once all have one: the status code. */
  async verdictsOn(names: readonly string[]): Promise<string[]> {
    const reports = () => {
      const texts = readdirSync(this.#out)
        .filter((name) => !name.startsWith('.') && !name.endsWith('.txt'))
        .map((name) => readFileSync(join(this.#out, name), 'utf8'))
      return names.map((name) => texts.find((text) => text.includes(`<Commentaire>${name} `)))
    }
    await this.until(() => reports().every((text) => text !== undefined), `${names.length} reports`)
    return reports().map((text) => /<CodeErreur>([^<]*)</.exec(text ?? '')?.[1] ?? 'accepted')
  }

  async until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const end = Date.now() + PATIENCE_MS
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}; said:\n${this.log().slice(-4000)}`)
      await setTimeout(50)
    }
  }

  log(): string {
    return this.#running.log()
  }

  /** Lines of the log that say something like this. */
  saidOf(pattern: RegExp): string[] {
    return this.log()
      .split('\n')
      .filter((line) => pattern.test(line))
  }

  /** What the record says of these flows: their states, and their events of this kind. */
  async recorded(names: readonly string[], kind: string) {
    await using desk = await openDesk(this.record)
    const flows = []
    for (const name of names) flows.push(await recordedOf(desk, name, kind))
    return flows
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#running.stop()
    await this.#running.ended
    rmSync(this.data, { recursive: true, force: true })
  }

  get #door(): string {
    return join(this.data, 'depot/OPE001/in')
  }

  get #out(): string {
    return join(this.data, 'depot/OPE001/out')
  }
}

async function recordedOf(desk: Desk, name: string, kind: string) {
  const [head] = await desk.dossiers.meant(name, 1)
  const dossier = head === undefined ? undefined : await desk.dossiers.of(head.flow)
  const events = dossier?.events.filter((event) => event.kind === kind).map(({ detail }) => detail)
  return { flow: head?.flow, sha256: head?.sha256, state: head?.state, events: events ?? [] }
}

import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import { openDesk } from '../../src/record/open-desk.ts'
import type { Finding } from '../../src/support/verify/finding.ts'
import { type VerifyRequest, verify } from '../../src/support/verify.ts'
import { type DeskWorld, deskWorld } from './desk-world.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures')

/** A record with flows of every state, all as it must be. */
export interface WholeRecord extends AsyncDisposable {
  data: string
  /** A flow accepted, then sent again. */
  accepted: number
  /** One integrated in part, whose replay is blocked. */
  partial: number
}

export async function wholeRecord(): Promise<WholeRecord> {
  const world = await deskWorld()
  const accepted = await drop('ubl/accepted-factored-invoice-notice-in-payment-terms', world)
  await drop('ubl/rejected-RTE-01-unknown-recipient', world)
  const partial = await drop('archive/partial-RTE-01-one-invoice-of-three-to-nobody', world)
  await world.replay(accepted, { again: true })
  await world.judge(accepted)
  await world.replay(partial)
  await world.ledger.block({ flow: partial, run: 1 }, 'panne')
  await world.receive({ name: 'FSO1100A_X', bytes: Buffer.from('en attente') })
  return {
    data: world.settings.data,
    accepted,
    partial,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

function drop(fixture: string, world: DeskWorld): Promise<number> {
  const folder = join(FIXTURES, fixture)
  const name = readdirSync(folder).find((entry) => entry.startsWith('FSO')) ?? ''
  return world.drop({ name, bytes: readFileSync(join(folder, name)) })
}

/** The documents damaged by the tests: the oldest deposit, and its first pivot. */
export const DEPOSIT = 'select sha256 from flows order by number limit 1'
export const PIVOT = "select sha256 from outbox where kind = 'pivot' order by id limit 1"

/** A copy of a data folder, to be damaged. */
export class Copy {
  readonly data: string

  constructor(of: string, within: string) {
    this.data = mkdtempSync(join(within, 'data-'))
    cpSync(of, this.data, { recursive: true })
  }

  get record() {
    return { file: join(this.data, 'ecluse.sqlite') }
  }

  /** Tells how many rows it changed. */
  sql(statement: string): number {
    const database = new Sqlite(this.record.file)
    database.pragma('foreign_keys = OFF')
    const { changes } = database.prepare(statement).run()
    database.close()
    return changes
  }

  /** Where the archive has the document this query finds. */
  document(query: string): string {
    const database = new Sqlite(this.record.file)
    const { sha256 } = database.prepare(query).get() as { sha256: string }
    database.close()
    return join(this.data, 'archive', sha256.slice(0, 2), sha256.slice(2))
  }

  async verify(request: VerifyRequest = {}) {
    await using desk = await openDesk(this.record)
    const archive = await openFolderArchive(join(this.data, 'archive'))
    const findings: Finding[] = []
    const told = { finding: (finding: Finding) => findings.push(finding), progress: () => undefined }
    const tally = await verify({ againMs: 1, ...request }, { desk, archive }, told)
    return { findings, tally }
  }
}

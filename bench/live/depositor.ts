import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kind, Mix } from '../load/mix.ts'
import type { BenchFolders } from './running-service.ts'

/** A flow that lies ready beside the door, what is to come of it, and when it was dropped. */
export interface Deposit {
  name: string
  kind: Kind
  invoices: number
  pivots: number
  bytes: number
  /** Milliseconds of the clock; absent until it is dropped. */
  droppedAt?: number
}

/** A depositor that writes its files elsewhere, on the same disk, and renames them into place. */
export class Depositor {
  readonly #folders: BenchFolders

  constructor(folders: BenchFolders) {
    this.#folders = folders
    mkdirSync(this.#door, { recursive: true })
  }

  get #door(): string {
    return join(this.#folders.data, 'depot/OPE001/in')
  }

  /** Writes the flows of these places of the mix, ready to be dropped. */
  prepare(mix: Mix, from: number, count: number): Deposit[] {
    return Array.from({ length: count }, (_, index) => this.write(mix.flow(from + index)))
  }

  write(flow: Omit<Deposit, 'bytes'> & { bytes: Buffer }): Deposit {
    const { name, kind, invoices, pivots, bytes } = flow
    writeFileSync(join(this.#folders.staging, name), bytes)
    return { name, kind, invoices, pivots, bytes: bytes.length }
  }

  drop(deposit: Deposit): void {
    deposit.droppedAt = Date.now()
    renameSync(join(this.#folders.staging, deposit.name), join(this.#door, deposit.name))
  }
}

import { chownSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { EntryDoor, ExitDoor, OnTrouble } from '../../src/channels/endpoint.ts'
import { openSftpEntry } from '../../src/channels/sftp/entry.ts'
import { sftpExit } from '../../src/channels/sftp/exit.ts'
import { SftpLine } from '../../src/channels/sftp/line.ts'
import type { DropTokens } from '../../src/record/drop-tokens.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import type { SftpServer } from '../../src/directory/sftp-server.ts'
import { SETTLE_MS } from './entry-promises.ts'
import type { Sshd } from './sshd.ts'

/** So that tests are short. */
const IMPATIENT = { connectMs: 3_000, keepaliveMs: 500, answerMs: 1_000 }
/** Where silence is not what is tested: a busy machine may be silent for a while. */
const PATIENT = { connectMs: 20_000, keepaliveMs: 10_000, answerMs: 20_000 }

export interface DoorOptions {
  renames?: boolean
  onTrouble?: OnTrouble
  done?: string
}

/** Doors on the folders of a test's server. */
export class SftpWorld implements AsyncDisposable {
  readonly sshd: Sshd
  readonly #lines: SftpLine[] = []
  #ledger: Promise<Ledger> | undefined

  constructor(sshd: Sshd) {
    this.sshd = sshd
  }

  line(server: SftpServer = this.sshd.server()): SftpLine {
    return this.calmLine(server, 20)
  }

  /** Leaves a server that failed in peace for so long. */
  calmLine(server: SftpServer, retryMs: number): SftpLine {
    return this.#kept(new SftpLine(server, { ...IMPATIENT, retryMs: () => retryMs }))
  }

  /** Waits for an answer as long as a busy machine may take. */
  patientLine(): SftpLine {
    return this.#kept(new SftpLine(this.sshd.server(), { ...PATIENT, retryMs: () => 20 }))
  }

  #kept(line: SftpLine): SftpLine {
    this.#lines.push(line)
    return line
  }

  /** Looks often, as nobody tells it when a file comes. */
  entry(
    folder: string,
    line: SftpLine,
    { renames = true, onTrouble = () => undefined, done }: DoorOptions = {},
  ): EntryDoor {
    return openSftpEntry({
      line,
      depositor: 'OPE001',
      remoteOut: this.sshd.remote(folder),
      ...(done === undefined ? {} : { done: this.sshd.remote(done) }),
      settleMs: SETTLE_MS,
      renames,
      pollMs: 40,
      staging: join(this.sshd.root, 'staging', this.sshd.remote(folder)),
      drops: this.#dropsOf(folder),
      onTrouble,
    })
  }

  exit(folder: string, line: SftpLine): ExitDoor {
    return sftpExit({ line, folder: this.sshd.remote(folder), record: 'nous' })
  }

  /** Only its guest can be kept from removing. */
  lock(folder: string): boolean {
    if (this.sshd.hasGuest) chownSync(folder, 0, 0)
    return this.sshd.hasGuest
  }

  unlock(folder: string): void {
    const { uid, gid } = statSync(this.sshd.freshFolder())
    chownSync(folder, uid, gid)
  }

  /** Kept in a record of the test's own. */
  #dropsOf(folder: string): DropTokens {
    this.#ledger ??= openLedger({ file: join(this.sshd.root, 'registre.sqlite') })
    const tokens = this.#ledger.then((ledger) => ledger.dropTokens(folder))
    return {
      load: async () => (await tokens).load(),
      save: async (changes) => (await tokens).save(changes),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of this.#lines) await line[Symbol.asyncDispose]()
    await (await this.#ledger)?.[Symbol.asyncDispose]()
  }
}

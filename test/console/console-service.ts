import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runConsole } from '../../src/console/run.ts'
import { readSettings, type Settings } from '../../src/settings.ts'
import { startService } from '../../workers/main.ts'

/** The whole service in a folder of its own, and the console beside it. */
export interface ConsoleService extends AsyncDisposable {
  /** Where the console is reached. */
  address: string
  settings: Settings
  /** What went wrong in the console itself. */
  failures: string[]
  /** Drops a file as its depositor does. */
  drop(name: string, bytes: Uint8Array): void
  /** Everything dropped has its outcome and is delivered. */
  idle(): Promise<void>
  /** Names of the pivots an application was given. */
  pivotsAt(application: string): string[]
}

export async function consoleService(): Promise<ConsoleService> {
  const data = mkdtempSync(join(tmpdir(), 'ecluse-console-'))
  const settings = readSettings({ data, env: { ECLUSE_LOG_LEVEL: 'silent' } })
  const failures: string[] = []
  const failed = (what: object, text: string) => void failures.push(`${text} ${JSON.stringify(what)}`)
  const log = { info: () => undefined, warn: () => undefined, error: failed }
  const service = await startService(settings)
  const console = await runConsole(settings, { host: '127.0.0.1', port: 0 }, { log })
  return {
    address: await console.address,
    settings,
    failures,
    drop(name, bytes) {
      const door = join(data, 'depot/OPE001/in')
      writeFileSync(join(door, `.${name}`), bytes)
      renameSync(join(door, `.${name}`), join(door, name))
    },
    idle: () => service.idle(),
    pivotsAt: (application) => readdirSync(join(data, 'destinataires', application, 'pivots')),
    async [Symbol.asyncDispose]() {
      await console[Symbol.asyncDispose]()
      await service.stop()
      rmSync(data, { recursive: true })
    },
  }
}

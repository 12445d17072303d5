import {
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings, type Settings } from '../../src/settings.ts'
import { type Service, startService } from '../../workers/main.ts'
import { noGuest, noSshd, Sshd } from '../channels/sshd.ts'
import { TcpProxy } from '../channels/tcp-proxy.ts'

const ROOT = join(import.meta.dirname, '../..')
const FIXTURES = join(ROOT, 'fixtures/ubl')
/** Two for an application with an SFTP server, one for an application with a folder. */
const FOR_SFTP = 'accepted-factored-invoice-notice-in-payment-terms'
const FOR_SFTP_AGAIN = 'accepted-factored-invoice-notice-in-payee-note'
const FOR_FOLDER = 'accepted-factor-named-by-the-account-holder'

interface Folders {
  flux: string
  pris: string
  rapports: string
  pivots: string
}

describe.skipIf(noSshd() !== undefined)('a flow that comes and goes by SFTP', () => {
  let sshd: Sshd
  let recipient: TcpProxy
  let config: string
  let settings: Settings
  let service: Service
  let folders: Folders

  beforeAll(async () => {
    sshd = await Sshd.start()
    recipient = await TcpProxy.to(sshd.port)
    folders = {
      flux: sshd.freshFolder(),
      pris: sshd.freshFolder(),
      rapports: sshd.freshFolder(),
      pivots: sshd.freshFolder(),
    }
    config = configure(sshd, folders, recipient.port)
    settings = readSettings({ config, data: join(sshd.root, 'data'), env: { ECLUSE_LOG_LEVEL: 'silent' } })
    service = await startService(settings, { config })
  }, 60_000)
  afterAll(async () => {
    await service.stop()
    await recipient[Symbol.asyncDispose]()
    await sshd[Symbol.asyncDispose]()
  }, 60_000)

  const reportsOn = (name: string) =>
    readdirSync(folders.rapports).filter((each) =>
      readFileSync(join(folders.rapports, each), 'utf8').includes(name),
    )
  const pivots = () => readdirSync(folders.pivots).filter((name) => name.startsWith('FEN0036A_'))

  test('is fetched, becomes a pivot at the recipient’s and a report at the depositor’s, and is moved away', async () => {
    const name = drop(FOR_SFTP, folders.flux)
    await service.idle()
    expect(pivots()).toHaveLength(1)
    expect(reportsOn(name).length).toBeGreaterThan(0)
    expect(readdirSync(folders.flux)).toEqual([])
    expect(readdirSync(folders.pris)).toEqual([name])
    expect(hiddenIn(folders)).toEqual([])
  }, 60_000)

  test('waits for a recipient that is down, holds up nobody else, and arrives once it is back', async () => {
    const before = pivots().length
    recipient.refuse(true)
    const [late, other] = [drop(FOR_SFTP_AGAIN, folders.flux), drop(FOR_FOLDER, folders.flux)]
    const outbox = join(settings.data, 'destinataires/HOS002/pivots')
    const inFolder = () => (existsSync(outbox) ? readdirSync(outbox) : [])
    await until(() => inFolder().length === 1 && reportsOn(other).length > 0 && reportsOn(late).length > 0)
    expect(pivots()).toHaveLength(before)
    await setTimeout(1_500)
    recipient.refuse(false)
    await service.idle()
    expect(pivots()).toHaveLength(before + 1)
    expect(hiddenIn(folders)).toEqual([])
  }, 60_000)

  test.skipIf(noGuest() !== undefined)(
    'that is recorded and not yet moved away when the service ends is moved by the next one, not taken in again',
    async () => {
      const { uid, gid } = statSync(folders.flux)
      chownSync(folders.flux, 0, 0)
      const name = drop(FOR_FOLDER, folders.flux)
      await until(() => reportsOn(name).length > 0)
      const reports = readdirSync(folders.rapports).length
      await service.stop()
      expect(readdirSync(folders.flux)).toEqual([name])
      chownSync(folders.flux, uid, gid)
      service = await startService(settings, { config })
      await service.idle()
      expect(readdirSync(folders.flux)).toEqual([])
      expect(readdirSync(folders.pris)).toContain(name)
      expect(readdirSync(folders.rapports)).toHaveLength(reports)
    },
    60_000,
  )
})

/** The shipped configuration, with a depositor and a recipient on the server; the recipient is reached through `port`. */
function configure(sshd: Sshd, folders: Folders, port: number): string {
  const config = join(sshd.root, 'config-ecluse')
  cpSync(join(ROOT, 'config'), config, { recursive: true })
  copyFileSync(sshd.keyFile, join(config, 'cle'))
  writeFileSync(join(config, 'known_hosts'), sshd.knownHost())
  const login = `host: 127.0.0.1, user: ${sshd.user}, keyFile: cle`
  writeFileSync(
    join(config, 'depositors.yaml'),
    `depositors:
  - { application: "OPE001", name: "Opérateur", channel: sftp, ${login}, port: ${sshd.port}, knownHosts: known_hosts,
      remoteOut: ${sshd.remote(folders.flux)}, remoteIn: ${sshd.remote(folders.rapports)},
      done: ${sshd.remote(folders.pris)}, renames: true, pollMs: 100 }
`,
  )
  const structures = readFileSync(join(config, 'structures.yaml'), 'utf8')
  const place = `channel: sftp, ${login}, port: ${port}, fingerprint: "${sshd.fingerprint}", remoteFolder: ${sshd.remote(folders.pivots)}`
  writeFileSync(
    join(config, 'structures.yaml'),
    structures.replace('folder: destinataires/FIN001/pivots', () => place),
  )
  return config
}

let sequence = 700_000

/** As a depositor that renames drops it. */
function drop(fixture: string, folder: string): string {
  const [file = ''] = readdirSync(join(FIXTURES, fixture)).filter((each) => each !== 'expected')
  sequence += 1
  const name = `FSO1100A_OPE001_OPE0011100${String(sequence).padStart(15, '0')}`
  copyFileSync(join(FIXTURES, fixture, file), join(folder, `.${name}`))
  renameSync(join(folder, `.${name}`), join(folder, name))
  return name
}

function hiddenIn(folders: Folders): string[] {
  return Object.values(folders).flatMap((folder: string) =>
    readdirSync(folder).filter((name) => name.startsWith('.')),
  )
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(20)
}

import { chmodSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { noSshd, Sshd } from '../channels/sshd.ts'
import { TcpProxy } from '../channels/tcp-proxy.ts'
import { noPostgres, PostgresServer } from '../postgres-server.ts'
import type { CampaignSettings } from './campaign-settings.ts'
import { type FarPlace, writeConfiguration } from './configuration.ts'
import { Lockable, SmallDisk } from './disks.ts'
import { GivenRedis } from './given-redis.ts'
import { BY_FOLDER, DEPOSITORS, RECIPIENTS } from './stream/parties.ts'
import { type Taking, TakingRecipient } from './stream/taking-recipient.ts'
import { writeNote } from './world-note.ts'

/** Room on the disk of the data, in bytes: the record as it begins, and what a flow leaves. */
const ROOM = { begin: 96 << 20, flow: 160 << 10 }
const SMALL_ROOM = 24 << 20

/** The disks and folders faults happen to; those that cannot be made here are absent. */
export interface Disks {
  data?: SmallDisk
  recipient?: SmallDisk
  pivots?: Lockable
  reports?: Lockable
  door?: Lockable
  archive?: Lockable
}

/** Everything around the service, in a folder of its own: doors, places, disks, servers, and its configuration. */
export class ChaosWorld implements AsyncDisposable {
  readonly folder: string
  readonly settings: CampaignSettings
  readonly disks: Disks = {}
  readonly takers: TakingRecipient[] = []
  far: (FarPlace & { proxy: TcpProxy }) | undefined
  postgres: { server: PostgresServer; url: string } | undefined
  redis!: GivenRedis
  readonly #open = new AsyncDisposableStack()

  private constructor(settings: CampaignSettings) {
    this.settings = settings
    this.folder = mkdtempSync(join(settings.within, 'ecluse-chaos-'))
    chmodSync(this.folder, 0o755) // servers that are another user's look through it
  }

  /** @throws when the record is to be PostgreSQL's and there is none; nothing is then left. */
  static async open(settings: CampaignSettings): Promise<ChaosWorld> {
    const world = new ChaosWorld(settings)
    try {
      await world.#make()
      return world
    } catch (error) {
      await world[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The disk that may be full. */
  get disk(): string {
    return join(this.folder, 'data')
  }

  /** Data folder of each machine. */
  get data(): readonly [string, ...string[]] {
    const { machines } = this.settings
    if (machines === 1) return [this.disk]
    const [first = this.disk, ...others] = Array.from({ length: machines }, (_, index) =>
      join(this.disk, `machine-${index + 1}`),
    )
    return [first, ...others]
  }

  get config(): string {
    return join(this.folder, 'config')
  }

  /** Folder the depositor's flows, or its reports, are in. */
  depositor(code: string, which: 'in' | 'out'): string {
    return join(this.folder, 'depot', code, which)
  }

  recipient(code: string): string {
    return join(this.folder, 'destinataires', code, 'pivots')
  }

  /** Where each depositor drops, as seen from this machine. */
  get doors(): Map<string, string> {
    const doors = new Map<string, string>(BY_FOLDER.map((code) => [code, this.depositor(code, 'in')]))
    if (this.far !== undefined) doors.set(DEPOSITORS.far, this.far.flows)
    return doors
  }

  get depositsFile(): string {
    return join(this.folder, 'deposits.jsonl')
  }

  /** Names of poisons that were not made to crash often enough. */
  get sparedFile(): string {
    return join(this.folder, 'spared.jsonl')
  }

  /** What the service is told beside its configuration. */
  get env(): Record<string, string> {
    const archive = { ECLUSE_ARCHIVE: join(this.disk, 'archive') }
    return this.postgres === undefined ? archive : { ...archive, DATABASE_URL: this.postgres.url }
  }

  /**
   * The service has ended: recipients take no more, disks become plain folders, and what there is to know is written
   * down in `world.json`, for the checker.
   */
  async settle(): Promise<void> {
    for (const taker of this.takers) await taker[Symbol.asyncDispose]()
    const { pivots, reports, door, archive, recipient, data } = this.disks
    for (const lockable of [pivots, reports, door, archive]) lockable?.becomePlain()
    for (const disk of [recipient, data]) disk?.becomePlain()
    writeNote(this)
  }

  /** The folder stays, with what was on servers of this run in it. */
  keep(): void {
    const { far } = this
    if (far === undefined) return
    const kept = join(this.folder, 'sftp')
    cpSync(far.sshd.home, kept, { recursive: true })
    writeNote(this, (path) => path.replace(far.sshd.home, kept))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#open.disposeAsync()
  }

  async #make(): Promise<void> {
    process.env['TMPDIR'] = this.folder // where the servers of tests put what is theirs
    this.#makeDisks()
    for (const code of BY_FOLDER) {
      mkdirSync(this.depositor(code, 'in'), { recursive: true })
      mkdirSync(this.depositor(code, 'out'), { recursive: true })
    }
    mkdirSync(this.recipient(RECIPIENTS.keeps.application), { recursive: true })
    mkdirSync(this.recipient(RECIPIENTS.takes.application), { recursive: true })
    this.redis = this.#open.use(await GivenRedis.start(join(this.folder, 'redis')))
    await this.#makePostgres()
    await this.#makeFar()
    for (const taking of this.takings) this.takers.push(this.#open.use(new TakingRecipient(taking)))
    writeConfiguration({
      folder: this.config,
      doors: new Map(
        BY_FOLDER.map((code) => [code, { in: this.depositor(code, 'in'), out: this.depositor(code, 'out') }]),
      ),
      places: new Map(
        [RECIPIENTS.keeps, RECIPIENTS.takes].map(({ application }) => [
          application,
          this.recipient(application),
        ]),
      ),
      far: this.far,
      workers: this.settings.workers,
      attempts: this.settings.attempts,
    })
  }

  #makeDisks(): void {
    mkdirSync(this.disk)
    if (this.settings.walls === 'none') return
    const { disks } = this
    disks.data = new SmallDisk(this.disk, ROOM.begin + this.settings.flows * ROOM.flow)
    disks.recipient = new SmallDisk(this.recipient(RECIPIENTS.takes.application), SMALL_ROOM)
    disks.archive = new Lockable(join(this.disk, 'archive'))
    disks.pivots = new Lockable(this.recipient(RECIPIENTS.keeps.application))
    disks.reports = new Lockable(this.depositor(DEPOSITORS.renames, 'out'))
    disks.door = new Lockable(this.depositor(DEPOSITORS.renames, 'in'))
  }

  async #makePostgres(): Promise<void> {
    if (this.settings.record !== 'postgres') return
    const without = noPostgres()
    if (without !== undefined) throw new Error(without)
    const server = this.#open.use(await PostgresServer.start())
    this.postgres = { server, url: server.url(await server.freshDatabase()) }
  }

  /** A server that has a user of its own is root's, and needs more users than a namespace of users has. */
  async #makeFar(): Promise<void> {
    if (this.settings.walls !== 'root' || noSshd() !== undefined) return
    const sshd = this.#open.use(await Sshd.start())
    const proxy = this.#open.use(await TcpProxy.to(sshd.port))
    const [flows, reports, pivots] = [sshd.freshFolder(), sshd.freshFolder(), sshd.freshFolder()]
    this.far = { sshd, proxy, port: proxy.port, flows, reports, pivots }
  }

  /** What those who take their files away do it with. */
  get takings(): Taking[] {
    const taking = (who: string, folder: string) => ({
      folder,
      journal: join(this.folder, `taken-${who}.jsonl`),
      to: join(this.folder, `taken-${who}`),
    })
    const { takes } = RECIPIENTS
    return [
      taking(takes.application, this.recipient(takes.application)),
      taking(DEPOSITORS.writes, this.depositor(DEPOSITORS.writes, 'out')),
    ]
  }
}

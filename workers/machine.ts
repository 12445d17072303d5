import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { Duties } from '../src/record/duties.ts'
import type { Settings } from '../src/settings.ts'
import { inWords, type Log } from './log.ts'
import { NoRedis } from './redis-program.ts'

/** What a machine says of itself to those it shares the record with. */
export interface MachineNote {
  roles: readonly string[]
  /** `own`: the private server of its data folder, which no other machine reaches. */
  redis: 'own' | 'shared'
}

export interface MachineSettings {
  duties: Duties
  /** Names its data folder. */
  owner: string
  note: MachineNote
  /** How long one is taken for alive without a sign of life, in ms; the same for all. Else ten seconds. */
  aliveMs?: number
  /** Another machine gives no sign of life any more: what it was at may be given to others. */
  readonly onDeath: (owner: string) => void
  log: Log
}

/** How long a machine is taken for alive, and keeps its duties, without a sign of life. */
const ALIVE_MS = 10_000
/** Signs of life it gives in that time. */
const BEATS = 3
/** How much of that time a machine counts on by its own clock. */
const SURE = 0.8
const MACHINE = 'machine:'

/**
 * Names a machine among those that share a record, the same at each start. A data folder copied with its system to
 * another machine does not make the two one.
 */
export function machineId(
  folderOwner: string,
  record: Settings['record'],
  host: string = hostname(),
): string {
  if ('file' in record) return folderOwner
  return createHash('sha256').update(`${folderOwner}\n${host}`).digest('hex').slice(0, 32)
}

/** This machine among those that share a record: it tells that it is alive, takes duties, and sees who is not alive. */
export class Machine implements AsyncDisposable {
  readonly #settings: MachineSettings
  readonly #aliveMs: number
  readonly #stop = new AbortController()
  #wanted: readonly string[] = []
  #mine: ReadonlySet<string> = new Set()
  /** By the clock of this process, which a process that is stopped for a while does not stop. */
  #mineUntil = 0
  #onChange: (mine: ReadonlySet<string>) => Promise<void> = () => Promise.resolve()
  #running: Promise<void> = Promise.resolve()
  #beating: Promise<boolean> = Promise.resolve(true)

  private constructor(settings: MachineSettings) {
    this.#settings = settings
    this.#aliveMs = settings.aliveMs ?? ALIVE_MS
  }

  /** @throws NoRedis when another machine is at work and one of the two has a Redis of its own. */
  static async join(settings: MachineSettings): Promise<Machine> {
    const machine = new Machine(settings)
    await machine.#wayIsClear()
    await machine.#beat()
    machine.#running = machine.#keepBeating()
    return machine
  }

  /**
   * Wants these duties from now on. `onChange` is told, at once and whenever it may have changed, which of them this machine
   * has; it must not reject. Resolves once it was told for the first time.
   */
  async want(
    names: readonly string[],
    onChange: (mine: ReadonlySet<string>) => Promise<void>,
  ): Promise<void> {
    this.#wanted = names
    this.#onChange = onChange
    while (!(await this.#beat())) await setTimeout(this.#aliveMs / 10)
  }

  /** Tells of no change any more, from when this resolves; its duties stay its own. */
  async tellNoMore(): Promise<void> {
    this.#onChange = () => Promise.resolve()
    await this.#beating
  }

  /** Wants them no longer; others may have them. */
  async leave(): Promise<void> {
    const names = this.#wanted
    this.#wanted = []
    await this.tellNoMore()
    this.#mine = new Set()
    await this.#given(names)
  }

  /** Whether this duty is this machine's, as far as it can know. */
  has(name: string): boolean {
    return this.#mine.has(name) && performance.now() < this.#mineUntil
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#running
    await this.#given([MACHINE + this.#settings.owner])
  }

  /** A machine that was killed a moment ago still seems to be at work: it is waited for until it does not. */
  async #wayIsClear(): Promise<void> {
    const { owner, note } = this.#settings
    for (const until = performance.now() + 1.2 * this.#aliveMs; ; await setTimeout(this.#aliveMs / 10)) {
      const others = (await this.#holders()).filter((each) => each.owner !== owner && !each.isOver)
      const isApart = others.some((each) => note.redis === 'own' || each.note?.includes('"redis":"own"'))
      if (!isApart) return
      if (performance.now() > until) throw new NoRedis(APART)
    }
  }

  async #keepBeating(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await setTimeout(this.#aliveMs / BEATS, undefined, { signal }).catch(() => undefined) // aborted: seen above
      if (!signal.aborted) await this.#beat()
    }
  }

  /** One after the other, so that who is told of changes is told in their order. */
  #beat(): Promise<boolean> {
    this.#beating = this.#beating.then(() => this.#beatNow())
    return this.#beating
  }

  /** False when it could not be given. Never rejects: while the record is away no other machine takes anything over either. */
  async #beatNow(): Promise<boolean> {
    const { log } = this.#settings
    try {
      await this.#giveSign()
      await this.#buryDead()
      return true
    } catch (error) {
      log.debug({ error: inWords(error) }, 'no sign of life given')
      if (performance.now() > this.#mineUntil) this.#mine = new Set()
      return false
    } finally {
      await this.#onChange(this.#mine)
    }
  }

  async #giveSign(): Promise<void> {
    const { duties, owner, note } = this.#settings
    const begunAt = performance.now()
    const by = { owner, note: JSON.stringify(note) }
    this.#mine = await duties.take([MACHINE + owner, ...this.#wanted], by, this.#aliveMs)
    this.#mineUntil = begunAt + SURE * this.#aliveMs
  }

  async #buryDead(): Promise<void> {
    const { duties, log, onDeath } = this.#settings
    for (const { name, owner, isOver } of await this.#holders()) {
      if (!isOver || !(await duties.clear({ name, owner }))) continue
      log.warn({ machine: owner }, 'a machine gives no sign of life: what it was at goes to others')
      onDeath(owner)
    }
  }

  #holders() {
    return this.#settings.duties.holders(MACHINE)
  }

  async #given(names: readonly string[]): Promise<void> {
    const { duties, owner, log } = this.#settings
    await duties
      .leave(names, owner)
      .catch((error: unknown) => log.warn({ error: inWords(error) }, 'duties not given up: they run out'))
  }
}

const APART =
  'Une autre machine travaille sur ce registre, et l’une des deux a un Redis à elle seule : donnez à toutes le même ' +
  'REDIS_URL (another machine works on this record and one of the two has a Redis of its own: give all the same REDIS_URL).'

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Directory } from '../../src/directory/directory.ts'
import type { Deposit, Outcome } from '../../src/pipeline/outcome.ts'
import { openPipeline, type Pipeline } from '../../src/pipeline/pipeline.ts'
import type { Limits, RuleSettings } from '../../src/pipeline/rule-settings.ts'
import { parse } from '../../src/reception/flow-name.ts'
import type { Archive } from '../../src/record/archive.ts'
import { archivedContent } from '../../src/record/archived-content.ts'
import type { Dossier } from '../../src/record/dossier.ts'
import { openFolderArchive } from '../../src/record/folder-archive.ts'
import type { Ledger } from '../../src/record/ledger.ts'
import { type Desk, openDesk } from '../../src/record/open-desk.ts'
import { openLedger } from '../../src/record/open-ledger.ts'
import { readSettings, type Settings } from '../../src/settings.ts'

/** When flows of this world are received, unless it is said: 23/11/2026 at 09:00 in Paris. */
export const RECEIVED_AT = '2026-11-23T08:00:00.000Z'

/** What a worker does a run with, where that differs from what Écluse ships with. */
export interface Under {
  directory?: Directory
  limits?: Partial<Limits>
  rules?: Partial<RuleSettings>
}

export interface Dropped {
  name: string
  bytes: Uint8Array
  depositor?: string
  receivedAt?: string
}

/** A record and an archive that flows are really judged into, and the desk that is asked about them. */
export interface DeskWorld extends AsyncDisposable {
  settings: Settings
  ledger: Ledger
  archive: Archive
  desk: Desk
  /** What judges so; it stays open as long as the world. */
  pipeline(under?: Under): Pipeline
  /** Receives a flow and leaves it there. */
  receive(dropped: Dropped): Promise<number>
  /** The pending run of a flow, to its end. */
  judge(flow: number, under?: Under): Promise<Outcome>
  /** Both of it. */
  drop(dropped: Dropped, under?: Under): Promise<number>
  /** A new run, asked for by somebody; it is still to be judged. */
  replay(flow: number, over?: { reason?: string; again?: boolean }): Promise<void>
  dossier(flow: number): Promise<Dossier>
}

let drops = 0

export async function deskWorld(): Promise<DeskWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-desk-'))
  const settings = readSettings({ data: folder, env: {} })
  const ledger = await openLedger(settings.record)
  const archive = await openFolderArchive(settings.archive.folder)
  const desk = await openDesk(settings.record)
  const pipelines = new Pipelines(settings)
  const world: DeskWorld = {
    settings,
    ledger,
    archive,
    desk,
    pipeline: (under = {}) => pipelines.of(under),
    receive: (dropped) => receive(dropped, { ledger, archive }),
    judge: (flow, under = {}) => judge(flow, pipelines.of(under), { ledger, archive }),
    async drop(dropped, under) {
      const flow = await world.receive(dropped)
      await world.judge(flow, under)
      return flow
    },
    async replay(flow, { reason = 'essai', again = false } = {}) {
      const asked = { author: 'camille', reason, filter: { flows: [flow] }, again }
      const { replay } = await desk.replays.ask(asked)
      const begun = await desk.replays.advance(replay.id, { page: 10, room: 10 })
      if (begun.length !== 1) throw new Error(`flow ${flow} could not be replayed`)
    },
    async dossier(flow) {
      const dossier = await desk.dossiers.of(flow)
      if (dossier === undefined) throw new Error(`no flow ${flow}`)
      return dossier
    },
    async [Symbol.asyncDispose]() {
      pipelines[Symbol.dispose]()
      await desk[Symbol.asyncDispose]()
      await ledger[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
  return world
}

type Kept = Pick<DeskWorld, 'ledger' | 'archive'>

async function receive(dropped: Dropped, { ledger, archive }: Kept): Promise<number> {
  const { name, bytes, depositor = 'OPE001', receivedAt = RECEIVED_AT } = dropped
  const [sha256 = ''] = await archive.put([bytes])
  const identifier = parse(name)?.identifier
  drops += 1
  const [receipt] = await ledger.receive([
    {
      name,
      depositor,
      sha256,
      size: bytes.length,
      drop: `${drops}`,
      receivedAt,
      ...(identifier === undefined ? {} : { flowIdentifier: identifier }),
    },
  ])
  if (receipt === undefined) throw new Error(`${name} was not received`)
  return receipt.flow
}

async function judge(flow: number, pipeline: Pipeline, { ledger, archive }: Kept): Promise<Outcome> {
  const found = await ledger.load(flow)
  if (found === undefined) throw new Error(`no flow ${flow}`)
  const { run, name, depositor, receivedAt, sha256, size, again } = found
  const content = await archivedContent(archive, { sha256, size })
  const deposit: Deposit = { flow, run, name, depositor, receivedAt, sha256, again, content }
  const outcome = await pipeline.run(deposit, ledger.ask(flow))
  const documents = await archive.put(outcome.documents.map((each) => each.bytes))
  const [result] = await ledger.commit([{ outcome, documents, startedAt: new Date().toISOString() }])
  if (result !== 'committed') throw new Error(`flow ${flow}: ${result}`)
  return outcome
}

/** One pipeline for each way of judging. */
class Pipelines {
  readonly #settings: Settings
  readonly #open = new Map<string, Pipeline>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  of({ directory = this.#settings.directory, limits = {}, rules = {} }: Under): Pipeline {
    const key = JSON.stringify([directory.hash, limits, rules])
    const known = this.#open.get(key)
    if (known !== undefined) return known
    const fresh = openPipeline({
      ...this.#settings,
      directory,
      limits: { ...this.#settings.limits, ...limits },
      rules: { ...this.#settings.rules, ...rules },
    })
    this.#open.set(key, fresh)
    return fresh
  }

  [Symbol.dispose](): void {
    for (const each of this.#open.values()) each[Symbol.dispose]()
  }
}

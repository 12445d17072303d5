import { spawn } from 'node:child_process'
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
import { parseArgs } from 'node:util'
import { startEcluse } from '../test/cli/ecluse.ts'

const ROOT = join(import.meta.dirname, '..')
const MAIN = join(ROOT, 'src/cli/main.ts')
const UNKNOWN = invoice('rejected-RTE-01-unknown-recipient')
const KNOWN = invoice('accepted-account-of-the-supplier')
const ADDED = `
  - siret: "29990001900017"
    name: "Commune de Nulle-Part"
    application: "FIN001"
`
/** How often a fresh flow is dropped while the replay runs, in ms. */
const FRESH_MS = 250
/** Fresh flows dropped one after the other before anything is replayed, to compare with. */
const ALONE = 60
const PIVOTS = 'destinataires/FIN001/pivots'

function invoice(fixture: string): string {
  const folder = join(ROOT, 'fixtures/ubl', fixture)
  const [name = ''] = readdirSync(folder).filter((each) => each.startsWith('FSO'))
  return readFileSync(join(folder, name), 'utf8')
}

class World implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ecluse-replay-'))
  readonly data = join(this.folder, 'data')
  readonly config = join(this.folder, 'config')
  readonly place = ['--data', this.data, '--config', this.config]
  readonly #in = join(this.data, 'depot/OPE001/in')
  readonly #out = join(this.data, 'depot/OPE001/out')
  #sequence = 0

  constructor() {
    cpSync(join(ROOT, 'config'), this.config, { recursive: true })
    mkdirSync(this.#in, { recursive: true })
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  addStructure(): void {
    const file = join(this.config, 'structures.yaml')
    writeFileSync(file, readFileSync(file, 'utf8') + ADDED)
  }

  drop(xml: string, number: string): string {
    this.#sequence += 1
    const name = `FSO1100A_OPE001_OPE0011100${String(this.#sequence).padStart(15, '0')}`
    writeFileSync(join(this.#in, `.${name}`), xml.replace(/<cbc:ID>[^<]+</, `<cbc:ID>${number}<`))
    renameSync(join(this.#in, `.${name}`), join(this.#in, name))
    return name
  }

  /** Files among the recipients' and the depositor's that a person sees. */
  count(folder: string): number {
    try {
      return readdirSync(join(this.data, folder)).filter((name) => !name.startsWith('.')).length
    } catch {
      return 0 // not made yet
    }
  }

  /** Milliseconds from the rename of a fresh, good invoice to its report. */
  async latency(number: string): Promise<number> {
    const begun = performance.now()
    const name = this.drop(KNOWN, number)
    for (;;) {
      if (this.#isReported(name)) return performance.now() - begun
      await setTimeout(5)
    }
  }

  readonly #seen = new Set<string>()
  readonly #reported = new Set<string>()

  #isReported(name: string): boolean {
    for (const file of readdirSync(this.#out)) {
      if (file.startsWith('.') || !file.endsWith('.txt') || this.#seen.has(file)) continue
      this.#seen.add(file)
      const said = /FSO1100A_OPE001_\w+/.exec(readFileSync(join(this.#out, file), 'utf8'))?.[0]
      if (said !== undefined) this.#reported.add(said)
    }
    return this.#reported.has(name)
  }
}

function quantiles(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return `p50 ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms (${sorted.length})`
}

/** Runs a command to its end; gives what it printed and the seconds it took. */
async function command(parameters: readonly string[]): Promise<{ output: string; seconds: number }> {
  const begun = performance.now()
  const child = spawn(process.execPath, [MAIN, ...parameters], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await new Promise((resolve) => child.once('exit', resolve))
  return { output, seconds: (performance.now() - begun) / 1000 }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(200)
}

/** Flows rejected for a structure that was missing, replayed once it is there, fresh ones coming in meanwhile. */
async function run(flows: number): Promise<void> {
  using world = new World()
  await reject(flows, world)
  world.addStructure()
  const service = startEcluse(world.data, { config: world.config })
  await until(() => service.log().includes('"started"'))
  const alone: number[] = []
  for (let n = 1; n <= ALONE; n++) alone.push(await world.latency(`SEULE-${n}`))
  say('a fresh flow, nothing else running', quantiles(alone))
  const rehearsal = await command(['replay', '--fault', 'RTE-01', '--dry-run', ...world.place])
  say('dry run', `${rehearsal.seconds.toFixed(1)} s`)
  sayEnd(rehearsal.output)
  await replay(flows, world)
  service.stop()
  await service.ended
}

async function reject(flows: number, world: World): Promise<void> {
  const service = startEcluse(world.data, { config: world.config })
  const begun = performance.now()
  for (let n = 1; n <= flows; n++) world.drop(UNKNOWN, `REJEU-${n}`)
  await until(() => world.count('depot/OPE001/out') >= 2 * flows)
  say(`${flows} flows rejected`, secondsSince(begun))
  service.stop()
  await service.ended
}

async function replay(flows: number, world: World): Promise<void> {
  const before = world.count(PIVOTS)
  const begun = performance.now()
  const asked = command([
    'replay',
    '--fault',
    'RTE-01',
    '--reason',
    'structure ajoutée',
    '--yes',
    ...world.place,
  ])
  const stop = new AbortController()
  const meanwhile = freshFlows(world, stop.signal)
  await until(() => world.count(PIVOTS) - before >= flows)
  say('replayed and delivered', secondsSince(begun))
  stop.abort()
  say('a fresh flow meanwhile', quantiles(await meanwhile))
  sayEnd((await asked).output)
  say('pivots delivered', String(world.count(PIVOTS) - before))
}

/** Fresh flows, one after the other, until stopped; the milliseconds each took. */
async function freshFlows(world: World, stop: AbortSignal): Promise<number[]> {
  const took: number[] = []
  for (let n = 1; !stop.aborted; n++) {
    took.push(await world.latency(`FRAICHE-${n}`))
    await setTimeout(FRESH_MS)
  }
  return took
}

function secondsSince(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`
}

/** The last lines a command printed: its counts. */
function sayEnd(output: string): void {
  process.stdout.write(`${output.trim().split('\n').slice(-8).join('\n')}\n`)
}

function say(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(36)} ${value}\n`)
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { flows: { type: 'string', default: '10000' } } })
  await run(Number(values.flows))
}

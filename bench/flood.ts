import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Flood, type Tally } from '../test/flood.ts'
import { peakOf, processesFrom } from '../test/hostile/peak-memory.ts'

const EVERY_MS = 5_000

/** Megabytes the main process and the largest worker had at most, since they were started. */
function peaks(flood: Flood): { main: number; worker: number } {
  const workers = processesFrom(flood.pid).filter((pid) => commandOf(pid).includes('workers/flows.ts'))
  return { main: peakOf(flood.pid), worker: Math.max(0, ...workers.map(peakOf)) }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // it has ended
  }
}

/** Drops invoices at once, kills the service in between, and tells what arrived; false when not each came once. */
async function run(flows: number, kills: number): Promise<boolean> {
  await using flood = new Flood(flows)
  flood.drop()
  const begun = performance.now()
  const say = () => {
    const seconds = (performance.now() - begun) / 1000
    const { main, worker } = peaks(flood)
    const arrived = `${flood.pivots.byName.size} pivots, ${flood.reports.byName.size} reports`
    process.stdout.write(
      `${seconds.toFixed(0).padStart(5)} s  ${arrived}  main ${main} MB, worker ${worker} MB\n`,
    )
  }
  const saying = setInterval(say, EVERY_MS)
  try {
    for (let kill = 1; kill <= kills; kill++) {
      if (!(await flood.untilArrived((2 * flows * kill) / (kills + 1)))) break
      await flood.killAndStart()
      process.stdout.write(`killed everything, ${kill} of ${kills}\n`)
    }
    await flood.untilArrived(2 * flows)
    const seconds = (performance.now() - begun) / 1000
    say()
    const code = await flood.end()
    process.stdout.write(`${(flows / seconds).toFixed(0)} flows a second over ${seconds.toFixed(1)} s\n`)
    const whole = [line('pivots', flood.tally(flood.pivots)), line('reports', flood.tally(flood.reports))]
    return whole.every(Boolean) && code === 0
  } finally {
    clearInterval(saying)
  }
}

function line(what: string, { arrived, twice, missing }: Tally): boolean {
  process.stdout.write(`${what}: ${arrived} arrived, ${twice} twice, ${missing} missing\n`)
  return twice === 0 && missing === 0
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { flows: { type: 'string', default: '5000' }, kills: { type: 'string', default: '0' } },
  })
  process.exitCode = (await run(Number(values.flows), Number(values.kills))) ? 0 : 1
}

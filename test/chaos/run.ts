// npm run chaos -- --flows 5000 --kills 200 [--seed N] [--record postgres] [--redis private|given|both]
// Ends with 1 when anything is lost, doubled or otherwise wrong; the world is then kept, and its folder named.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { type CampaignResult, campaign, isGood } from './campaign.ts'
import type { CampaignSettings } from './campaign-settings.ts'
import { judgementText } from './checker.ts'
import { FAULT_NAMES } from './faults/faults.ts'
import { inside, type Walls, wallsHere, wallsToHave } from './namespaces.ts'
import { tableOf } from './table.ts'

const OPTIONS = {
  flows: { type: 'string', default: '5000' },
  kills: { type: 'string', default: '200' },
  others: { type: 'string' },
  poisons: { type: 'string' },
  machines: { type: 'string', default: '1' },
  workers: { type: 'string' },
  seed: { type: 'string' },
  record: { type: 'string', default: 'sqlite' },
  redis: { type: 'string' },
  within: { type: 'string', default: tmpdir() },
  hurried: { type: 'boolean', default: false },
  tries: { type: 'string' },
  keep: { type: 'boolean', default: false },
  only: { type: 'string' },
  /** A Markdown file whose table, between two marks of this record, is the one of this run from then on. */
  write: { type: 'string' },
} as const

const SEEDS = 1_000_000
const LAST_FAULTS = 12

function settingsFrom(
  words: readonly string[],
  walls: Walls,
): { settings: CampaignSettings; write?: string } {
  const { values } = parseArgs({ options: OPTIONS, args: [...words] })
  const flows = Number(values.flows)
  const kills = Number(values.kills)
  const machines = Number(values.machines)
  const settings: CampaignSettings = {
    flows,
    kills,
    others: Number(values.others ?? Math.ceil(kills / 2)),
    poisons: Number(values.poisons ?? Math.ceil(flows / 1_000)),
    machines,
    workers: Number(values.workers ?? (machines === 1 ? 3 : 2)),
    seed: Number(values.seed ?? Math.floor(Math.random() * SEEDS)),
    record: oneOf(['sqlite', 'postgres'], values.record),
    redis: oneOf(['private', 'given', 'both'], values.redis ?? (machines === 1 ? 'both' : 'given')),
    only: values.only?.split(',').map((name) => oneOf(FAULT_NAMES, name.trim())) ?? FAULT_NAMES,
    isHurried: values.hurried,
    attempts: Number(values.tries ?? (values.hurried ? 3 : 5)),
    walls,
    within: values.within,
    isKept: values.keep,
    say: (line) => process.stderr.write(`${line}\n`),
  }
  return { settings, ...(values.write === undefined ? {} : { write: values.write }) }
}

function oneOf<const T extends string>(known: readonly T[], given: string): T {
  const found = known.find((each) => each === given)
  if (found === undefined) throw new Error(`${given}: wanted one of ${known.join(', ')}`)
  return found
}

/** True when nothing is wrong. */
async function run(words: readonly string[], walls: Walls): Promise<boolean> {
  const { settings, write } = settingsFrom(words, walls)
  process.stderr.write(`seed ${settings.seed}\n`)
  const result = await campaign(settings)
  for (const [name, why] of result.leftOut) process.stdout.write(`left out: ${name} (${why})\n`)
  process.stdout.write(`${tableOf(result)}\n\n${judgementText(result.judgement)}`)
  if (!isGood(result)) process.stdout.write(reproduction(result, words))
  else if (write !== undefined) writeTable(write, settings, tableOf(result))
  if (settings.isKept) process.stdout.write(`kept: ${result.folder}\n`)
  return isGood(result)
}

function reproduction(
  { settings, struck, gaveUp, exits, notEnded, ownEnds, folder }: CampaignResult,
  words: readonly string[],
): string {
  const faults = struck
    .slice(-LAST_FAULTS)
    .map(({ name, after, at }) => `  ${at} after ${after} deposits: ${name}\n`)
  const seeded = words.includes('--seed') ? words : [...words, '--seed', String(settings.seed)]
  return [
    ...(gaveUp === undefined ? [] : [`given up: ${gaveUp}\n`]),
    ...(notEnded === 0 ? [] : [`asked to end in order, it did not, ${notEnded} times\n`]),
    ...exits.filter((exit) => exit !== 0).map((exit) => `asked to end, the service ended with ${exit}\n`),
    ...ownEnds
      .slice(-LAST_FAULTS)
      .map(({ code, signal, at }) => `  ${at} it ended by itself: ${code ?? signal}\n`),
    `the last faults:\n${faults.join('')}`,
    `to see it again: npm run chaos -- ${seeded.join(' ')}\n`,
    `what is left of it: ${folder} (node test/chaos/checker.ts ${folder})\n`,
  ].join('')
}

function writeTable(file: string, { record }: CampaignSettings, table: string): void {
  const between = new RegExp(`(<!-- table: ${record} -->\\n)[\\s\\S]*?(<!-- end of table -->)`)
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(between, (_, begin, end) => `${begin}${table}\n${end}`),
  )
}

if (import.meta.main) {
  const words = process.argv.slice(2)
  const here = wallsHere()
  if (here === undefined) {
    const { words: all, env } = inside(wallsToHave(), [process.execPath, import.meta.filename, ...words])
    const [file = '', ...rest] = all
    process.exitCode = spawnSync(file, rest, { stdio: 'inherit', env }).status ?? 1
  } else {
    process.exitCode = (await run(words, here)) ? 0 : 1
  }
}

import { arrivalsIn } from './arrivals.ts'
import { checkDeposits, checkVerdicts } from './deposits-check.ts'
import { checkEvents } from './events-check.ts'
import { checkArchive, checkFiles } from './files-check.ts'
import { type Finding, FINDINGS, type Gravity, tally } from './finding.ts'
import { checkInvoices } from './invoices-check.ts'
import { type DepositNote, readWorld, type World } from './notes.ts'
import { type Record as RecordRead, readRecord } from './record.ts'
import { checkReports } from './reports-check.ts'

export interface Judgement {
  findings: Finding[]
  /** How many of each gravity. */
  gravity: Record<Gravity, number>
  deposits: number
  /** Flows in each state. */
  states: Record<string, number>
  /** Invoices in pivots their recipients have. */
  invoices: number
  /** Files that had their final names somewhere. */
  arrivals: number
  /** Events of each kind. */
  events: Record<string, number>
  /** Documents that were found delivered, by somebody who could no longer say so. */
  recognised: number
}

/** Everything that is wrong with the world in this folder, whose service has ended. */
export async function judge(folder: string): Promise<Judgement> {
  const noted = readWorld(folder)
  const record = await readRecord(noted)
  const world = { ...noted, deposits: noted.deposits.map((each) => settled(each, noted, record)) }
  const arrivals = arrivalsIn(world)
  const { accounted, findings } = checkDeposits(world, record)
  const invoices = checkInvoices(accounted, record, arrivals)
  findings.push(
    ...checkVerdicts(accounted),
    ...invoices.findings,
    ...checkReports(record, arrivals),
    ...checkFiles(world, record, arrivals),
    ...checkEvents(record),
    ...checkArchive(world, record),
  )
  const gravities = tally(findings.map(({ kind }) => FINDINGS[kind]))
  return {
    findings,
    gravity: {
      lost: gravities.get('lost') ?? 0,
      doubled: gravities.get('doubled') ?? 0,
      wrong: gravities.get('wrong') ?? 0,
    },
    deposits: world.deposits.length,
    states: Object.fromEntries(tally(record.flows.map(({ state }) => state))),
    invoices: invoices.delivered,
    arrivals: arrivals.length,
    events: Object.fromEntries(tally(record.events.map(({ kind }) => kind))),
    recognised: record.events.filter(
      ({ kind, detail }) => kind === 'sent' && /"recognised":true/.test(detail),
    ).length,
  }
}

/** A poison that was spared is judged as any flow of its kind, unless kills from outside made up for it. */
function settled(deposit: DepositNote, { spared }: World, { flows }: RecordRead): DepositNote {
  if (deposit.expected !== 'blocked' || !spared.has(deposit.name)) return deposit
  const isBlocked = flows.some(({ name, state }) => name === deposit.name && state === 'blocked')
  return isBlocked ? deposit : { ...deposit, expected: 'integrated' }
}

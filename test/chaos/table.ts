import type { CampaignResult } from './campaign.ts'
import { FAULT_NAMES, FAULTS } from './faults/faults.ts'
import { tally } from './checker/finding.ts'

/** What happened and what came of it, as a table in Markdown. */
export function tableOf(result: CampaignResult): string {
  const { settings, struck, judgement, ownEnds } = result
  const times = tally(struck.map(({ name }) => name))
  const happened = FAULT_NAMES.filter((name) => times.has(name))
  const kills = struck.filter(({ name }) => FAULTS[name].isKill).length
  const states = Object.entries(judgement.states).map(([state, flows]) => `${count(flows)} ${state}`)
  const rows: [string, string][] = [
    ['record', settings.record === 'sqlite' ? 'SQLite' : 'PostgreSQL'],
    ['seed', String(settings.seed)],
    ['machines, worker processes on each', `${settings.machines}, ${settings.workers}`],
    ...happened.map((name): [string, string] => [name, count(times.get(name) ?? 0)]),
    ['worker crashed by the poison', count(result.crashes)],
    ['**kills**', `**${count(kills + result.crashes)}**`],
    ['**faults**, kills included', `**${count(struck.length + result.crashes)}**`],
    ['starts of the service', count(result.starts)],
    ['ends of the service nobody asked for', count(ownEnds.length)],
    ['tries at a flow that failed or were put off', count(judgement.events['attempt-failed'] ?? 0)],
    ['documents recognised as delivered before', count(judgement.recognised)],
    ['flows', count(judgement.deposits)],
    ['their states', states.join(', ')],
    ['invoices in pivots', count(judgement.invoices)],
    ['documents delivered', count(judgement.arrivals)],
    ['**lost**', `**${count(judgement.gravity.lost)}**`],
    ['**doubled**', `**${count(judgement.gravity.doubled)}**`],
    ['**otherwise wrong**', `**${count(judgement.gravity.wrong)}**`],
    ['time', `${Math.floor(result.seconds / 60)} min ${Math.round(result.seconds % 60)} s`],
  ]
  const width = Math.max(...rows.map(([what]) => what.length))
  const line = (what: string, value: string) => `| ${what.padEnd(width)} | ${value} |`
  return [
    line('', ''),
    `|${'-'.repeat(width + 2)}|---|`,
    ...rows.map(([what, value]) => line(what, value)),
  ].join('\n')
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}

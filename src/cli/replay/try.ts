import type { FlowFilter } from '../../record/flow-filter.ts'
import { type CorrectedDeposit, dryRun } from '../../support/dry-run.ts'
import { DryRunTally } from '../../support/dry-run-tally.ts'
import { weigh } from '../../support/replay.ts'
import { EXIT } from '../exit-codes.ts'
import { rehearsedJson, tallyJson } from './dry-run-json.ts'
import { rehearsedLine } from './dry-run-line.ts'
import { rehearsedText } from './dry-run-text.ts'
import { ProgressLine, triedText } from './progress.ts'
import { tallyText } from './tally-text.ts'
import type { DeskTools, TrialTools } from './tools.ts'

export interface Trial {
  filter: FlowFilter
  again: boolean
  corrected?: CorrectedDeposit
}

/** So many flows are shown in full; of more, each has a line. */
const IN_FULL = 20

const DETAIL =
  '  (− disparaît, + apparaît, = reste ; le détail d’un flux : ecluse replay NUMÉRO --dry-run, ou --json pour tous)\n'

/** Shows what a replay would change, flow after flow, then the counts. The exit code of the command. */
export async function tryOut(trial: Trial, tools: DeskTools & TrialTools): Promise<number> {
  const { json } = tools
  const { found } = await weigh(trial, tools.desk)
  const shown = json ? rehearsedJson : found > IN_FULL ? rehearsedLine : rehearsedText
  const tally = new DryRunTally()
  const line = new ProgressLine()
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1000
  for await (const flow of dryRun(trial, tools)) {
    tally.add(flow)
    line.clear()
    process.stdout.write(`${shown(flow)}\n`)
    if (found > IN_FULL) line.show(triedText(tally.flows, found, seconds()))
  }
  line.clear()
  process.stdout.write(json ? `${tallyJson(tally, seconds())}\n` : tallyText(tally, seconds()))
  if (!json && found > IN_FULL) process.stdout.write(DETAIL)
  return tally.isAllIntegrated ? EXIT.accepted : EXIT.rejected
}

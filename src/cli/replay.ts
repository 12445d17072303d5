import { Command } from 'commander'
import type { FlowFilter } from '../record/flow-filter.ts'
import { chooseFlows } from '../support/replay.ts'
import { EXIT } from './exit-codes.ts'
import { addFilterOptions, filterOf } from './filter-options.ts'
import { safe } from './layout.ts'
import { type Asked, askFor } from './replay/ask.ts'
import { replayFromFile } from './replay/from-file.ts'
import { refusalText } from './replay/refusal-words.ts'
import { listCommand, resumeCommand, showCommand, stopCommand } from './replay/known-replays.ts'
import {
  type DeskTools,
  openDeskTools,
  openTrialTools,
  type ReplayOptions,
  systemUser,
} from './replay/tools.ts'
import { tryOut } from './replay/try.ts'

const HELP = `
Exemples (examples):
  ecluse replay 1204 --dry-run
  ecluse replay 1204 --reason "structure ajoutée à l’annuaire"
  ecluse replay --state rejected --fault RTE-01 --since 2026-11-20 --dry-run
  ecluse replay --state rejected --fault RTE-01 --since 2026-11-20 --reason "structure ajoutée" --yes
  ecluse replay 1204 --from-file corrigee.xml --reason "SIRET corrigé avec le déposant"
  ecluse replay list

Un rejeu est un nouveau passage du même flux : le dépôt, les passages d’avant et leurs documents restent. Les factures
déjà remises restent où elles sont ; un flux intégré n’est rejoué qu’avec --force, et son destinataire reçoit alors un
second pivot, marqué « Recyclée ». Le fichier de --from-file remplace le dépôt entier, fût-il une archive. La même
demande (auteur, motif, choix des flux) faite deux fois est un seul rejeu.
A replay is a new run of the same flow; the deposit, earlier runs and their documents stay. Invoices already sent stay
where they are; an integrated flow is replayed with --force only, and its recipient then gets a second pivot, marked as
recycled. The file of --from-file takes the place of the whole deposit, even of an archive. The same request (author,
reason, choice of flows) made twice is one replay.

Codes de retour (exit codes): 0 tout est intégré, ou avec --no-wait demandé (all integrated, or asked for), 1 un rejet, un
blocage ou un flux non rejoué (rejected, blocked or not replayed), 2 incident ou mauvais usage (trouble or bad usage),
3 demandé, pas encore à sa fin (asked for, not at its end: no service, stopped, or Ctrl-C).`

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('rejoue des flux, un par un ou par filtre (replay flows, one by one or by a filter)')
    .enablePositionalOptions()
    .argument('[flux...]', 'numéros ou noms de flux (numbers or names of flows)')
    .option('--reason <motif>', 'pourquoi ; gardé avec le passage (why; kept with the run)')
    .option(
      '--author <nom>',
      'qui le demande (who asks); sinon l’utilisateur du système (else the system user)',
    )
    .option('--from-file <fichier>', 'un fichier corrigé, pour un seul flux (a corrected file, for one flow)')
    .option(
      '--dry-run',
      'montre ce qui changerait, n’enregistre rien (show what would change, record nothing)',
    )
    .option('--force', 'envoie à nouveau ce qui est déjà remis (send again what was sent)')
    .option('--yes', 'ne demande pas de confirmation (ask no confirmation)')
    .option('--no-wait', 'n’attend pas la fin (do not wait for the end)')
    .option('--json', 'des objets JSON, un par ligne (JSON objects, one a line)')
  return addFilterOptions(command)
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(stopCommand())
    .addCommand(resumeCommand())
    .action(async (words: string[], options: ReplayOptions) => {
      refuseUnclear(words, options, command)
      await using tools = await openDeskTools(options)
      process.exitCode = await replay(words, options, tools)
    })
}

/** Bad usage ends the command before anything is opened. */
function refuseUnclear(words: readonly string[], options: ReplayOptions, command: Command): void {
  const isFiltered = Object.keys(filterOf(options)).length > 0
  if (words.length > 0 && isFiltered) {
    command.error('des flux nommés ou un filtre, pas les deux (flows or a filter, not both)')
  }
  if (words.length === 0 && !isFiltered) command.error('quels flux ? (which flows?)')
  if (options.dryRun !== true && (options.reason ?? '').trim() === '') {
    command.error('--reason est nécessaire : dites pourquoi (--reason is needed: say why)')
  }
  if (options.fromFile !== undefined && words.length !== 1) {
    command.error('--from-file est pour un seul flux, nommé (for one flow, named)')
  }
}

async function replay(words: readonly string[], options: ReplayOptions, tools: DeskTools): Promise<number> {
  const filter = words.length === 0 ? filterOf(options) : await flowsNamed(words, tools)
  if (filter === undefined) return EXIT.trouble
  const again = options.force === true
  const asked: Asked = {
    author: options.author ?? systemUser(),
    reason: (options.reason ?? '').trim(),
    again,
    yes: options.yes === true,
    wait: options.wait,
  }
  const isDry = options.dryRun === true
  if (options.fromFile === undefined && !isDry) return askFor(filter, asked, tools)
  using trial = await openTrialTools(tools.settings)
  const both = { ...tools, ...trial }
  const [flow] = filter.flows ?? []
  // awaited: what judges is closed when this function returns
  if (options.fromFile === undefined || flow === undefined) return await tryOut({ filter, again }, both)
  return await replayFromFile({ ...asked, flow, path: options.fromFile, dryRun: isDry }, both)
}

/** The flows of these words, sorted, so that the same flows in another order are the same request. */
async function flowsNamed(words: readonly string[], { desk }: DeskTools): Promise<FlowFilter | undefined> {
  const { flows, unknown, ambiguous } = await chooseFlows(words, desk)
  for (const word of unknown) {
    process.stderr.write(`Aucun flux ne s’appelle « ${safe(word)} » (no flow of this name).\n`)
  }
  for (const { name, flows: several } of ambiguous) {
    const numbers = several.join(', ')
    process.stderr.write(`Plusieurs flux s’appellent « ${safe(name)} » (several flows): ${numbers}.\n`)
  }
  const verdicts = await desk.replays.eligibility(flows, false)
  const missing = flows.filter((flow) => verdicts.get(flow) === 'unknown')
  for (const flow of missing) process.stderr.write(`${refusalText(flow, 'unknown')}\n`)
  const isClear = unknown.length + ambiguous.length + missing.length === 0
  return isClear ? { flows: flows.toSorted((a, b) => a - b) } : undefined
}

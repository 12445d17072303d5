import { type Command as Program, Command, InvalidArgumentError } from 'commander'
import type { FlowFilter } from '../record/flow-filter.ts'
import type { FoundFlow } from '../record/found-flows.ts'
import { typedFilter } from '../support/find.ts'
import { EXIT } from './exit-codes.ts'
import { addFilterOptions, type FilterOptions, filterOf } from './filter-options.ts'
import { advice } from './flows/advice.ts'
import { flowLine } from './flows/flow-json.ts'
import { flowTable } from './flows/flow-table.ts'
import { pagesOf } from './flows/pages.ts'
import { figure } from './layout.ts'
import { paint } from './paint.ts'
import { type DeskTools, openDeskTools, type PlaceOptions } from './replay/tools.ts'
import { refuseToMakeRecord } from './show/there.ts'

interface FlowsOptions extends FilterOptions, PlaceOptions {
  limit: number
  before?: number
}

const SHOWN = 25
/** More than a person goes through; counted no further. */
const COUNTED = 10_000
const COUNT_MS = 2_000

const HELP = `
Exemples (examples):
  ecluse flows
  ecluse flows F-2026-118
  ecluse flows bloqué --since 2h
  ecluse flows "299 900 018 00018" --state rejected,blocked
  ecluse flows --fault RTE-01 --since 2026-11-01 --until 2026-11-15
  ecluse flows --depositor OPE001 --factor ignored --json | jq .invoice.number

Les mots cherchés sont ce qu’on a sous la main : numéro de flux, nom de fichier ou identifiant de flux, numéro de facture,
SIRET ou SIREN (avec ou sans blancs), nom du fournisseur, engagement, compte à payer ou sa fin, écrite *0122. Un nom ou un
numéro se cherche par son début. Un état, un code d’anomalie, d’interface ou de déposant parmi eux vaut l’option du même
nom. --recipient, --frame, --factor et --account valent pour une même facture.
Words are anything at hand: number, file name or identifier of a flow, number of an invoice, SIRET or SIREN, supplier’s
name, engagement, account to pay or its end, written *0122; names and numbers by their beginning. A state or a code among
them is taken as the option of that name. --recipient, --frame, --factor and --account are those of one and the same
invoice.

Codes de retour (exit codes): 0 des flux trouvés (found), 2 incident ou mauvais usage (trouble or bad usage),
4 aucun flux trouvé (nothing found).`

export function flowsCommand(): Program {
  const command = new Command('flows')
    .description('cherche des flux, les plus récents d’abord (find flows, the newest first)')
    .argument('[mots...]', 'ce qu’on a sous la main (anything at hand)')
  return addFilterOptions(command)
    .option('--limit <n>', 'combien de flux au plus (how many at most)', whole, SHOWN)
    .option('--before <n>', 'ceux d’avant ce flux (those before this flow)', whole)
    .option('--json', 'un objet JSON par flux et par ligne (one JSON object a flow and line)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .action(async (words: string[], options: FlowsOptions) => {
      refuseToMakeRecord(options)
      await using tools = await openDeskTools(options)
      process.exitCode = await find(words, options, tools)
    })
}

function whole(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('un nombre entier, 1 ou plus (a whole number, 1 or more).')
}

async function find(words: readonly string[], options: FlowsOptions, tools: DeskTools): Promise<number> {
  const depositors = new Set(tools.settings.depositors.map(({ application }) => application))
  const filter = { ...typedFilter(words.join(' '), { depositors }), ...filterOf(options) }
  const { limit, before } = options
  const pages = pagesOf(tools.desk.search, filter, { limit, ...(before === undefined ? {} : { before }) })
  const flows: FoundFlow[] = []
  let next: number | undefined
  let found = 0
  for await (const page of pages) {
    found += page.flows.length
    next = page.next
    if (!tools.json) flows.push(...page.flows)
    else for (const flow of page.flows) process.stdout.write(`${flowLine(flow)}\n`)
  }
  if (found === 0) process.stderr.write(`${nothing(filter, tools)}\n`)
  else if (!tools.json) {
    process.stdout.write(`${flowTable(flows)}\n\n`)
    process.stdout.write(`${paint('dim', await closing({ found, filter, next, before }, tools))}\n`)
  }
  return found === 0 ? EXIT.absent : EXIT.accepted
}

function nothing(filter: FlowFilter, { settings }: DeskTools): string {
  const isEverything = Object.keys(filter).length === 0
  return isEverything
    ? 'Aucun flux dans ce registre (no flow in this record).'
    : ['Aucun flux trouvé (no flow found).', ...advice(filter, settings).map((line) => `  ${line}`)].join(
        '\n',
      )
}

interface Shown {
  found: number
  filter: FlowFilter
  next: number | undefined
  before: number | undefined
}

/** How many are shown of how many, and how to see more. */
async function closing({ found, filter, next, before }: Shown, { desk }: DeskTools): Promise<string> {
  const shown = `${figure(found)} flux`
  if (next === undefined && before === undefined) return `${shown}, c’est tout (that is all).`
  const { flows, isAll } = await desk.search.count(filter, { atMost: COUNTED, ms: COUNT_MS })
  const all = isAll ? figure(flows) : `plus de ${figure(Math.max(flows, found))} (more than)`
  const more = next === undefined ? 'les derniers (the last ones)' : `la suite (more): --before ${next}`
  return `${shown} sur (of) ${all} ; ${more}.`
}

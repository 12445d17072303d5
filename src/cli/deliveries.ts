import { Command } from 'commander'
import type { LaneAct, LaneSight, WaitingDocument } from '../record/lane-desk.ts'
import { chooseLanes } from '../support/deliveries.ts'
import { laneLine } from './deliveries/lane-json.ts'
import { laneDetail, laneTable, tallyText } from './deliveries/lane-text.ts'
import { type EndpointOptions, refuseUnknown, withEndpoints } from './deliveries/endpoints.ts'
import { holdCommand, releaseCommand, retryCommand } from './deliveries/verbs.ts'
import { EXIT } from './exit-codes.ts'
import { type DeskTools, openDeskTools, type PlaceOptions } from './replay/tools.ts'
import { refuseToMakeRecord } from './show/there.ts'

const HELP = `
Exemples (examples):
  ecluse deliveries
  ecluse deliveries --failed
  ecluse deliveries --endpoint FIN001
  ecluse deliveries retry --failed --reason "certificat renouvelé chez le destinataire"
  ecluse deliveries hold --endpoint FIN001 --reason "bascule de leur plateforme, jusqu’à lundi"
  ecluse deliveries release --endpoint FIN001 --reason "bascule terminée"

Sans verbe, montre ce qui attend d’être remis, destination par destination : depuis quand, combien d’essais ont échoué,
quand est le prochain, et qui retient quoi, pourquoi. Un document est tenté aussi longtemps qu’il le faut, de plus en plus
rarement ; une destination en échec n’en retarde aucune autre. Ce que le support fait est gardé avec son motif.
Without a verb, shows what waits to be delivered, endpoint by endpoint. A document is tried for as long as it takes, more
and more seldom. What support does is kept with its reason.

Codes de retour (exit codes): 0 montré ou fait (shown or done), 2 incident ou mauvais usage (trouble or bad usage),
4 destination inconnue, ou aucune concernée par le verbe (unknown endpoint, or none the verb concerns).`

interface DeliveriesOptions extends PlaceOptions, EndpointOptions {
  failed?: boolean
}

/** Documents shown of a lane, and given to programs. */
const SHOWN = 20
const GIVEN = 1_000
const ACTS = 10

export function deliveriesCommand(): Command {
  const command = new Command('deliveries')
    .description('ce qui attend d’être remis ; le tenter, le retenir (what waits to be delivered)')
    .enablePositionalOptions()
    .option('--failed', 'seulement ce qui échoue, avec ses documents (only what fails, with its documents)')
  return withEndpoints(command)
    .option('--json', 'un objet JSON par destination (one JSON object an endpoint)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .addCommand(retryCommand())
    .addCommand(holdCommand())
    .addCommand(releaseCommand())
    .action(async (options: DeliveriesOptions) => {
      refuseToMakeRecord(options)
      await using tools = await openDeskTools(options)
      process.exitCode = await show(options, tools)
    })
}

async function show({ endpoint, failed = false }: DeliveriesOptions, tools: DeskTools): Promise<number> {
  const isNamed = endpoint.length > 0
  const choice = { endpoints: endpoint, failed: failed && !isNamed, all: !failed && !isNamed }
  const { lanes, unknown } = await chooseLanes(choice, tools)
  if (unknown.length > 0) return refuseUnknown(unknown)
  const isDetailed = failed || isNamed
  for (const lane of tools.json ? lanes : []) {
    const detail = isDetailed ? await detailOf(lane, { failing: failed, limit: GIVEN }, tools) : undefined
    process.stdout.write(`${laneLine(lane, detail)}\n`)
  }
  if (tools.json) return EXIT.accepted
  if (isDetailed) {
    for (const lane of lanes) {
      const detail = await detailOf(lane, { failing: failed, limit: SHOWN }, tools)
      process.stdout.write(`${laneDetail(lane, detail)}\n\n`)
    }
  } else if (lanes.length > 0) process.stdout.write(`${laneTable(lanes)}\n\n`)
  process.stdout.write(`${tallyText(lanes, failed)}\n`)
  return EXIT.accepted
}

/** What is shown of a lane beside itself. */
export interface LaneDetail {
  documents: WaitingDocument[]
  /** Those of them that fail only. */
  failing: boolean
  acts: LaneAct[]
}

async function detailOf(
  { endpoint }: LaneSight,
  of: { failing: boolean; limit: number },
  { desk }: DeskTools,
): Promise<LaneDetail> {
  const documents = await desk.lanes.documents({ endpoint, ...of })
  return { documents, failing: of.failing, acts: await desk.lanes.acts(endpoint, ACTS) }
}

import { Command } from 'commander'
import { flowView } from '../support/show.ts'
import { EXIT } from './exit-codes.ts'
import { safe } from './layout.ts'
import { openDeskTools, type PlaceOptions } from './replay/tools.ts'
import { findFlow } from './show/find-flow.ts'
import { flowJson } from './show/json.ts'
import { giveOut } from './show/give-out.ts'
import { runNumber } from './show/run-number.ts'
import { flowText, withInvoice } from './show/text.ts'
import { refuseToMakeRecord } from './show/there.ts'

interface ShowOptions extends PlaceOptions {
  run?: number
  invoice?: string
  document?: string
  output?: string
}

const HELP = `
Exemples (examples):
  ecluse show 1204
  ecluse show FSO1100A_OPE001_OPE0011100000000000000001
  ecluse show 1204 --run 0
  ecluse show 1204 --invoice FA-2026-0412
  ecluse show 1204 --document FEN0036A_ECL001_ECL0010036000000000100001 --output pivot.xml
  ecluse show 1204 --json | jq .verdict

Le flux est nommé par son numéro, par son nom de fichier, ou par les 25 derniers caractères de ce nom. Un document est nommé
comme dans la partie « Documents » ; le dépôt corrigé de la version 1 l’est par version-1, celui d’origine par version-0.
The flow is named by its number, its file name, or the last 25 characters of that name. A document is named as under
« Documents »; the corrected deposit of version 1 by version-1, the original one by version-0.

Codes de retour (exit codes): 0 montré (shown), 2 incident ou mauvais usage (trouble or bad usage),
4 introuvable, ou plusieurs flux de ce nom, ou document expiré (not there, several flows of this name, or expired).`

export function showCommand(): Command {
  return new Command('show')
    .description(
      'montre un flux : verdict, anomalies, affactureur, trajet, remises (show a flow: verdict, faults, factor, journey, deliveries)',
    )
    .argument('<flux>', 'numéro, nom ou identifiant du flux (number, name or identifier of the flow)')
    .option('--run <n>', 'tel que jugé par ce passage (as this run judged it)', runNumber)
    .option('--invoice <facture>', 'une seule facture, par son numéro ou sa place (one invoice only)')
    .option('--document <nom>', 'sort ce document de l’archive (give this document out of the archive)')
    .option('--output <fichier>', 'où l’écrire ; sinon la sortie standard (where; else stdout)')
    .option('--json', 'un objet JSON (one JSON object)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .action(async (words: string, options: ShowOptions, command: Command) => {
      if (options.output !== undefined && options.document === undefined)
        command.error('--output va avec --document (goes with --document)')
      process.exitCode = await show(words, options)
    })
}

async function show(words: string, options: ShowOptions): Promise<number> {
  refuseToMakeRecord(options)
  await using tools = await openDeskTools(options)
  const dossier = await findFlow(words, tools.desk.dossiers)
  if (dossier === undefined) return EXIT.absent
  const { document, output } = options
  if (document !== undefined) return giveOut(dossier, { name: document, output }, tools.settings)
  const whole = flowView(dossier, options.run === undefined ? {} : { run: options.run })
  if (whole === undefined)
    return absent(`Le flux ${dossier.flow.flow} n’a pas de passage ${options.run} (no such run).`)
  const { invoice } = options
  const view = invoice === undefined ? whole : withInvoice(whole, invoice)
  if (view === undefined)
    return absent(
      `Le passage ${whole.run} n’a pas de facture « ${safe(invoice ?? '?')} » (no such invoice in this run).`,
    )
  process.stdout.write(`${tools.json ? flowJson(view) : flowText(view)}\n`)
  return EXIT.accepted
}

function absent(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return EXIT.absent
}

import { Command, InvalidArgumentError } from 'commander'
import { explain } from '../support/explain.ts'
import { EXIT } from './exit-codes.ts'
import { explanationJson } from './explain/json.ts'
import { refusalText } from './explain/refusal-text.ts'
import { explanationText, type Shown } from './explain/text.ts'
import { openDeskTools, openTrialTools, type PlaceOptions } from './replay/tools.ts'
import { findFlow } from './show/find-flow.ts'
import { runNumber } from './show/run-number.ts'
import { refuseToMakeRecord } from './show/there.ts'

interface ExplainOptions extends PlaceOptions, Shown {
  run?: number
}

const HELP = `
Exemples (examples):
  ecluse explain 1204
  ecluse explain 1204 FA-2026-0412
  ecluse explain 1204 FA-2026-0412 --field ReferenceBancaire
  ecluse explain 1204 --line 91
  ecluse explain 1204 --json | jq '.fields[] | select(.rule != "as-written")'

La partie pure est refaite sur le dépôt archivé, dans l’annuaire d’alors, et ce qu’elle donne est comparé au pivot archivé :
pour chaque champ, la ligne et l’XPath du dépôt d’où il vient, et la règle qui l’a écrit. La facture est nommée par son
numéro, ou par sa place dans le flux (document × 1 000 + place dans le document) ; seule dans son flux, elle peut être tue.
The pure part runs again on the archived deposit, in the directory of then, and what it gives is held against the archived
pivot: for each field, the line and XPath of the deposit it came from, and the rule that wrote it. The invoice is named by
its number, or by its place in the flow; alone in its flow, it may be left out.

Codes de retour (exit codes): 0 expliqué (explained), 2 incident ou mauvais usage (trouble or bad usage),
4 introuvable, ou rien à expliquer : rejetée, pas encore jugée, expirée (not there, or nothing to explain).`

export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'dit d’où vient chaque champ du pivot d’une facture (where each field of an invoice’s pivot came from)',
    )
    .argument('<flux>', 'numéro, nom ou identifiant du flux (number, name or identifier of the flow)')
    .argument('[facture]', 'numéro de la facture, ou sa place dans le flux (invoice number, or its place)')
    .option('--run <n>', 'le pivot de ce passage (the pivot of this run)', runNumber)
    .option(
      '--field <texte>',
      'les seuls champs dont le chemin contient ce texte (fields whose path has this)',
    )
    .option('--line <n>', 'les seuls champs que nourrit cette ligne du dépôt (fields this line feeds)', line)
    .option('--json', 'un objet JSON (one JSON object)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .action(async (words: string, invoice: string | undefined, options: ExplainOptions) => {
      process.exitCode = await explained(words, invoice, options)
    })
}

async function explained(
  words: string,
  invoice: string | undefined,
  options: ExplainOptions,
): Promise<number> {
  refuseToMakeRecord(options)
  await using tools = await openDeskTools(options)
  const dossier = await findFlow(words, tools.desk.dossiers)
  if (dossier === undefined) return EXIT.absent
  using trial = await openTrialTools(tools.settings)
  const { run } = options
  const question = { ...(run === undefined ? {} : { run }), ...(invoice === undefined ? {} : { invoice }) }
  const { directory } = tools.settings
  const found = await explain(dossier, question, { ...trial, dossiers: tools.desk.dossiers, directory })
  if ('refusal' in found) {
    process.stderr.write(`${refusalText(found, dossier)}\n`)
    return EXIT.absent
  }
  process.stdout.write(`${tools.json ? explanationJson(found, options) : explanationText(found, options)}\n`)
  return EXIT.accepted
}

function line(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('un numéro de ligne (a line number).')
}

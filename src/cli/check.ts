import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { lenient } from '../directory/lenient.ts'
import type { Outcome } from '../pipeline/outcome.ts'
import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts'
import { interfaceOf } from '../reception/interfaces.ts'
import { readSettings, type Settings } from '../settings.ts'
import { examineFile } from './check/examine-file.ts'
import { humanText } from './check/human-text.ts'
import { jsonLine, troubleLine } from './check/json-line.ts'
import { EXIT } from './exit-codes.ts'

interface CheckOptions {
  json?: boolean
  as?: string
  pivot?: string
  lenientDirectory?: boolean
  config?: string
}

const HELP = `
Exemples (examples):
  ecluse check --as FSO1100A facture.xml
  ecluse check --as FSO1100A --lenient-directory --json factures/*.xml | jq .verdict
  ecluse check --pivot /tmp/pivots FSO1100A_OPE001_OPE0011100000000000000001

Sans --as, les fichiers portent des noms de flux. Rien n’est enregistré : l’unicité n’est pas vérifiée.
Without --as, the files are named as flows. Nothing is recorded: uniqueness is not checked.

Codes de retour (exit codes): 0 tout est accepté (all accepted), 1 au moins un rejet (something rejected),
2 incident ou mauvais usage (trouble or bad usage).`

export function checkCommand(): Command {
  return new Command('check')
    .description('juge des fichiers sans rien enregistrer (judge files, no effect on the record)')
    .argument('<fichier...>', 'fichiers à juger (files to judge)')
    .option('--json', 'un objet JSON par fichier et par ligne (one JSON object a file and line)')
    .option(
      '--as <interface>',
      'les juger comme des flux de cette interface, quel que soit leur nom (judge as this interface)',
    )
    .option('--pivot <dossier>', 'y écrire les pivots (write the pivots there)')
    .option(
      '--lenient-directory',
      'tenir pour connus les destinataires hors annuaire (take unknown recipients as known)',
    )
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: CheckOptions, command: Command) => {
      refuseUnread(options.as, command)
      process.exitCode = await check(files, options)
    })
}

function refuseUnread(as: string | undefined, command: Command): void {
  if (as === undefined || interfaceOf(as)?.isRead === true) return
  command.error(`--as ${as} : interface inconnue ou pas encore traitée (unknown or not handled yet)`)
}

/** Judges the files one after the other; a file that cannot be read is told and the next one is judged all the same. */
async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  const settings = readSettings(options.config === undefined ? {} : { config: options.config })
  using pipeline = openPipeline(options.lenientDirectory === true ? leniently(settings) : settings)
  if (options.pivot !== undefined) await mkdir(options.pivot, { recursive: true })
  let worst: number = EXIT.accepted
  for (const [index, file] of files.entries()) {
    worst = Math.max(worst, await checkFile({ file, flow: index + 1 }, options, pipeline))
  }
  return worst
}

function leniently(settings: Settings): Settings {
  return { ...settings, directory: lenient(settings.directory) }
}

async function checkFile(
  of: { file: string; flow: number },
  options: CheckOptions,
  pipeline: Pipeline,
): Promise<number> {
  try {
    const outcome = await examineFile(of, options.as, pipeline)
    const pivots = options.pivot === undefined ? [] : await writePivots(outcome, options.pivot)
    const text =
      options.json === true ? jsonLine(of.file, outcome, pivots) : humanText(of.file, outcome, pivots)
    process.stdout.write(`${text}\n`)
    return outcome.state === 'integrated' ? EXIT.accepted : EXIT.rejected
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${of.file} : ${trouble}\n`)
    if (options.json === true) process.stdout.write(`${troubleLine(of.file, trouble)}\n`)
    return EXIT.trouble
  }
}

async function writePivots(outcome: Outcome, folder: string): Promise<string[]> {
  const pivots = outcome.documents.filter((document) => document.kind === 'pivot')
  return Promise.all(
    pivots.map(async (document) => {
      const path = join(folder, document.name)
      await writeFile(path, document.bytes, { flag: 'wx' }) // a pivot already there is not written over
      return path
    }),
  )
}

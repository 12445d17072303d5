import { Command } from 'commander'
import { checkDirectory } from '../support/directory-check.ts'
import { importDirectory } from '../support/directory-import.ts'
import { checkedJson, checkedText, importedJson, importedText } from './directory-text.ts'
import { EXIT } from './exit-codes.ts'

interface CheckOptions {
  config?: string
  data?: string
  json?: boolean
}

interface ImportOptions extends CheckOptions {
  dryRun?: boolean
  removeMissing?: boolean
}

const CODES = `
Codes de retour (exit codes): 0 tout est bon (all right), 1 refusé (refused), 2 incident ou mauvais usage (trouble or
bad usage).`

const CHECK_HELP = `
Exemple (example):
  ecluse directory check --config /etc/ecluse

Lit structures.yaml et depositors.yaml comme le service les lit : toutes les erreurs à la fois, avec fichier, ligne et
champ ; puis ce qui est permis et semble étrange (!).
Reads both files as the service does: all errors at once, then what is legal and looks wrong (!).
${CODES}`

const IMPORT_HELP = `
Exemples (examples):
  ecluse directory import annuaire.csv --dry-run
  ecluse directory import annuaire.csv --config /etc/ecluse

Une ligne par service, ou par structure sans service ; première ligne : les noms des colonnes, dans n’importe quel ordre.
One line a service, or a structure without one; the first line names the columns, in any order.

  siret                   14 chiffres, seule colonne obligatoire (14 digits, the only column demanded)
  nom, application        obligatoires pour une structure nouvelle (demanded of a new structure)
  actif                   oui ou non (yes or no)
  service_obligatoire, engagement_obligatoire, service_ou_engagement       oui ou non
  code_service, nom_service, service_actif, engagement_service             le service de la ligne

UTF-8 ou ISO-8859-1 ; séparateur « ; » ou « , ». Une cellule vide laisse ce qui est. Rien n’est jamais retiré sans
--remove-missing. Une seule erreur, et rien n’est écrit. L’ancien structures.yaml est gardé à côté. Le service en marche
le prend en quelques secondes.
An empty cell leaves what is there. Nothing is removed without --remove-missing. One error, and nothing is written. The
former file is kept beside. A running service takes it within seconds.
${CODES}`

export function directoryCommand(): Command {
  return new Command('directory')
    .description('l’annuaire des destinataires et des déposants (the directory)')
    .addCommand(checkCommand())
    .addCommand(importCommand())
}

function checkCommand(): Command {
  return withSources(new Command('check'))
    .description('vérifie l’annuaire (check the directory)')
    .option('--json', 'un objet JSON (one JSON object)')
    .addHelpText('after', CHECK_HELP)
    .action(({ json, ...source }: CheckOptions) => {
      const checked = checkDirectory(source)
      process.stdout.write(`${json === true ? checkedJson(checked) : checkedText(checked)}\n`)
      process.exitCode = checked.kind === 'right' ? EXIT.accepted : EXIT.rejected
    })
}

function importCommand(): Command {
  return withSources(new Command('import'))
    .description('met un fichier CSV dans structures.yaml (put a CSV file into structures.yaml)')
    .argument('<fichier.csv>', 'structures et services (structures and services)')
    .option('--dry-run', 'montre sans rien écrire (show, write nothing)')
    .option(
      '--remove-missing',
      'retire ce que le fichier n’a pas : structures, et services si la colonne y est (remove what it does not have)',
    )
    .option('--json', 'un objet JSON (one JSON object)')
    .addHelpText('after', IMPORT_HELP)
    .action(async (file: string, { json, dryRun, removeMissing, ...source }: ImportOptions) => {
      const result = await importDirectory({
        file,
        source,
        removeMissing: removeMissing === true,
        isDry: dryRun === true,
      })
      process.stdout.write(`${json === true ? importedJson(result) : importedText(file, result)}\n`)
      process.exitCode = result.kind === 'refused' ? EXIT.rejected : EXIT.accepted
    })
}

function withSources(command: Command): Command {
  return command
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
}

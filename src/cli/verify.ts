import { existsSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { openFolderArchive } from '../record/folder-archive.ts'
import { openDesk } from '../record/open-desk.ts'
import { readSettings, type Settings } from '../settings.ts'
import type { Finding } from '../support/verify/finding.ts'
import { verify } from '../support/verify.ts'
import { EXIT } from './exit-codes.ts'
import { instantOf } from '../support/instant.ts'
import { ProgressLine } from './replay/progress.ts'
import { findingJson, findingLine, verifiedJson, verifiedText, verifyProgressText } from './verify-text.ts'

interface VerifyOptions {
  config?: string
  data?: string
  since?: string
  rate?: number
  json?: boolean
}

const HELP = `
Exemples (examples):
  ecluse verify --data /srv/ecluse
  ecluse verify --since 2026-11-01 --rate 20
  ecluse verify --json | jq -r 'select(.finding == "document") | .document.sha256'

Relit chaque document que le registre désigne et le compare à son empreinte, puis vérifie que chaque flux se tient :
passages, événements, comptes rendus, pivots. Compte enfin les fichiers de l’archive que rien ne désigne (orphelins) : un
dépôt interrompu en laisse, ce n’est pas un dommage. Ne modifie rien ; peut tourner à côté du service.
Reads every document the record refers to and holds it against its hash, then checks that each flow goes together. Files
nobody refers to are counted, no damage. Changes nothing, may run beside the service.

Codes de retour (exit codes): 0 tout est sain (all sound), 1 dommage trouvé (damage found),
2 incident ou mauvais usage (trouble or bad usage).`

export function verifyCommand(): Command {
  return new Command('verify')
    .description('vérifie le registre et l’archive (check the record and the archive)')
    .option(
      '--since <date>',
      'flux reçus depuis : AAAA-MM-JJ[THH:MM], heure de Paris (received since)',
      instant,
    )
    .option('--rate <Mo/s>', 'ne pas lire plus vite (read no faster, megabytes a second)', rate)
    .option('--json', 'un objet JSON par dommage, puis le bilan (one JSON object a finding, then the tally)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .action(async (options: VerifyOptions) => {
      process.exitCode = await run(options)
    })
}

const MEGABYTE = 1_000_000

async function run({ since, rate: megabytes, json, ...source }: VerifyOptions): Promise<number> {
  const settings = readSettings(source)
  refuseToMakeOne(settings)
  await using desk = await openDesk(settings.record)
  const archive = await openFolderArchive(settings.archive.folder)
  const line = new ProgressLine()
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1_000
  const request = {
    ...(since === undefined ? {} : { since }),
    ...(megabytes === undefined ? {} : { bytesPerSecond: megabytes * MEGABYTE }),
  }
  const verified = await verify(
    request,
    { desk, archive },
    {
      finding(finding: Finding) {
        line.clear()
        process.stdout.write(`${json === true ? findingJson(finding) : findingLine(finding)}\n`)
      },
      progress: (progress) => line.show(verifyProgressText(progress, seconds())),
    },
  )
  line.clear()
  process.stdout.write(
    `${json === true ? verifiedJson(verified, seconds()) : verifiedText(verified, seconds())}\n`,
  )
  return verified.findings === 0 ? EXIT.accepted : EXIT.rejected
}

/** To verify nothing at all would look sound. */
export class NothingToVerify extends Error {
  constructor(path: string) {
    super(`${path} n’existe pas : rien à vérifier (there is nothing to verify).`)
    this.name = 'NothingToVerify'
  }
}

function refuseToMakeOne({ record, archive }: Settings): void {
  const wanted = [...('file' in record ? [record.file] : []), archive.folder]
  const missing = wanted.find((path) => !existsSync(path))
  if (missing !== undefined) throw new NothingToVerify(missing)
}

function instant(text: string): string {
  const found = instantOf(text, 'start')
  if (found !== undefined) return found
  throw new InvalidArgumentError('AAAA-MM-JJ ou AAAA-MM-JJTHH:MM (YYYY-MM-DD or YYYY-MM-DDTHH:MM).')
}

function rate(text: string): number {
  const megabytes = Number(text.replace(',', '.'))
  if (megabytes > 0) return megabytes
  throw new InvalidArgumentError(
    'un nombre de Mo par seconde, plus grand que 0 (megabytes a second, above 0).',
  )
}

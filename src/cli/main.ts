#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { accountCommand } from './account.ts'
import { auditCommand } from './audit.ts'
import { checkCommand } from './check.ts'
import { consoleCommand } from './console.ts'
import { deliveriesCommand } from './deliveries.ts'
import { demoCommand } from './demo.ts'
import { directoryCommand } from './directory.ts'
import { EXIT } from './exit-codes.ts'
import { explainCommand } from './explain.ts'
import { flowsCommand } from './flows.ts'
import { replayCommand } from './replay.ts'
import { showCommand } from './show.ts'
import { startCommand } from './start.ts'
import { verifyCommand } from './verify.ts'

/** Errors whose message says all to whoever starts Écluse; of any other the trace is needed. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'SettingsError',
  'DataFolderInUse',
  'RecordTooNew',
  'NoRedis',
  'NoRecord',
  'NothingToVerify',
  'NoImport',
  'NotEditable',
  'ChangedMeanwhile',
  'ArchiveTrouble',
  'CorrectedFileTrouble',
  'NoPassword',
])

const program = new Command('ecluse')
  .enablePositionalOptions()
  .description(
    'Écluse — chaîne EDI pour les factures du secteur public français\nAn EDI pipeline for French public-sector invoices',
  )
  .addCommand(startCommand())
  .addCommand(consoleCommand())
  .addCommand(checkCommand())
  .addCommand(demoCommand())
  .addCommand(flowsCommand())
  .addCommand(showCommand())
  .addCommand(explainCommand())
  .addCommand(replayCommand())
  .addCommand(deliveriesCommand())
  .addCommand(verifyCommand())
  .addCommand(directoryCommand())
  .addCommand(accountCommand())
  .addCommand(auditCommand())
  .helpCommand('help [command]', 'l’aide d’une commande (help for a command)')

const commands = program.commands.flatMap((command) => [command, ...command.commands])
for (const command of [program, ...commands]) {
  command
    .exitOverride()
    .helpOption('-h, --help', 'cette aide (this help)')
    .showHelpAfterError('(ecluse --help)')
}

// `ecluse flows | head` closes our output when it has seen enough: that is no trouble.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

/** Help and version end well; bad usage and trouble end with 2, so that 1 always means a rejected invoice. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.accepted : EXIT.trouble
  if (!(error instanceof Error)) throw error
  const text = FOR_PEOPLE.has(error.name) ? error.message : (error.stack ?? error.message)
  process.stderr.write(`${text}\n`)
  return EXIT.trouble
}

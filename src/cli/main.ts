#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { checkCommand } from './check.ts'
import { demoCommand } from './demo.ts'
import { EXIT } from './exit-codes.ts'
import { startCommand } from './start.ts'

/** Errors whose message says all to whoever starts Écluse; of any other the trace is needed. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'SettingsError',
  'DataFolderInUse',
  'RecordTooNew',
  'NoRedis',
])

const program = new Command('ecluse')
  .description(
    'Écluse — chaîne EDI pour les factures du secteur public français\nAn EDI pipeline for French public-sector invoices',
  )
  .addCommand(startCommand())
  .addCommand(checkCommand())
  .addCommand(demoCommand())
  .helpCommand('help [command]', 'l’aide d’une commande (help for a command)')

for (const command of [program, ...program.commands]) {
  command
    .exitOverride()
    .helpOption('-h, --help', 'cette aide (this help)')
    .showHelpAfterError('(ecluse --help)')
}

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

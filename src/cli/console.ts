import { once } from 'node:events'
import { Command } from 'commander'
import { readSettings } from '../settings.ts'
import { refuseToMakeRecord } from './show/there.ts'

const HELP = `
Exemple (example):
  ecluse console --data /srv/ecluse
  ECLUSE_CONSOLE=127.0.0.1:9000 ecluse console

La console de support seule, sans le service : elle lit le registre et l’archive, et y inscrit ce que le service fera.
The support console alone, without the service: it reads the record and the archive, and writes there what the service
is to do. \`ecluse start\` runs it too, unless ECLUSE_CONSOLE=off.`

export function consoleCommand(): Command {
  return new Command('console')
    .description('ouvre la console de support (open the support console)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .action(async (options: { config?: string; data?: string }, command: Command) => {
      refuseToMakeRecord(options)
      const settings = readSettings({ ...options, listens: true })
      const at = settings.listening.console
      if (at === undefined) command.error('ECLUSE_CONSOLE est « off » (is off)')
      const { runConsole } = await import('../console/run.ts') // no other command waits for it to load
      const ended = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
      await using running = await runConsole(settings, at, { ...options, log: toTerminal })
      process.stdout.write(`Console : ${await running.address}\n`)
      await ended
    })
}

const tell = (what: object, text: string) => void process.stderr.write(`${text} ${JSON.stringify(what)}\n`)
const toTerminal = { info: () => undefined, warn: tell, error: tell }

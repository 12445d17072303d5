import { Command } from 'commander'
import { startService } from '../../workers/main.ts'
import { readSettings } from '../settings.ts'

const HELP = `
Exemple (example):
  ecluse start --data /srv/ecluse --config /etc/ecluse
  ecluse start --data /srv/ecluse --roles flows

Le service tourne jusqu’à SIGTERM ou SIGINT : il ne prend alors plus rien, finit ce qui est en cours, puis ferme.
The service runs until SIGTERM or SIGINT: it then takes nothing more in, ends what is under way, and closes.`

export function startCommand(): Command {
  return new Command('start')
    .description('lance le service (run the service)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .option('--roles <liste>', 'ce que fait cette machine (what this machine does): intake,flows,deliveries')
    .addHelpText('after', HELP)
    .action(async (options: { config?: string; data?: string; roles?: string }) => {
      const ended = signalled()
      const service = await startService(readSettings({ ...options, listens: true }), options)
      await ended
      await service.stop()
      process.exit() // all of ours is closed; a library that still waits for a Redis that is away is not waited for
    })
}

/** Resolves at the first SIGTERM or SIGINT, even one that comes while the service is starting. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}

import type { Command } from 'commander'
import { EXIT } from '../exit-codes.ts'
import { safe } from '../layout.ts'

export interface EndpointOptions {
  endpoint: string[]
}

/** The command takes endpoints, each with an option of its own. */
export function withEndpoints(command: Command): Command {
  return command.option(
    '--endpoint <destination>',
    'son identifiant ou son code, tel application:FIN001 ou FIN001 ; peut être répétée (its id or code; repeatable)',
    (named: string, before: string[]) => [...before, named],
    [],
  )
}

/** Says which are unknown. Nothing is done when one of them is. */
export function refuseUnknown(unknown: readonly string[]): number {
  for (const named of unknown) {
    process.stderr.write(`Destination inconnue : ${safe(named)} (unknown endpoint).\n`)
  }
  return EXIT.absent
}

import { Command } from 'commander'
import type { Account } from '../record/account-row.ts'
import { addCommand, disableCommand, enableCommand, passwordCommand, roleCommand } from './account/verbs.ts'
import { EXIT } from './exit-codes.ts'
import { safe } from './layout.ts'
import { openDeskTools, type PlaceOptions } from './replay/tools.ts'
import { clock } from './show/lines.ts'
import { refuseToMakeRecord } from './show/there.ts'

const HELP = `
Exemples (examples):
  ecluse account add claire --role administrator
  ecluse account add pa-nord --role depositor --depositor OPE001
  ecluse account list
  ecluse account role claire support --reason "change de service"
  ecluse account password claire
  ecluse account disable claire --reason "a quitté la maison"

Qui peut entrer dans la console, et ce qu’il peut y faire :
  reader         voit tout, ne change rien (sees all, changes nothing)
  support        de plus, essaie, rejoue, corrige, pilote les remises (also replays, corrects, steers deliveries)
  administrator  de plus, change les structures, les comptes, lit le journal (also structures, accounts, audit log)
  depositor      voit les flux d’un seul déposant (sees one depositor’s flows only)
Un changement clôt les sessions du compte ; chacun est dans le journal (ecluse audit). Who may come into the console; each
change ends the account’s sessions and is in the audit log.

Codes de retour (exit codes): 0 fait ou montré (done or shown), 2 refusé, incident ou mauvais usage (refused, trouble or
bad usage).`

export function accountCommand(): Command {
  return new Command('account')
    .description('les comptes de la console : qui entre, et ce qu’il peut (accounts of the console)')
    .enablePositionalOptions()
    .addHelpText('after', HELP)
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(roleCommand())
    .addCommand(passwordCommand())
    .addCommand(disableCommand())
    .addCommand(enableCommand())
}

function listCommand(): Command {
  return new Command('list')
    .description('montre les comptes (list the accounts)')
    .option('--json', 'un objet JSON par compte (one JSON object an account)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .action(async (options: PlaceOptions) => {
      refuseToMakeRecord(options)
      await using tools = await openDeskTools(options)
      const accounts = await tools.desk.accounts.list()
      const lines = tools.json ? accounts.map(jsonOf) : tableOf(accounts)
      for (const line of lines) process.stdout.write(`${line}\n`)
      if (accounts.length === 0) process.stderr.write('Aucun compte (no account).\n')
      process.exitCode = EXIT.accepted
    })
}

function tableOf(accounts: readonly Account[]): string[] {
  const width = Math.max(0, ...accounts.map(({ name }) => name.length))
  return accounts.map(({ name, role, depositor, provider, disabledAt, createdAt, createdBy }) => {
    const { day } = clock(createdAt)
    const about = [
      ...(depositor === undefined ? [] : [depositor]),
      ...(provider === undefined ? [] : [`par ${safe(provider.issuer)} (by provider)`]),
      ...(disabledAt === undefined ? [] : [`fermé le ${clock(disabledAt).day} (disabled)`]),
    ]
    return `${name.padEnd(width)}  ${role.padEnd(13)}  ${day}  ${safe(createdBy)}  ${about.join(', ')}`.trimEnd()
  })
}

/** Null where there is nothing. */
function jsonOf(account: Account): string {
  return JSON.stringify({ depositor: null, provider: null, disabledAt: null, ...account })
}

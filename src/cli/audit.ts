import { Command, InvalidArgumentError, Option } from 'commander'
import { given } from '../invoice/given.ts'
import type { AuditEntry, AuditFilter } from '../record/audit.ts'
import { AUDIT_ACTIONS, type AuditAction } from '../record/audit-words.ts'
import { instantBefore } from '../support/age.ts'
import { EXIT } from './exit-codes.ts'
import { instantOf } from '../support/instant.ts'
import { safe } from './layout.ts'
import { openDeskTools, type PlaceOptions } from './replay/tools.ts'
import { clock } from './show/lines.ts'
import { refuseToMakeRecord } from './show/there.ts'

const HELP = `
Exemples (examples):
  ecluse audit
  ecluse audit --author claire --since 7d
  ecluse audit --flow 1204
  ecluse audit --action account-added --json

Ce que chacun a fait, dans la console et par ses commandes, le plus récent d’abord : qui, quand, d’où, quoi, pourquoi, avant et
après. Rien n’en est jamais changé ni retiré : la base de données elle-même le refuse. What each person did, the newest first;
the database itself refuses to change or remove any of it.

Codes de retour (exit codes): 0 montré (shown), 2 incident ou mauvais usage (trouble or bad usage), 4 rien (nothing found).`

interface AuditOptions extends PlaceOptions {
  since?: string
  until?: string
  author?: string
  action?: AuditAction
  flow?: string
  limit: number
}

/** Entries asked for at once. */
const PAGE = 200

export function auditCommand(): Command {
  const instant = (edge: 'start' | 'end') => (text: string) => instantText(text, edge)
  return new Command('audit')
    .description('le journal : qui a fait quoi, quand et pourquoi (the audit log)')
    .addOption(
      new Option('--since <date>', 'depuis : AAAA-MM-JJ[THH:MM] ou une durée, 2h, 3j (since)').argParser(
        instant('start'),
      ),
    )
    .addOption(
      new Option('--until <date>', 'jusqu’à, ce jour compris (until, that day included)').argParser(
        instant('end'),
      ),
    )
    .option('--author <nom>', 'ce qu’a fait cette personne (what this person did)')
    .addOption(new Option('--action <action>', 'ce genre d’acte (this kind of deed)').choices(AUDIT_ACTIONS))
    .option('--flow <numéro>', 'ce qui a été fait à ce flux (what was done to this flow)')
    .option('--limit <n>', 'au plus (at most)', count, 100)
    .option('--json', 'un objet JSON par acte (one JSON object a deed)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .addHelpText('after', HELP)
    .action(async (options: AuditOptions) => {
      refuseToMakeRecord(options)
      process.exitCode = await show(options)
    })
}

async function show(options: AuditOptions): Promise<number> {
  await using tools = await openDeskTools(options)
  let left = options.limit
  let before: number | undefined
  do {
    const of = { limit: Math.min(left, PAGE), ...given({ before }) }
    const { entries, next } = await tools.desk.audit.page(filterOf(options), of)
    for (const entry of entries) {
      process.stdout.write(`${tools.json ? jsonOf(entry) : lineOf(entry)}\n`)
    }
    left -= entries.length
    before = next
  } while (left > 0 && before !== undefined)
  if (left < options.limit) return EXIT.accepted
  process.stderr.write('Rien de tel au journal (nothing of the kind in the audit log).\n')
  return EXIT.absent
}

function filterOf({ since, until, author, action, flow }: AuditOptions): AuditFilter {
  const subject = flow === undefined ? {} : ({ kind: 'flow', subject: flow } as const)
  return { ...given({ since, until, author, action }), ...subject }
}

function lineOf({ at, author, role, action, kind, subject, ...rest }: AuditEntry): string {
  const { day, time } = clock(at)
  const { reason, before, after, address } = rest
  const about = [
    `${safe(author)} (${role})`,
    `${action} ${kind} ${safe(subject)}`,
    ...(reason === undefined ? [] : [`« ${safe(reason)} »`]),
    ...(before === undefined ? [] : [safe(before)]),
    ...(after === undefined ? [] : [`→ ${safe(after)}`]),
    ...(address === undefined ? [] : [safe(address)]),
  ]
  return `${day} ${time}  ${about.join('  ')}`
}

/** Null where there is nothing; what it was and what it became as JSON, not as its text. */
function jsonOf({ before, after, ...entry }: AuditEntry): string {
  const parsed = (text: string | undefined): unknown => (text === undefined ? null : JSON.parse(text))
  return JSON.stringify({
    reason: null,
    address: null,
    ...entry,
    before: parsed(before),
    after: parsed(after),
  })
}

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('un nombre, 1 ou plus (a number, 1 or more).')
}

function instantText(text: string, edge: 'start' | 'end'): string {
  const found = instantOf(text, edge) ?? instantBefore(Date.now(), text)
  if (found !== undefined) return found
  throw new InvalidArgumentError('AAAA-MM-JJ, AAAA-MM-JJTHH:MM ou une durée, 2h ou 3j (a date or an age).')
}

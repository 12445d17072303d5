import { Command } from 'commander'
import type { AuditAction } from '../../record/audit-words.ts'
import type { LaneSight } from '../../record/lane-desk.ts'
import { chooseLanes, type LaneVerb, orderLanes } from '../../support/deliveries.ts'
import { counted } from '../../support/words.ts'
import { EXIT } from '../exit-codes.ts'
import { safe } from '../layout.ts'
import { noted } from '../noted.ts'
import { paint } from '../paint.ts'
import { type DeskTools, openDeskTools, type PlaceOptions, systemUser } from '../replay/tools.ts'
import { refuseToMakeRecord } from '../show/there.ts'
import { type EndpointOptions, refuseUnknown, withEndpoints } from './endpoints.ts'

interface VerbOptions extends PlaceOptions, EndpointOptions {
  all?: boolean
  failed?: boolean
  reason?: string
  author?: string
}

/** What is said of a lane the verb was used on: when it changed something, and when it did not. */
const SAID = {
  retry: {
    action: 'lane-retried',
    done: (waiting) => `${waiting} à tenter maintenant (tried now)`,
    not: 'retenue : rien n’est tenté tant qu’elle n’est pas relâchée (held: not tried)',
  },
  hold: {
    action: 'lane-held',
    done: (waiting) => `retenue, ${waiting} en attente (held)`,
    not: 'déjà retenue (held already)',
  },
  release: {
    action: 'lane-released',
    done: (waiting) => `relâchée, ${waiting} à remettre (released)`,
    not: 'n’était pas retenue (was not held)',
  },
} as const satisfies Record<LaneVerb, { action: AuditAction; done: (waiting: string) => string; not: string }>

export function retryCommand(): Command {
  return verb('retry', 'tente maintenant ce qui attend (try now what waits)')
}

export function holdCommand(): Command {
  return verb('hold', 'retient : rien n’y est plus remis, rien ne se perd (hold back: nothing is delivered)')
}

export function releaseCommand(): Command {
  return verb('release', 'relâche ce qui est retenu (release what is held)')
}

function verb(name: LaneVerb, text: string): Command {
  const command = new Command(name).description(text)
  return withEndpoints(command)
    .option('--all', 'toutes celles où quelque chose attend, échoue ou est retenu (all of them)')
    .option('--failed', 'celles qui échouent (those that fail)')
    .option('--reason <motif>', 'pourquoi ; gardé (why; kept)')
    .option(
      '--author <nom>',
      'qui le demande (who asks); sinon l’utilisateur du système (else the system user)',
    )
    .option('--json', 'un objet JSON par destination (one JSON object an endpoint)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
    .action(async (options: VerbOptions) => {
      refuseUnclear(options, command)
      refuseToMakeRecord(options)
      await using tools = await openDeskTools(options)
      process.exitCode = await carryOut(name, options, tools)
    })
}

function refuseUnclear({ endpoint, all, failed, reason = '' }: VerbOptions, command: Command): void {
  const ways = [endpoint.length > 0, all === true, failed === true].filter(Boolean).length
  if (ways !== 1) {
    command.error('quelles destinations : --endpoint, --all ou --failed, l’un des trois (which endpoints?)')
  }
  if (reason.trim() === '') command.error('--reason est nécessaire : dites pourquoi (--reason is needed)')
}

async function carryOut(name: LaneVerb, options: VerbOptions, tools: DeskTools): Promise<number> {
  const { endpoint, all = false, failed = false, reason = '', author = systemUser() } = options
  const { lanes, unknown } = await chooseLanes({ endpoints: endpoint, all, failed }, tools)
  if (unknown.length > 0) return refuseUnknown(unknown)
  const endpoints = lanes.map((lane) => lane.endpoint)
  const { changed } = await orderLanes(name, { endpoints, author, reason: reason.trim() }, tools)
  for (const lane of lanes.filter(({ endpoint: each }) => changed.includes(each))) {
    const before = { held: lane.held ?? null, waiting: lane.waiting }
    const deed = { action: SAID[name].action, kind: 'lane', subject: lane.endpoint, reason, before } as const
    await noted(tools.desk, author, deed)
  }
  for (const lane of lanes) {
    const isChanged = changed.includes(lane.endpoint)
    process.stdout.write(`${tools.json ? json(lane, isChanged) : said(name, lane, isChanged)}\n`)
  }
  if (lanes.length === 0) process.stderr.write('Aucune destination concernée (no endpoint concerned).\n')
  // To hold what is held, or release what is not, comes to what was wanted.
  const isInVain = lanes.length === 0 || (name === 'retry' && changed.length === 0)
  return isInVain ? EXIT.absent : EXIT.accepted
}

function said(name: LaneVerb, { endpoint, waiting }: LaneSight, isChanged: boolean): string {
  const { done, not } = SAID[name]
  const documents = counted(waiting, 'document', 'documents')
  const [sign, text] = isChanged ? [paint('green', '✓'), done(documents)] : [paint('yellow', '–'), not]
  return `${sign} ${safe(endpoint)}  ${text}`
}

function json({ endpoint, waiting }: LaneSight, changed: boolean): string {
  return JSON.stringify({ endpoint, changed, waiting })
}

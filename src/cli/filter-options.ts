import { type Command, InvalidArgumentError, Option } from 'commander'
import { given } from '../invoice/given.ts'
import type { FlowFilter } from '../record/flow-filter.ts'
import type { FlowState } from '../record/tables.ts'
import { accountEnd } from '../support/find.ts'
import { instantBefore } from '../support/age.ts'
import { instantOf } from '../support/instant.ts'

/** What the options below were given. */
export interface FilterOptions {
  state?: FlowState[]
  fault?: string
  depositor?: string
  recipient?: string
  interface?: string
  frame?: string
  factor?: 'none' | 'present' | 'ignored'
  account?: string
  since?: string
  until?: string
  text?: string
}

const STATES = [
  'received',
  'processing',
  'integrated',
  'partially-integrated',
  'rejected',
  'blocked',
] as const satisfies FlowState[]

/** The options by which flows are chosen, the same in every command that chooses some. */
export function addFilterOptions(command: Command): Command {
  const option = (flags: string, text: string) => new Option(flags, text)
  const options = [
    option(
      '--state <états>',
      `un ou plusieurs, séparés par des virgules (one or several): ${STATES.join(', ')}`,
    ).argParser(states),
    option(
      '--fault <code>',
      'code d’une anomalie ou d’une remarque, tel RTE-01 (of a fault or remark)',
    ).argParser(code),
    option('--depositor <code>', 'code du déposant, tel OPE001 (the depositor’s code)').argParser(code),
    option('--recipient <siret>', 'SIRET d’un destinataire (a recipient’s SIRET)').argParser(siret),
    option('--interface <code>', 'code interface, tel FSO1100A (interface code)').argParser(code),
    option('--frame <cadre>', 'cadre de facturation, tel A1 (frame)').argParser(code),
    option('--factor <affactureur>', 'none, present (dans le pivot, in the pivot), ignored').choices([
      'none',
      'present',
      'ignored',
    ]),
    option(
      '--account <fin>',
      'quatre derniers caractères du compte à payer, ou le compte (last four characters of the account to pay, or all)',
    ).argParser(account),
    option(
      '--since <date>',
      'reçus depuis : AAAA-MM-JJ[THH:MM], heure de Paris, ou une durée : 2h, 3j (received since, or an age: 2h, 3d)',
    ).argParser((text) => instant(text, 'start')),
    option('--until <date>', 'reçus jusqu’à, ce jour compris (received until, that day included)').argParser(
      (text) => instant(text, 'end'),
    ),
    option(
      '--text <texte>',
      'numéro, nom de fichier, facture, identifiant, fournisseur, engagement (anything at hand)',
    ),
  ]
  for (const each of options) command.addOption(each)
  return command
}

/** The filter they make; empty when none was given. */
export function filterOf(options: FilterOptions): FlowFilter {
  const { state, fault, depositor, recipient, frame, factor, account, since, until, text } = options
  return given({
    states: state,
    fault,
    depositor,
    recipient,
    interfaceCode: options.interface,
    frame,
    factor,
    account,
    since,
    until,
    text,
  })
}

function states(text: string): FlowState[] {
  const wanted = text.split(',').map((each) => each.trim())
  const known = wanted.filter((each): each is FlowState => STATES.some((state) => state === each))
  if (known.length === wanted.length) return known
  throw new InvalidArgumentError(`états connus (known states): ${STATES.join(', ')}.`)
}

function code(text: string): string {
  return text.trim().toUpperCase()
}

function siret(text: string): string {
  const bare = text.replaceAll(/\s/g, '')
  if (/^\d{14}$/.test(bare)) return bare
  throw new InvalidArgumentError('un SIRET a 14 chiffres (a SIRET has 14 digits).')
}

function account(text: string): string {
  const found = accountEnd(text) ?? accountEnd(`*${text}`)
  if (found !== undefined) return found
  throw new InvalidArgumentError('quatre caractères, un IBAN ou un RIB (four characters, an IBAN or a RIB).')
}

function instant(text: string, edge: 'start' | 'end'): string {
  const found = instantOf(text, edge) ?? instantBefore(Date.now(), text)
  if (found !== undefined) return found
  throw new InvalidArgumentError(
    'AAAA-MM-JJ, AAAA-MM-JJTHH:MM ou une durée, 2h ou 3j (YYYY-MM-DD, YYYY-MM-DDTHH:MM or an age, 2h or 3d).',
  )
}

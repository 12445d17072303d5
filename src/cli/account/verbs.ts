import { Command } from 'commander'
import {
  type AccountTools,
  addAccount,
  type By,
  changeAccount,
  type WantedChange,
} from '../../console/access/account-desk.ts'
import { PASSWORD_RULE } from '../../console/access/password-rule.ts'
import { passwordsOf } from '../../console/access/passwords.ts'
import { ACCOUNT_ROLES } from '../../settings/account-roles.ts'
import type { Words } from '../../support/words.ts'
import { EXIT } from '../exit-codes.ts'
import { type DeskTools, openDeskTools, type PlaceOptions, systemUser } from '../replay/tools.ts'
import { askPassword } from './ask-password.ts'

interface VerbOptions extends PlaceOptions {
  role?: string
  depositor?: string
  language?: 'fr' | 'en'
  passwordStdin?: boolean
  reason?: string
  author?: string
}

const ROLES = ACCOUNT_ROLES.join(', ')

export function addCommand(): Command {
  const command = verb('add', 'crée un compte (add an account)')
    .requiredOption('--role <rôle>', `ce qu’il peut (what it may): ${ROLES}`)
    .option(
      '--depositor <code>',
      'le déposant dont il voit les flux (whose flows a depositor’s account sees)',
    )
    .option('--language <langue>', 'fr ou en (fr or en)', 'fr')
  return withPassword(command).action((name: string, options: VerbOptions) =>
    carryOut(options, async (tools, by) => {
      const { role = '', depositor, language = 'fr' } = options
      const password = await askPassword({ stdin: options.passwordStdin === true })
      const wanted = { name, role, language, password, ...(depositor === undefined ? {} : { depositor }) }
      const added = await addAccount(wanted, by, tools)
      return 'refused' in added
        ? added
        : { done: { fr: `Compte ${added.name} créé`, en: `account ${added.name} added` } }
    }),
  )
}

export function passwordCommand(): Command {
  const command = verb('password', 'donne un nouveau mot de passe (set a new password)')
  return withPassword(command).action((name: string, options: VerbOptions) =>
    carryOut(options, async (tools, by) => {
      const password = await askPassword({ stdin: options.passwordStdin === true })
      return await change(name, { kind: 'password', password }, { tools, by })
    }),
  )
}

export function roleCommand(): Command {
  return verb('role', 'change ce que peut un compte (change what an account may)')
    .argument('<rôle>', ROLES)
    .option('--depositor <code>', 'le déposant dont il voit les flux (whose flows it sees)')
    .action((name: string, role: string, options: VerbOptions) =>
      carryOut(options, (tools, by) => {
        const { depositor } = options
        const wanted = { kind: 'role', role, ...(depositor === undefined ? {} : { depositor }) } as const
        return change(name, wanted, { tools, by })
      }),
    )
}

export function disableCommand(): Command {
  return verb('disable', 'ferme un compte, et ses sessions (disable an account, end its sessions)').action(
    (name: string, options: VerbOptions) =>
      carryOut(options, (tools, by) => change(name, { kind: 'disabled', disabled: true }, { tools, by })),
  )
}

export function enableCommand(): Command {
  return verb('enable', 'rouvre un compte fermé (enable a disabled account)').action(
    (name: string, options: VerbOptions) =>
      carryOut(options, (tools, by) => change(name, { kind: 'disabled', disabled: false }, { tools, by })),
  )
}

function verb(name: string, text: string): Command {
  return new Command(name)
    .description(text)
    .argument('<nom>', 'nom du compte (account name)')
    .option('--reason <motif>', 'pourquoi ; gardé dans le journal (why; kept in the audit log)')
    .option('--author <nom>', 'qui le demande ; sinon l’utilisateur du système (else the system user)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
}

function withPassword(command: Command): Command {
  return command.option(
    '--password-stdin',
    `le mot de passe est la première ligne de l’entrée (first line of the input). ${PASSWORD_RULE.fr}`,
  )
}

const DONE = {
  role: { fr: 'a un nouveau rôle, ses sessions sont closes', en: 'has a new role, its sessions are over' },
  password: {
    fr: 'a un nouveau mot de passe, ses sessions sont closes',
    en: 'has a new password, its sessions are over',
  },
  disabled: { fr: 'est fermé, ses sessions sont closes', en: 'is disabled, its sessions are over' },
  enabled: { fr: 'est rouvert', en: 'is enabled' },
} as const satisfies Record<WantedChange['kind'] | 'enabled', Words>

async function change(
  name: string,
  wanted: WantedChange,
  { tools, by }: { tools: AccountTools; by: By },
): Promise<Said> {
  const changed = await changeAccount({ name, change: wanted }, by, tools)
  if ('refused' in changed) return changed
  const { fr, en } = DONE[wanted.kind === 'disabled' && !wanted.disabled ? 'enabled' : wanted.kind]
  return { done: { fr: `Le compte ${changed.name} ${fr}`, en: `account ${changed.name} ${en}` } }
}

type Said = { done: Words } | { refused: Words }

async function carryOut(
  options: VerbOptions,
  work: (tools: AccountTools, by: By) => Promise<Said>,
): Promise<void> {
  await using tools = await openDeskTools(options)
  const { author = systemUser(), reason } = options
  const by: By = { actor: { author, role: 'command' }, ...(reason === undefined ? {} : { reason }) }
  const said = await work(accountTools(tools), by)
  const isDone = 'done' in said
  const { fr, en } = isDone ? said.done : said.refused
  ;(isDone ? process.stdout : process.stderr).write(`${fr} (${en})${isDone ? '.' : ''}\n`)
  process.exitCode = isDone ? EXIT.accepted : EXIT.trouble
}

function accountTools({ desk, settings }: DeskTools): AccountTools {
  const depositors = settings.depositors.map(({ application }) => application)
  return { accounts: desk.accounts, passwords: passwordsOf(), depositors }
}

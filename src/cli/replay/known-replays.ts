import { Command, InvalidArgumentError } from 'commander'
import { EXIT } from '../exit-codes.ts'
import { safe } from '../layout.ts'
import { noted } from '../noted.ts'
import { replayJson, replaysText, replayText } from './replay-text.ts'
import { type DeskTools, openDeskTools, type PlaceOptions, systemUser } from './tools.ts'
import { exitOf, leavingOnCtrlC, watch } from './watch.ts'

const MOST_LISTED = 20

/** The replays there are. */
export function listCommand(): Command {
  return known('list', 'les derniers rejeux (the latest replays)')
    .option('--limit <nombre>', 'combien (how many)', whole, MOST_LISTED)
    .action(async (options: PlaceOptions & { limit: number }) => {
      await using tools = await openDeskTools(options)
      const all = await tools.desk.replays.list(options.limit)
      process.stdout.write(
        tools.json ? all.map((each) => `${replayJson(each)}\n`).join('') : replaysText(all),
      )
    })
}

export function showCommand(): Command {
  return known('show', 'un rejeu et son avancement (a replay and how far it got)')
    .argument('<rejeu>', 'son numéro (its id)')
    .option('--wait', 'suit son avancement jusqu’à la fin (watch it to its end)')
    .action(async (id: string, options: PlaceOptions & { wait?: boolean }) => {
      await using tools = await openDeskTools(options)
      process.exitCode = await show(id, options.wait === true, tools)
    })
}

export function stopCommand(): Command {
  const text = 'arrête un rejeu : plus rien n’est commencé (stop a replay: nothing more is begun)'
  return known('stop', text)
    .argument('<rejeu>', 'son numéro (its id)')
    .action(async (id: string, options: PlaceOptions) => {
      await using tools = await openDeskTools(options)
      process.exitCode = await move(id, 'stop', tools)
    })
}

export function resumeCommand(): Command {
  return known('resume', 'reprend un rejeu arrêté (resume a replay that was stopped)')
    .argument('<rejeu>', 'son numéro (its id)')
    .action(async (id: string, options: PlaceOptions) => {
      await using tools = await openDeskTools(options)
      process.exitCode = await move(id, 'resume', tools)
    })
}

function known(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'un objet JSON par rejeu et par ligne (one JSON object a replay and line)')
    .option('--config <dossier>', 'dossier de configuration (configuration folder)')
    .option('--data <dossier>', 'dossier des données (data folder)')
}

function whole(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('un nombre entier, 1 ou plus (a whole number, 1 or more).')
}

async function show(id: string, wait: boolean, tools: DeskTools): Promise<number> {
  const replay = await tools.desk.replays.get(id)
  if (replay === undefined) return noSuch(id)
  if (wait && replay.state !== 'stopped') {
    using leaving = leavingOnCtrlC()
    return await watch(id, tools, leaving)
  }
  process.stdout.write(tools.json ? `${replayJson(replay)}\n` : replayText(replay))
  const isOver = replay.state !== 'running' && replay.ended >= replay.begun
  return isOver ? exitOf(replay) : EXIT.unended
}

const MOVES = {
  stop: {
    action: 'replay-stopped',
    done: 'arrêté : ce qui est commencé va à sa fin (stopped; what is begun goes on to its end)',
    not: 'n’est pas en cours, il n’y a rien à arrêter (it is not running)',
  },
  resume: {
    action: 'replay-resumed',
    done: 'repris (resumed)',
    not: 'n’est pas arrêté (it is not stopped)',
  },
} as const

async function move(id: string, verb: keyof typeof MOVES, { desk, json }: DeskTools): Promise<number> {
  const before = await desk.replays.get(id)
  if (before === undefined) return noSuch(id)
  const isDone = await desk.replays[verb](id)
  if (isDone) await noted(desk, systemUser(), { action: MOVES[verb].action, kind: 'replay', subject: id })
  const text = isDone ? MOVES[verb].done : MOVES[verb].not
  process.stderr.write(`Rejeu ${id} : ${text}.\n`)
  const after = (await desk.replays.get(id)) ?? before
  process.stdout.write(json ? `${replayJson(after)}\n` : replayText(after))
  return isDone ? EXIT.accepted : EXIT.rejected
}

function noSuch(id: string): number {
  process.stderr.write(`Le registre n’a pas de rejeu « ${safe(id, 40)} » (no such replay).\n`)
  return EXIT.trouble
}

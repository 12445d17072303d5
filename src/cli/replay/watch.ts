import type { Desk } from '../../record/open-desk.ts'
import type { ReplayProgress } from '../../record/replays.ts'
import type { Settings } from '../../settings.ts'
import { type Watched, watchReplay } from '../../support/replay.ts'
import { servicePresence } from '../../support/service-at-work.ts'
import { EXIT } from '../exit-codes.ts'
import { ProgressLine, watchedText } from './progress.ts'
import { replayJson, replayText } from './replay-text.ts'

/** What a replay is watched with. */
export interface Watching {
  desk: Pick<Desk, 'replays'>
  settings: Pick<Settings, 'data' | 'record'>
  json: boolean
}

/** Ctrl-C, heard from now on until disposed; a second one ends the process as ever. */
export interface Leaving extends Disposable {
  signal: AbortSignal
}

export function leavingOnCtrlC(): Leaving {
  const left = new AbortController()
  const leave = () => left.abort()
  process.once('SIGINT', leave)
  return { signal: left.signal, [Symbol.dispose]: () => process.off('SIGINT', leave) }
}

/** Nothing has moved for so long: it is looked whether anybody is at work. */
const IDLE_MS = 3_000
const IDLE_LONG_MS = 15_000

/**
 * Shows how the replay gets on until it is over, somebody presses Ctrl-C, or it turns out that no service is at work; then
 * prints what it has come to. None of this changes the replay. The exit code of the command.
 */
export async function watch(
  id: string,
  { desk, settings, json }: Watching,
  leaving: Leaving,
): Promise<number> {
  const line = new ProgressLine()
  const presence = new Presence(settings)
  let last: Watched | undefined
  try {
    for await (const seen of watchReplay(id, desk, leaving.signal)) {
      last = seen
      if (!seen.isOver) line.show(watchedText(seen))
      if (!seen.isOver && presence.isNobodyThere(seen, line)) break
    }
  } finally {
    line.clear()
  }
  if (last === undefined) return EXIT.unended
  if (leaving.signal.aborted) process.stderr.write(leftText(id))
  process.stdout.write(json ? `${replayJson(last.replay)}\n` : replayText(last.replay))
  return last.isOver ? exitOf(last.replay) : EXIT.unended
}

/** Whether a service is at work, told once. */
class Presence {
  readonly #settings: Pick<Settings, 'data' | 'record'>
  #isTold = false

  constructor(settings: Pick<Settings, 'data' | 'record'>) {
    this.#settings = settings
  }

  /** True when it is certain; told either way when nothing moves. */
  isNobodyThere({ idleMs }: Watched, line: ProgressLine): boolean {
    if (this.#isTold || idleMs < IDLE_MS) return false
    const found = servicePresence(this.#settings)
    if (found === 'here' || (found === 'unknown' && idleMs < IDLE_LONG_MS)) return false
    this.#isTold = true
    line.clear()
    process.stderr.write(found === 'none' ? NOBODY : NOTHING_MOVES)
    return found === 'none'
  }
}

export const NOBODY =
  'Aucun service ne travaille sur ce registre : les rejeux commenceront à son prochain démarrage.\n' +
  '(No service works on this record: the runs begin at its next start.)\n'

const NOTHING_MOVES =
  'Rien n’avance : un service travaille-t-il sur ce registre ? Le rejeu l’attend, Ctrl-C ne l’annule pas.\n' +
  '(Nothing moves: does a service work on this record? The replay waits for it.)\n'

function leftText(id: string): string {
  return (
    '\nLe rejeu continue sans vous (the replay goes on).\n' +
    `  le suivre  (watch) : ecluse replay show ${id} --wait\n` +
    `  l’arrêter  (stop)  : ecluse replay stop ${id}\n`
  )
}

/** 0 only when every flow found was replayed and is integrated. */
export function exitOf({ found, outcomes, state }: ReplayProgress): number {
  if (state === 'stopped') return EXIT.unended
  return outcomes.integrated === found || found === 0 ? EXIT.accepted : EXIT.rejected
}

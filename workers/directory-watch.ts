import { setTimeout } from 'node:timers/promises'
import { applicationsMark } from '../src/support/directory/applications-mark.ts'
import {
  looksOf,
  type StructuresFile,
  structuresFile,
  structuresPath,
} from '../src/support/directory/structures-file.ts'
import type { Settings } from '../src/settings.ts'
import type { FlowChildren } from './flow-children.ts'
import { inWords, type Log } from './log.ts'
import { copyStructures, removeCopiesBut } from './structures-copy.ts'

/** How often `structures.yaml` is looked at; a file is taken once two looks show the same. */
const LOOK_MS = 2_000

export interface FollowedDirectory {
  settings: Pick<Settings, 'directory' | 'data'>
  /** Where the settings were read. */
  source: { config?: string }
  children: Pick<FlowChildren, 'renew'>
  /** The copy the processes read. */
  copy: string
  log: Log
}

/**
 * When `structures.yaml` changes, the worker processes give way, one after the other, to processes that read a copy of
 * it. A file that is wrong, or whose applications are others (where they receive is known to this process), changes
 * nothing, and is told in the log.
 */
export function followDirectory(of: FollowedDirectory): Disposable {
  const stop = new AbortController()
  void follow(of, stop.signal)
  return { [Symbol.dispose]: () => stop.abort() } // a renewal under way ends with the processes themselves
}

async function follow(of: FollowedDirectory, stop: AbortSignal): Promise<void> {
  const applications = applicationsMark(of.settings.directory)
  let copy = of.copy
  let taken = seenNow(of)?.file.mark
  let before: string | undefined
  while (!stop.aborted) {
    await setTimeout(LOOK_MS, undefined, { signal: stop }).catch(() => undefined) // aborted: seen above
    const looks = looksNow(of)
    const isStill = looks !== undefined && looks === before
    before = looks
    if (stop.aborted || !isStill) continue
    const seen = seenNow(of)
    if (seen === undefined || seen.looks !== looks || seen.file.mark === taken) continue
    taken = seen.file.mark
    copy = await take(of, { applications, file: seen.file, copy })
  }
}

/** Gives the copy the processes read from now on. */
async function take(
  { children, settings, log }: FollowedDirectory,
  { applications, file, copy }: { applications: string; file: StructuresFile; copy: string },
): Promise<string> {
  log.info('structures.yaml changed: the worker processes are renewed')
  try {
    const structures = copyStructures(settings.data, file)
    const isTaken = await children.renew({ applications, structures })
    if (isTaken) log.info('the new directory is judged by')
    else log.error('structures.yaml was not taken: it is wrong, or its applications changed (restart)')
    const kept = isTaken ? structures : copy
    removeCopiesBut(settings.data, kept)
    return kept
  } catch (error) {
    log.error({ error: inWords(error) }, 'the worker processes could not be renewed')
    return copy
  }
}

function seenNow(of: FollowedDirectory): { looks: string; file: StructuresFile } | undefined {
  const looks = looksNow(of)
  try {
    return looks === undefined ? undefined : { looks, file: structuresFile(of.source) }
  } catch {
    return undefined // as below
  }
}

/** `undefined` while there is no such file: an editor may be at it. */
function looksNow({ source }: FollowedDirectory): string | undefined {
  try {
    return looksOf(structuresPath(source))
  } catch {
    return undefined // it is looked for again
  }
}

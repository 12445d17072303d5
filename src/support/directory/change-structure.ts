import { isDeepStrictEqual } from 'node:util'
import { type Directory, directoryOf, UNKNOWN_SIRET } from '../../directory/directory.ts'
import type { DirectoryChange } from '../../directory/merge.ts'
import { inItsOrder, structureChanges } from '../../directory/structure-changes.ts'
import type { Structure } from '../../directory/structure.ts'
import type { Actor } from '../../record/audit.ts'
import type { Desk } from '../../record/open-desk.ts'
import { SettingsError, type SettingsProblem } from '../../settings/problem.ts'
import { structureRemarks } from '../directory-check.ts'
import type { Words } from '../words.ts'
import type { LiveDirectory } from './live-directory.ts'
import { ChangedMeanwhile, type EditedFile, ReadOnly, structuresFile, withEdited } from './structures-file.ts'
import { writeAside } from './write-in-thread.ts'
import { NotEditable } from './yaml-edit.ts'

export interface StructureChange {
  /** Of the structure that is meant. */
  siret: string
  /** What it is to be; absent: it is to be no more. */
  wanted?: Structure
  /** Of the file in which whoever wants this saw what was there. */
  mark: string
}

export type ChangePreview =
  | { kind: 'stale' | 'unchanged' | 'read-only' }
  | { kind: 'refused'; problems: readonly (SettingsProblem | Words)[] }
  | { kind: 'ready'; before?: Structure; changes: DirectoryChange[]; remarks: Words[] }

export type ChangeResult =
  | Exclude<ChangePreview, { kind: 'ready' }>
  | { kind: 'written'; changes: DirectoryChange[] }

export interface ChangeTools {
  live: LiveDirectory
  desk: Pick<Desk, 'audit'>
}

/** Who changes the directory and why; `undoes`: the entry of the log whose change is taken back. */
export interface ChangeOrder {
  actor: Actor
  reason: string
  undoes?: number
}

/** What the change would come to, judged as the service would judge the file. Nothing is written that stays. */
export function previewChange(change: StructureChange, live: LiveDirectory): Promise<ChangePreview> {
  return attempt(change, live, async ({ before, changes }) => ({
    kind: 'ready',
    ...(before === undefined ? {} : { before }),
    changes,
    remarks: change.wanted === undefined ? [] : structureRemarks(change.wanted),
  }))
}

/** Of several changes asked for at once, the others wait for the first; they are then found stale. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Makes the change in `structures.yaml`, all of it or nothing. It is in the audit log before it is in the file: a change
 * nobody answers for cannot be.
 */
export function changeStructure(
  change: StructureChange,
  order: ChangeOrder,
  tools: ChangeTools,
): Promise<ChangeResult> {
  const turn = last.then(() => carryOut(change, order, tools))
  last = turn.catch(() => undefined) // told to who asked; the next has its turn all the same
  return turn
}

function carryOut(
  change: StructureChange,
  order: ChangeOrder,
  { live, desk }: ChangeTools,
): Promise<ChangeResult> {
  return attempt<ChangeResult>(change, live, async ({ before, changes, edited, directory }) => {
    edited.check()
    const deed = {
      kind: 'structure',
      subject: change.siret,
      before: { structure: before ?? null },
      after: { structure: change.wanted ?? null, directory: directory.hash },
    } as const
    const { actor, reason, undoes } = order
    const action = undoes === undefined ? 'directory-changed' : 'directory-undone'
    await desk.audit.note(actor, { ...deed, action, reason })
    try {
      await edited.place()
    } catch (error) {
      const back = { ...deed, before: deed.after, after: deed.before }
      await desk.audit.note(actor, {
        ...back,
        action: 'directory-undone',
        reason: `non écrit (not written): ${String(error)}`,
      })
      throw error
    }
    live.took({ directory, mark: edited.mark })
    return { kind: 'written', changes }
  })
}

interface Attempted {
  before: Structure | undefined
  changes: DirectoryChange[]
  edited: EditedFile
  /** As it then is. */
  directory: Directory
}

type Failed = Extract<ChangePreview, { kind: 'stale' | 'unchanged' | 'read-only' | 'refused' }>

async function attempt<T>(
  { siret, wanted, mark }: StructureChange,
  live: LiveDirectory,
  work: (attempted: Attempted) => Promise<T>,
): Promise<T | Failed> {
  const file = structuresFile(live.source)
  const current = live.current()
  if (file.mark !== mark || current.mark !== mark) return { kind: 'stale' }
  if (siret === UNKNOWN_SIRET) return { kind: 'refused', problems: [RESERVED] }
  const before = current.directory.findStructure(siret)
  const after = wanted && inItsOrder(before, wanted)
  const changes = structureChanges(before, after)
  if (changes.length === 0) return { kind: 'unchanged' }
  const structures = replaced(current.directory.contents().structures, siret, after)
  try {
    const directory = withStructures(current.directory, structures)
    const of = { source: live.source, before: file, changes, wanted: structures }
    return await withEdited(of, (edited) => work({ before, changes, edited, directory }), writeAside)
  } catch (error) {
    if (error instanceof SettingsError) return { kind: 'refused', problems: error.problems }
    if (error instanceof NotEditable) return { kind: 'refused', problems: [byHand(error)] }
    if (error instanceof ChangedMeanwhile) return { kind: 'stale' }
    if (error instanceof ReadOnly) return { kind: 'read-only' }
    throw error
  }
}

/** The same applications, receiving where they do. */
function withStructures(directory: Directory, structures: readonly Structure[]): Directory {
  const applications = directory.applications().map((application) => {
    const place = directory.endpoint(application.code)
    return place === undefined ? application : { ...application, place }
  })
  return directoryOf(applications, structures)
}

/** Where it was, or at the end. */
function replaced(all: readonly Structure[], siret: string, after: Structure | undefined): Structure[] {
  const isThere = all.some((each) => each.siret === siret)
  const kept = all.flatMap((each) => (each.siret === siret ? (after ?? []) : each))
  return isThere || after === undefined ? kept : [...kept, after]
}

const RESERVED: Words = {
  fr: 'Ce numéro n’est celui d’aucune structure : il veut dire « je ne connais pas le SIRET de l’État ».',
  en: 'This number is no structure’s: it means “I do not know the SIRET of the State”.',
}

function byHand({ message }: NotEditable): Words {
  return { fr: message, en: message }
}

/** Whether the structure is what a change made of it; else it was changed again since. */
export function isStill(structure: Structure | undefined, made: Structure | null): boolean {
  return isDeepStrictEqual(structure ?? null, made)
}

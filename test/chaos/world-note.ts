import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ChaosWorld } from './chaos-world.ts'
import type { DoorNote, PlaceNote, RecordNote, WorldNote } from './checker/notes.ts'
import { BY_FOLDER, DEPOSITORS, RECIPIENTS } from './stream/parties.ts'

/** Writes down, in the world's folder, all a checker must know of it; `moved`: where a folder of it is by now. */
export function writeNote(world: ChaosWorld, moved: (path: string) => string = (path) => path): void {
  const note = noteOf(world, (path) => relative(world.folder, moved(path)))
  writeFileSync(join(world.folder, 'world.json'), `${JSON.stringify(note, undefined, 2)}\n`)
}

type ToRelative = (path: string) => string

function noteOf(world: ChaosWorld, toRelative: ToRelative): WorldNote {
  const record: RecordNote =
    world.postgres === undefined ? { sqlite: 'data/ecluse.sqlite' } : { postgres: world.postgres.url }
  const doors: DoorNote[] = [...world.doors].map(([depositor, folder]) => ({
    depositor,
    folder: toRelative(folder),
  }))
  const places = placesOf(world, toRelative)
  return {
    record,
    archive: 'data/archive',
    deposits: 'deposits.jsonl',
    spared: 'spared.jsonl',
    doors,
    places,
  }
}

function placesOf(world: ChaosWorld, toRelative: ToRelative): PlaceNote[] {
  const place = (endpoint: string, folder: string): PlaceNote => {
    const taking = world.takings.find((each) => each.folder === folder)
    const taken =
      taking === undefined ? {} : { taken: toRelative(taking.journal), takenTo: toRelative(taking.to) }
    return { endpoint, folder: toRelative(folder), ...taken }
  }
  const near = [
    ...BY_FOLDER.map((code) => place(`depositor:${code}`, world.depositor(code, 'out'))),
    ...[RECIPIENTS.keeps, RECIPIENTS.takes].map(({ application }) =>
      place(`application:${application}`, world.recipient(application)),
    ),
  ]
  if (world.far === undefined) return near
  return [
    ...near,
    place(`depositor:${DEPOSITORS.far}`, world.far.reports),
    place(`application:${RECIPIENTS.far.application}`, world.far.pivots),
  ]
}

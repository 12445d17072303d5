import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PlaceNote, readLines, type TakenNote, type World } from './notes.ts'

/** A file that had its final name in a place: it lies there, or its recipient took it away. */
export interface Arrival {
  endpoint: string
  name: string
  sha256: string
  bytes(): Buffer
}

/** A hidden file that lies in a place or at a door. */
export interface Leftover {
  folder: string
  name: string
}

/** Everything every place ever showed. */
export function arrivalsIn(world: World): Arrival[] {
  return world.note.places.flatMap((place) => [...lyingIn(world, place), ...takenFrom(world, place)])
}

export function leftoversIn(world: World): Leftover[] {
  return [...world.note.places, ...world.note.doors].flatMap(({ folder }) =>
    filesIn(world.path(folder))
      .filter((name) => name.startsWith('.'))
      .map((name) => ({ folder, name })),
  )
}

/** What lies at the doors, hidden files apart. */
export function waitingAtDoors(world: World): Leftover[] {
  return world.note.doors.flatMap(({ folder }) =>
    filesIn(world.path(folder))
      .filter((name) => !name.startsWith('.'))
      .map((name) => ({ folder, name })),
  )
}

function lyingIn(world: World, { endpoint, folder }: PlaceNote): Arrival[] {
  return filesIn(world.path(folder))
    .filter((name) => !name.startsWith('.'))
    .map((name) => {
      const bytes = () => readFileSync(join(world.path(folder), name))
      return { endpoint, name, sha256: sha256Of(bytes()), bytes }
    })
}

function takenFrom(world: World, { endpoint, taken, takenTo }: PlaceNote): Arrival[] {
  if (taken === undefined || takenTo === undefined) return []
  return readLines<TakenNote>(world.path(taken)).map(({ name, sha256, file }) => ({
    endpoint,
    name,
    sha256,
    bytes: () => readFileSync(join(world.path(takenTo), file)),
  }))
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

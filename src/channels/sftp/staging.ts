import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A file fetched and checked, on our own disk until disposed. */
export interface Staged extends AsyncDisposable {
  pieces(): AsyncIterable<Uint8Array>
}

const PIECE_BYTES = 1 << 20

/**
 * Fetches a file too large for memory beside everything else, so that nobody reads it before it is whole. `fetch` hands
 * over its pieces, in any order, and says whether they are all of it; `undefined` when not.
 */
export async function fetchStaged(
  folder: string,
  fetch: (take: (piece: Buffer, position: number) => Promise<unknown>) => Promise<boolean>,
): Promise<Staged | undefined> {
  const path = join(folder, `${randomUUID()}.part`)
  const file = await open(path, 'wx+')
  await using undo = new AsyncDisposableStack()
  undo.defer(() => rm(path, { force: true }))
  undo.use(file)
  if (!(await fetch((piece, position) => file.write(piece, 0, piece.length, position)))) return undefined
  const kept = undo.move()
  return {
    pieces: () => file.createReadStream({ start: 0, autoClose: false, highWaterMark: PIECE_BYTES }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** What a process that was killed was fetching. */
export function emptyStaging(folder: string): void {
  const left = readdirSync(folder).filter((name) => name.endsWith('.part'))
  for (const name of left) rmSync(join(folder, name), { force: true })
}

import { randomBytes } from 'node:crypto'
import type { ExitDoor, Released, Staged } from '../../src/channels/endpoint.ts'

/** What is to be put down; its place among the others is its number. */
export interface Document {
  name: string
  bytes: Uint8Array
}

/** Stages and releases documents in one go, as one try after others that may have failed; tells what became of each. */
export async function putDown(
  exit: ExitDoor,
  documents: readonly Document[],
): Promise<(Staged | Released)[]> {
  const place = await exit.place()
  await exit.discard(await exit.beside())
  const mark = randomBytes(4).toString('hex')
  const parcels = documents.map((document, id) => ({ ...document, id, mark }))
  const results: (Staged | Released)[] = await exit.stage(parcels)
  const staged = parcels.filter(({ id }) => results[id] === 'staged')
  const released = await exit.release(place, staged)
  for (const [index, { id }] of staged.entries()) results[id] = released[index] as Released
  return results
}

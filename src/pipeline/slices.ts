import type { DocumentRange } from './documents.ts'
import type { Opened } from './stages/open.ts'

/** A flow of no more documents than this is run whole: to share it out costs more than it wins. */
const WHOLE = 20
/** Every slice reads the archive from its beginning: a few times as many as processors is enough to share evenly. */
const SLICES = 8

/** How a flow is shared out among workers, in order and of about the same size each; none when it is to be run whole. */
export function slicesOf(opened: Opened): DocumentRange[] {
  const { files } = opened
  if (files.length <= WHOLE) return []
  const total = files.reduce((sum, file) => sum + file.size, 0)
  const share = total / SLICES
  const ends = files.map((_, index) => index + 1)
  const cuts: number[] = []
  let filled = 0
  for (const [index, file] of files.entries()) {
    filled += file.size
    if (filled >= share * (cuts.length + 1) && index + 1 < files.length) cuts.push(ends[index] as number)
  }
  const bounds = [0, ...cuts.slice(0, SLICES - 1), files.length]
  return bounds.slice(1).map((to, place) => ({ from: bounds[place] as number, to }))
}

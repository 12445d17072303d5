import { type AreaItem, type Block, flattened, type TextItem } from './block.ts'

/** Room on the page a block begins on, and on each one after it. */
export interface Room {
  first: number
  later: number
}

/**
 * The block in pieces, one a page, cut above each line that would pass the page's room; a line taller than a page
 * stands alone. Areas are cut with the lines. Takes a time that grows with the block, not with its square.
 */
export function cut(block: Block, room: Room): Block[] {
  const items = flattened(block.items)
  const edges = [0, ...edgesOf(items, room)]
  const pieces = edges.map(
    (edge, index): Block => ({ height: (edges[index + 1] ?? block.height) - edge, items: [] }),
  )
  for (const item of items) {
    const from = pieceOf(edges, item.top)
    if (item.kind === 'area') cutArea(item, from, { edges, pieces })
    else pieces[from]?.items.push({ ...item, top: item.top - (edges[from] as number) })
  }
  return pieces
}

function edgesOf(items: readonly (AreaItem | TextItem)[], { first, later }: Room): number[] {
  const texts = items.filter((item) => item.kind === 'text').toSorted((one, other) => one.top - other.top)
  const edges: number[] = []
  let start = 0
  let room = first
  let firstTop = texts[0]?.top ?? 0
  for (const { top, height } of texts) {
    if (top + height - start <= room || top <= firstTop) continue
    edges.push(top)
    start = top
    firstTop = top
    room = later
  }
  return edges
}

/** The last piece that begins at or above this height. */
function pieceOf(edges: readonly number[], top: number): number {
  let low = 0
  let high = edges.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((edges[middle] as number) <= top) low = middle
    else high = middle - 1
  }
  return low
}

function cutArea(
  area: AreaItem,
  from: number,
  { edges, pieces }: { edges: number[]; pieces: Block[] },
): void {
  const end = area.top + area.height
  for (let index = from; index < pieces.length; index++) {
    const begins = edges[index] as number
    if (index > from && begins >= end) return
    const ends = edges[index + 1] ?? Number.POSITIVE_INFINITY
    const top = Math.max(area.top, begins)
    pieces[index]?.items.push({ ...area, top: top - begins, height: Math.min(end, ends) - top })
  }
}

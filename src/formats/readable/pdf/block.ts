import type { Face, Faces, Weight } from './faces.ts'
import type { Color } from './palette.ts'
import { isOneLine, wrap } from './wrap.ts'

/** One line of text; `x` and `top` in points from the block's top left, `top` being that of its line. */
export interface TextItem {
  kind: 'text'
  x: number
  top: number
  height: number
  size: number
  weight: Weight
  color: Color
  text: string
}

/** A filled area, a rule when thin. */
export interface AreaItem {
  kind: 'area'
  x: number
  top: number
  width: number
  height: number
  color: Color
}

/** Items moved together: their places count from this one. Blocks are built of blocks, and no item is copied for it. */
export interface GroupItem {
  kind: 'group'
  x: number
  top: number
  items: readonly Item[]
}

export type Item = TextItem | AreaItem | GroupItem

/** Something laid out but not yet on a page: it can be moved, joined, and cut between two of its lines. */
export interface Block {
  height: number
  items: Item[]
}

export interface TextStyle {
  size: number
  leading: number
  weight: Weight
  color: Color
}

/** Columns of a page that something stands in, in points. */
export interface Span {
  x: number
  width: number
}

/** How a text is set, and where. All spans have one shape, and so do settings: they are read for every text of a page. */
export interface TextSetting {
  style: TextStyle
  place: Span
  align?: 'left' | 'right'
}

export const EMPTY: Block = { height: 0, items: [] }

/** A text in its width, over as many lines as it takes. An empty text takes no room. */
export function textBlock(faces: Faces, text: string, setting: TextSetting): Block {
  if (text === '') return EMPTY
  const { style, place } = setting
  const { size, leading, weight } = style
  const face = faces[weight]
  if (isOneLine(text, face, (place.width * 1000) / size)) {
    return { height: leading, items: [textItem(face, text, 0, setting)] }
  }
  const items: Item[] = []
  for (const line of wrap(text, face, { size, width: place.width })) {
    items.push(textItem(face, line, items.length * leading, setting))
  }
  return { height: items.length * leading, items }
}

function textItem(face: Face, text: string, top: number, { style, place, align }: TextSetting): TextItem {
  const { size, leading, weight, color } = style
  const shift = align === 'right' ? place.width - (face.advance(text) * size) / 1000 : 0
  return { kind: 'text', x: place.x + shift, top, height: leading, size, weight, color, text }
}

/** A filled area across these columns. */
export function areaItem(
  { x, width }: Span,
  { top, height, color }: { top: number; height: number; color: Color },
): AreaItem {
  return { kind: 'area', x, top, width, height, color }
}

function moved({ items }: Block, x: number, top: number): Item[] {
  return x === 0 && top === 0 ? items : [{ kind: 'group', x, top, items }]
}

/** The texts and areas of a block, each at its own place. */
export function flattened(items: readonly Item[], x = 0, top = 0): (TextItem | AreaItem)[] {
  return items.flatMap((item) =>
    item.kind === 'group'
      ? flattened(item.items, x + item.x, top + item.top)
      : [{ ...item, x: x + item.x, top: top + item.top }],
  )
}

/** Blocks below one another, `gap` points apart; those of no height leave no gap. */
export function stack(blocks: readonly Block[], gap = 0): Block {
  const items: Item[] = []
  let height = 0
  for (const block of blocks) {
    if (block.height === 0) continue
    if (height > 0) height += gap
    for (const item of moved(block, 0, height)) items.push(item)
    height += block.height
  }
  return { height, items }
}

/** Blocks beside one another, tops level; each already has its own x. */
export function beside(blocks: readonly Block[]): Block {
  const items: Item[] = []
  let height = 0
  for (const block of blocks) {
    for (const item of block.items) items.push(item)
    if (block.height > height) height = block.height
  }
  return { height, items }
}

/** The block with white around it, on an area of colour when one is given. */
export function padded(
  block: Block,
  padding: { x: number; y: number },
  area?: Span & { color: Color },
): Block {
  const height = block.height + 2 * padding.y
  const items = moved(block, padding.x, padding.y)
  if (area === undefined) return { height, items }
  return { height, items: [areaItem(area, { top: 0, height, color: area.color }), ...items] }
}

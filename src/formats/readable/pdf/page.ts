import type { AreaItem, Item, TextItem } from './block.ts'
import type { Faces } from './faces.ts'
import { type Color, PALETTE } from './palette.ts'

/**
 * What is painted on a page, as the operators of a PDF, in a system whose y goes down. Colour and font are said when they
 * change: both last until they are said again, and most of a page is set alike.
 */
export class Page {
  readonly #faces: Faces
  readonly #operators: string[] = []
  #color: Color | undefined
  /** As the operator that chose it. */
  #font = ''
  #isInText = false

  constructor(faces: Faces) {
    this.#faces = faces
  }

  /** All that was painted. */
  operators(): string {
    this.#leaveText()
    return this.#operators.join('\n')
  }

  /** Paints items whose places are counted from this one. */
  paint(items: readonly Item[], x: number, y: number): void {
    for (const item of items) {
      if (item.kind === 'group') this.paint(item.items, x + item.x, y + item.top)
      else if (item.kind === 'area') this.#area(item, x, y)
      else if (item.text !== '') this.#text(item, x, y)
    }
  }

  #area({ color, x, top, width, height }: AreaItem, fromX: number, fromY: number): void {
    this.#leaveText()
    this.#fillWith(color)
    this.#operators.push(`${fixed(fromX + x)} ${fixed(fromY + top)} ${fixed(width)} ${fixed(height)} re f`)
  }

  #text({ color, weight, size, x, top, height, text }: TextItem, fromX: number, fromY: number): void {
    const face = this.#faces[weight]
    if (!this.#isInText) this.#operators.push('BT')
    this.#isInText = true
    this.#fillWith(color)
    const font = `/${face.name} ${size} Tf`
    if (font !== this.#font) this.#operators.push(font)
    this.#font = font
    const baseline = fromY + top + height * BASELINE
    this.#operators.push(`1 0 0 -1 ${fixed(fromX + x)} ${fixed(baseline)} Tm ${face.show(text)}`)
  }

  #fillWith(color: Color): void {
    if (color !== this.#color) this.#operators.push(PALETTE[color])
    this.#color = color
  }

  #leaveText(): void {
    if (this.#isInText) this.#operators.push('ET')
    this.#isInText = false
  }
}

/** Share of a line's height above its baseline: lines of one height beside one another stand level, whatever their size. */
const BASELINE = 0.72

/** Points to a hundredth, as short as they can be said. */
function fixed(points: number): string {
  const hundredths = Math.round(points * 100)
  if (hundredths < 0) return String(hundredths / 100)
  return `${Math.trunc(hundredths / 100)}${HUNDREDTHS[hundredths % 100]}`
}

/** `.01` to `.99` without zeros at the end: putting a whole number beside one costs less than writing a fraction out. */
const HUNDREDTHS = Array.from({ length: 100 }, (_, hundredths) => String(hundredths / 100).slice(1))

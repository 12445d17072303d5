import type { AreaItem, Item, TextItem } from './block.ts'
import type { Faces } from './faces.ts'
import { Operators } from './operators.ts'
import { type Color, PALETTE } from './palette.ts'

/**
 * What is painted on a page, as the operators of a PDF, in a system whose y goes down. Colour and font are said when they
 * change: both last until they are said again, and most of a page is set alike.
 */
export class Page {
  readonly #faces: Faces
  readonly #operators = new Operators()
  #color: Color | undefined
  /** Name and size of the font that was chosen last. */
  #font = ''
  #size = 0
  #isInText = false

  constructor(faces: Faces) {
    this.#faces = faces
  }

  /** All that was painted, a line each. */
  operators(): Buffer {
    this.#leaveText()
    return this.#operators.written().subarray(0, -1)
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
    const operators = this.#operators
    this.#leaveText()
    this.#fillWith(color)
    operators.points(fromX + x)
    operators.points(fromY + top)
    operators.points(width)
    operators.points(height)
    operators.word('re f\n')
  }

  #text({ color, weight, size, x, top, height, text }: TextItem, fromX: number, fromY: number): void {
    const operators = this.#operators
    const face = this.#faces[weight]
    if (!this.#isInText) operators.word('BT\n')
    this.#isInText = true
    this.#fillWith(color)
    if (face.name !== this.#font || size !== this.#size) this.#choose(face.name, size)
    operators.word('1 0 0 -1 ')
    operators.points(fromX + x)
    operators.points(fromY + top + height * BASELINE)
    operators.word('Tm ')
    face.show(text, operators)
    operators.word('\n')
  }

  #choose(font: string, size: number): void {
    this.#font = font
    this.#size = size
    this.#operators.word(`/${font} `)
    this.#operators.points(size)
    this.#operators.word('Tf\n')
  }

  #fillWith(color: Color): void {
    if (color === this.#color) return
    this.#color = color
    this.#operators.word(PALETTE[color])
  }

  #leaveText(): void {
    if (this.#isInText) this.#operators.word('ET\n')
    this.#isInText = false
  }
}

/** Share of a line's height above its baseline: lines of one height beside one another stand level, whatever their size. */
const BASELINE = 0.72

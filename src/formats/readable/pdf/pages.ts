import type { Block } from './block.ts'
import { cut } from './cut.ts'
import type { Faces } from './faces.ts'
import { Page } from './page.ts'

/** A4 in points, with the white left around what is printed. */
export const PAGE = { width: 595.28, height: 841.89, left: 46, right: 46, top: 40, bottom: 58 } as const
export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right
const LAST_Y = PAGE.height - PAGE.bottom
/** Room for some lines at least, else running text goes on on the next page. */
const LEAST_POURED = 40

/** Pages filled from top to bottom with blocks. */
export class Pages {
  readonly #faces: Faces
  readonly pages: Page[]
  #y: number = PAGE.top
  /** Set at the top of every new page, while one is wanted. */
  #repeated: Block | undefined
  /** True until the header stands above its first block. */
  #headerDue = false

  constructor(faces: Faces) {
    this.#faces = faces
    this.pages = [new Page(faces)]
  }

  /** While `fill` runs, `header` stands above the first block it places and at the top of each page it starts. */
  repeating(header: Block, fill: () => void): void {
    this.#repeated = header
    this.#headerDue = true
    fill()
    this.#repeated = undefined
    this.#headerDue = false
  }

  /** White before the next block, unless the page is new. */
  skip(points: number): void {
    if (this.#y > PAGE.top) this.#y += points
  }

  /** True when so much fits on the page as it stands. */
  fits(height: number): boolean {
    return this.#y + height <= LAST_Y
  }

  /** The block whole on this page or else on the next; cut between its lines only when it is taller than a page. */
  place(block: Block): void {
    const header = this.#headerDue ? this.#headerHeight() : 0
    const whole = PAGE.top + this.#headerHeight() + block.height <= LAST_Y
    if (!this.fits(header + (whole ? block.height : LEAST_POURED)) && this.#y > PAGE.top) this.#breakPage()
    if (this.#headerDue) this.#paintHeader()
    this.pour(block)
  }

  /** The block from here on, cut between its lines wherever the page ends: for running text. */
  pour(block: Block): void {
    if (this.fits(block.height)) return this.#paint(block)
    if (!this.fits(LEAST_POURED)) this.#breakPage()
    const room = { first: LAST_Y - this.#y, later: LAST_Y - PAGE.top - this.#headerHeight() }
    for (const [index, piece] of cut(block, room).entries()) {
      if (index > 0) this.#breakPage()
      this.#paint(piece)
    }
  }

  #headerHeight(): number {
    return this.#repeated?.height ?? 0
  }

  #paintHeader(): void {
    this.#headerDue = false
    if (this.#repeated !== undefined) this.#paint(this.#repeated)
  }

  #breakPage(): void {
    this.pages.push(new Page(this.#faces))
    this.#y = PAGE.top
    this.#paintHeader()
  }

  #paint(block: Block): void {
    this.pages.at(-1)?.paint(block.items, 0, this.#y)
    this.#y += block.height
  }
}

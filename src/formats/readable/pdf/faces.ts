import type { Operators } from './operators.ts'

/** How a text is set. */
export type Weight = 'regular' | 'bold' | 'italic'

/** One font of a document, able to measure a text and to write it as PDF operators. */
export interface Face {
  /** Name in the page's resources. */
  readonly name: string
  /** Width of a text set on one line, in thousandths of its size. */
  advance(text: string): number
  /** Writes the operand and operator that show the text. */
  show(text: string, on: Operators): void
}

export type Faces = Readonly<Record<Weight, Face>>

/** A font of the document with the reference its pages point to. */
export interface FontResource {
  name: string
  reference: object
}

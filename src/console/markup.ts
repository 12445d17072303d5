import { html as escaping } from 'ghtml'

/** HTML of ours: what came from elsewhere is escaped in it. */
export class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** Nothing at all. */
export const NOTHING = new Markup('')

type Piece = Markup | string | number | undefined | false | readonly Piece[]

/**
 * A piece of a page. What is put into it is escaped unless it is such a piece itself, so that a text can be forgotten
 * nowhere; lists are joined, `undefined` and `false` are nothing.
 */
export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(texts.reduce((all, text, at) => all + written(pieces[at - 1]) + text, ''))
}

function written(piece: Piece): string {
  if (piece instanceof Markup) return piece.toString()
  if (piece === undefined || piece === false) return ''
  return typeof piece === 'object' ? piece.map(written).join('') : escaping`${piece}`
}

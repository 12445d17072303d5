import { PlaceWalk, wantedElements } from './places.ts'
import { type Row, RowWriter } from './rows.ts'

/** Longer than any tag of an invoice: what is longer is shown, and not understood. */
const LONGEST_TAG = 64 * 1024
/** Enough to tell `<![CDATA[`. */
const LOOK_AHEAD = 9
/** A tag, whose attributes may hold a `>`. */
const TAG = /<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/y
const NAME = /^<\/?([^\s/>]+)/

/** What is passed over as one, by how it begins and how it ends. */
const ASIDES = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

/**
 * The rows of a document that comes in bits, batch after batch, with the places of the elements looked for. It judges
 * nothing: what is no XML is shown as well.
 */
export async function* rowsOf(
  texts: AsyncIterable<string>,
  xpaths: Iterable<string> = [],
): AsyncGenerator<Row[]> {
  const reader = new XmlRows(xpaths)
  for await (const text of texts) {
    const rows = reader.read(text)
    if (rows.length > 0) yield rows
  }
  yield reader.end()
}

class XmlRows {
  readonly #writer = new RowWriter()
  readonly #walk: PlaceWalk
  #pending = ''
  /** How what is passed over now ends. */
  #aside: string | undefined
  /** What came last is a tag, or blanks after one. */
  #isAfterTag = true

  constructor(xpaths: Iterable<string>) {
    this.#walk = new PlaceWalk(wantedElements(xpaths))
  }

  read(text: string): Row[] {
    this.#take(this.#pending + text, false)
    return this.#writer.take()
  }

  end(): Row[] {
    this.#take(this.#pending, true)
    this.#writer.end()
    return this.#writer.take()
  }

  #take(text: string, isLast: boolean): void {
    let at = 0
    while (at < text.length) {
      const next = this.#aside === undefined ? this.#step(text, at, isLast) : this.#pass(text, at, isLast)
      if (next === undefined) break
      at = next
    }
    this.#pending = text.slice(at)
  }

  /** Where to go on; `undefined`: more is needed to tell. */
  #step(text: string, at: number, isLast: boolean): number | undefined {
    if (text[at] !== '<') {
      const found = text.indexOf('<', at)
      const to = found === -1 ? text.length : found
      this.#text(text.slice(at, to))
      return to
    }
    if (text.length - at < LOOK_AHEAD && !isLast) return undefined
    const aside = ASIDES.find(([begin]) => text.startsWith(begin, at))
    if (aside !== undefined) {
      this.#aside = aside[1]
      if (aside[1] !== ']]>') this.#breaks()
      return at
    }
    TAG.lastIndex = at
    const tag = TAG.exec(text)?.[0]
    if (tag === undefined) {
      if (!isLast && text.length - at < LONGEST_TAG) return undefined
      this.#text('<')
      return at + 1
    }
    this.#tag(tag)
    return at + tag.length
  }

  #pass(text: string, at: number, isLast: boolean): number | undefined {
    const end = this.#aside as string
    const found = text.indexOf(end, at)
    if (found === -1 && !isLast && text.length - at < end.length) return undefined
    const to = found === -1 ? (isLast ? text.length : text.length - end.length + 1) : found + end.length
    this.#writer.write(text.slice(at, to))
    if (found !== -1) {
      this.#isAfterTag = end !== ']]>'
      this.#aside = undefined
    }
    return to
  }

  #text(text: string): void {
    this.#writer.write(text)
    if (text.trim() !== '') this.#isAfterTag = false
  }

  #tag(tag: string): void {
    const name = NAME.exec(tag)?.[1]
    if (name === undefined || name.startsWith('!')) return this.#writer.write(tag)
    const isEnd = tag[1] === '/'
    if (isEnd) this.#walk.closes()
    this.#breaks()
    this.#writer.write(tag)
    if (!isEnd) {
      for (const xpath of this.#walk.opens(name)) this.#writer.place(xpath)
      if (tag.endsWith('/>')) this.#walk.closes()
    }
    this.#isAfterTag = true
  }

  #breaks(): void {
    if (this.#isAfterTag) this.#writer.mayBreak(this.#walk.depth)
  }
}

/** A row of a document as it is shown: a line of it, or a piece of a line that is too long to be read. */
export interface Row {
  /** Its line in the document, from 1. */
  line: number
  /** Pieces of its line before it. */
  part: number
  /** It is a piece: its line is shown in several rows. */
  isPiece: boolean
  /** As it stands, its line end left out; cut after 2,000 characters. */
  text: string
  /** Characters of it, when they are more. */
  length?: number
  /** Elements it stands in; told of pieces alone, whose line cannot show it. */
  depth: number
  /** Elements looked for that open in it, and where in `text` what they hold begins. */
  places: { xpath: string; at: number }[]
}

/** A longer line is shown in pieces, each beginning at a tag. */
const LONG_LINE = 400
/** What is kept of a row. */
const KEPT = 2_000

interface Growing {
  text: string
  length: number
  depth: number
  places: Row['places']
}

/** Makes rows of a text that comes in bits. Rows are given out as soon as nothing more can come into them. */
export class RowWriter {
  #rows: Row[] = []
  #line = 1
  /** Of the line that is being read: those already given out, and those still kept. */
  #given = 0
  #pieces: Growing[] = [fresh(0)]
  #length = 0

  /** The rows that are done, each once. */
  take(): Row[] {
    const done = this.#rows
    this.#rows = []
    return done
  }

  /** A long line may be parted here. */
  mayBreak(depth: number): void {
    const last = this.#last()
    if (last.text.trim() !== '') this.#pieces.push(fresh(depth))
    else last.depth = depth
  }

  write(text: string): void {
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#append(text, from, end)
      this.#endLine()
      from = end + 1
    }
    this.#append(text, from, text.length)
  }

  /** An element that was looked for opened just now. */
  place(xpath: string): void {
    const last = this.#last()
    last.places.push({ xpath, at: last.text.length })
  }

  /** A line end is the end of a line, not the beginning of one more. */
  end(): void {
    if (this.#length > 0) this.#endLine()
  }

  #last(): Growing {
    return this.#pieces.at(-1) as Growing
  }

  #append(text: string, from: number, to: number): void {
    if (to <= from) return
    const last = this.#last()
    if (last.text.length < KEPT) last.text += text.slice(from, Math.min(to, from + KEPT - last.text.length))
    last.length += to - from
    this.#length += to - from
    if (this.#length > LONG_LINE) this.#giveOut(this.#pieces.splice(0, this.#pieces.length - 1))
  }

  #endLine(): void {
    const isLong = this.#length > LONG_LINE
    const pieces = this.#pieces.filter((each, index) => index === 0 || each.length > 0)
    if (isLong) this.#giveOut(pieces)
    else this.#rows.push(this.#row(joined(pieces), false))
    this.#line += 1
    this.#given = 0
    this.#length = 0
    this.#pieces = [fresh(0)]
  }

  #giveOut(pieces: readonly Growing[]): void {
    for (const each of pieces) this.#rows.push(this.#row(each, true))
  }

  #row({ text, length, depth, places }: Growing, isPiece: boolean): Row {
    const shown = text.endsWith('\r') ? text.slice(0, -1) : text
    return {
      line: this.#line,
      part: isPiece ? this.#given++ : 0,
      isPiece,
      text: shown,
      ...(length > text.length ? { length } : {}),
      depth: isPiece ? depth : 0,
      places,
    }
  }
}

function fresh(depth: number): Growing {
  return { text: '', length: 0, depth, places: [] }
}

function joined(pieces: readonly Growing[]): Growing {
  const whole = fresh(0)
  for (const { text, length, places } of pieces) {
    for (const { xpath, at } of places) whole.places.push({ xpath, at: whole.text.length + at })
    whole.text += text
    whole.length += length
  }
  return whole
}

/** A line of a CSV file, its cells by the names of their columns. */
export interface CsvRow {
  /** Where it begins, from 1. */
  line: number
  cells: ReadonlyMap<string, string>
}

export interface CsvProblem {
  line: number
  fr: string
  en: string
}

export interface CsvFile {
  rows: CsvRow[]
  /** As they stand in the first line. */
  columns: string[]
  encoding: 'UTF-8' | 'ISO-8859-1'
  separator: ';' | ','
  problems: CsvProblem[]
}

/**
 * Reads a CSV file whose first line names the columns: UTF-8, else ISO-8859-1 (as Windows-1252 extends it); separated by
 * `;` or `,`, whichever the first line has more of; cells with quotes as RFC 4180 has them. Cells lose the blanks around
 * them, lines without any text are left out.
 */
export function readCsv(bytes: Uint8Array): CsvFile {
  const { text, encoding } = decoded(bytes)
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  const separator = count(firstLine, ';') >= count(firstLine, ',') ? ';' : ','
  const { records, problems } = new Reader(text, separator).read()
  const [head, ...others] = records
  const columns = withoutEmptyEnd(head?.cells ?? [])
  const rows: CsvRow[] = []
  for (const { line, cells } of others) {
    const found = Math.max(withoutEmptyEnd(cells).length, Math.min(cells.length, columns.length))
    if (found !== columns.length) problems.push(otherwise(line, found, columns.length))
    else rows.push({ line, cells: new Map(columns.map((name, index) => [name, cells[index] as string])) })
  }
  return { rows, columns, encoding, separator, problems: problems.toSorted((a, b) => a.line - b.line) }
}

function decoded(bytes: Uint8Array): Pick<CsvFile, 'encoding'> & { text: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    // No UTF-8: what spreadsheets in French write otherwise. Every byte has a character there.
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'ISO-8859-1' }
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

/** Spreadsheets end lines with separators for columns nobody filled. */
function withoutEmptyEnd(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1)
}

function otherwise(line: number, found: number, wanted: number): CsvProblem {
  const why = found > wanted ? ' : une cellule qui contient le séparateur s’écrit entre guillemets' : ''
  return {
    line,
    fr: `${found} cellules pour ${wanted} colonnes${why}`,
    en: `${found} cells for ${wanted} columns`,
  }
}

interface Rec {
  line: number
  cells: string[]
}

/** Goes over the text once. A quote counts as one only where a cell begins. */
class Reader {
  readonly #text: string
  readonly #separator: string
  readonly #problems: CsvProblem[] = []
  #at = 0
  #line = 1

  constructor(text: string, separator: string) {
    this.#text = text
    this.#separator = separator
  }

  read(): { records: Rec[]; problems: CsvProblem[] } {
    const records: Rec[] = []
    while (this.#at < this.#text.length) {
      const record = this.#record()
      if (record.cells.some((cell) => cell !== '')) records.push(record)
    }
    return { records, problems: this.#problems }
  }

  #record(): Rec {
    const record: Rec = { line: this.#line, cells: [] }
    for (;;) {
      record.cells.push(this.#cell().trim())
      const next = this.#text[this.#at]
      this.#at += 1
      if (next === this.#separator) continue
      if (next === '\r' && this.#text[this.#at] === '\n') this.#at += 1
      this.#line += 1
      return record
    }
  }

  #cell(): string {
    const from = this.#at
    this.#skipBlanks()
    if (this.#text[this.#at] === '"') return this.#quoted()
    while (!this.#isEnd()) this.#at += 1
    return this.#text.slice(from, this.#at)
  }

  #quoted(): string {
    const begun = this.#line
    let cell = ''
    for (;;) {
      const from = this.#at + 1
      const to = this.#text.indexOf('"', from)
      if (to < 0) return this.#neverClosed(begun)
      const part = this.#text.slice(from, to)
      this.#line += count(part.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), '\n')
      cell += part
      this.#at = to + 1
      if (this.#text[this.#at] !== '"') break
      cell += '"'
    }
    this.#skipBlanks()
    if (!this.#isEnd()) {
      this.#problems.push({
        line: this.#line,
        fr: 'du texte suit des guillemets fermants : un guillemet dans une cellule se double',
        en: 'text after a closing quote',
      })
      while (!this.#isEnd()) this.#at += 1
    }
    return cell
  }

  #neverClosed(line: number): string {
    this.#problems.push({ line, fr: 'des guillemets ne sont jamais fermés', en: 'a quote is never closed' })
    this.#at = this.#text.length
    return ''
  }

  #skipBlanks(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at += 1
  }

  #isEnd(): boolean {
    const character = this.#text[this.#at]
    return (
      character === undefined || character === this.#separator || character === '\n' || character === '\r'
    )
  }
}

import { createHash } from 'node:crypto'
import { unzipSync } from 'fflate'
import { XmlElement, type XmlTreeNode } from 'libxml2-wasm'
import { parseXml } from '../xml.ts'

/** One datum of a pivot. */
export interface PivotField {
  /** From its invoice (`DonneesFacture/TVAs/TVA[2]/Taux`), or from the root when it is of no invoice (`Enveloppe/…`). */
  path: string
  /** As written; '' where the element is there and empty. Of a file: its name, its size in bytes and its SHA-256. */
  value: string
  /** Place in the file of the invoice it is of, from 1. */
  invoice?: number
}

/** Elements of which there may be several side by side: they have a number even when alone, so that paths stay the same. */
const REPEATED = new Set(['ParametreIndiv', 'TVA', 'Ligne', 'PJ'])
const ROOT = 'CPPFacturePivot'
const INVOICE = 'CPPFacturePivotUnitaire'
/** The place among its like, which the path says already. */
const NUMBER = 'NumOrdre'
const BEGIN = Buffer.from('<Contenu>')
const END = Buffer.from('</Contenu>')

/**
 * All that a pivot written by us says, in its order. Its files are cut out before it is parsed: a pivot of 100 MB costs
 * the parser no more than a small one.
 * @throws for bytes that are no pivot
 */
export function pivotFields(pivot: Uint8Array): PivotField[] {
  const { text, contents } = withoutFiles(Buffer.from(pivot.buffer, pivot.byteOffset, pivot.byteLength))
  const parsed = parseXml(text)
  if (!parsed.ok) throw new Error(`not a pivot: ${parsed.faults[0]?.detail['problemEn'] ?? 'no XML'}`)
  using document = parsed.value
  const { name } = document.root
  if (name !== ROOT) throw new Error(`not a pivot: its root is ${name}`)
  const reader = new Reader(contents)
  reader.children(document.root, '')
  return reader.fields
}

/** The pivot with a number in the place of each file. Text of an invoice cannot look like a file's: its `<` is escaped. */
function withoutFiles(pivot: Buffer): { text: Buffer; contents: Buffer[] } {
  const parts: Buffer[] = []
  const contents: Buffer[] = []
  let at = 0
  for (let found = pivot.indexOf(BEGIN); found !== -1; found = pivot.indexOf(BEGIN, at)) {
    const from = found + BEGIN.length
    const to = pivot.indexOf(END, from)
    if (to === -1) break
    parts.push(pivot.subarray(at, from), Buffer.from(String(contents.length)))
    contents.push(pivot.subarray(from, to))
    at = to
  }
  return { text: Buffer.concat([...parts, pivot.subarray(at)]), contents }
}

class Reader {
  readonly fields: PivotField[] = []
  readonly #contents: readonly Buffer[]
  #invoice = 0

  constructor(contents: readonly Buffer[]) {
    this.#contents = contents
  }

  children(parent: XmlElement, path: string): void {
    const ranks = new Map<string, number>()
    for (const child of elementsIn(parent)) {
      const { name } = child
      const rank = (ranks.get(name) ?? 0) + 1
      ranks.set(name, rank)
      if (name === INVOICE) this.#oneInvoice(child, rank)
      else this.#element(child, `${path}${name}${REPEATED.has(name) ? `[${rank}]` : ''}`)
    }
  }

  #oneInvoice(element: XmlElement, rank: number): void {
    this.#invoice = rank
    this.children(element, '')
    this.#invoice = 0
  }

  #element(element: XmlElement, path: string): void {
    for (const { name, value } of element.attrs) {
      if (name !== NUMBER) this.#say(`${path}/@${name}`, value)
    }
    if (elementsIn(element).next().done !== true) this.children(element, `${path}/`)
    else this.#say(path, element.name === 'Contenu' ? this.#file(element.content) : element.content)
  }

  #file(number: string): string {
    const base64 = this.#contents[Number(number)]
    if (base64 === undefined) throw new Error(`not a pivot: no content for its file ${number}`)
    return fileText(base64)
  }

  #say(path: string, value: string): void {
    this.fields.push({ path, value, ...(this.#invoice === 0 ? {} : { invoice: this.#invoice }) })
  }
}

function* elementsIn(parent: XmlElement): Generator<XmlElement> {
  for (let child: XmlTreeNode | null = parent.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) yield child
  }
}

/** The one file of the zip by its name, its bytes and its hash: what a person can compare with a file at hand. */
function fileText(base64: Buffer): string {
  const zip = Buffer.from(base64.toString('latin1'), 'base64')
  const [[name, bytes] = ['', zip], ...others] = Object.entries(unzipSync(zip))
  if (name === '' || others.length > 0) throw new Error(`not a pivot: a zip of ${others.length + 1} files`)
  return `${name} · ${bytes.length} · sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

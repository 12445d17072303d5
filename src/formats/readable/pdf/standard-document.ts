import { hash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { ReadableView } from '../view/readable-view.ts'
import { PAGE } from './pages.ts'
import { STANDARD_FONTS } from './standard-faces.ts'

/**
 * A PDF 1.3 of these pages, set in the standard fonts. The little a document holds beside its pages is the same in all of
 * them and is made once; pdfkit makes it anew for each, which took as long as laying out the pages.
 */
export function standardDocument(
  pages: readonly Buffer[],
  view: Pick<ReadableView, 'title' | 'author' | 'subject'>,
  receivedAt: string,
): Uint8Array {
  const body = new Body(FRONT)
  body.object(INFO, info(view, receivedAt))
  const kids = pages.map((_, index) => `${FIRST_PAGE + 2 * index} 0 R`).join(' ')
  body.object(PAGE_TREE, `<</Type/Pages/Count ${pages.length}/Kids[${kids}]>>`)
  for (const [index, operators] of pages.entries()) {
    const number = FIRST_PAGE + 2 * index
    body.object(number, `${PAGE_OBJECT}/Contents ${number + 1} 0 R>>`)
    body.stream(number + 1, Buffer.concat([DOWNWARDS, operators]))
  }
  return body.ended()
}

/** Numbers of the objects; those up to the resources are in the front. */
const CATALOG = 1
const FIRST_FONT = 2
const RESOURCES = 5
const INFO = 6
const PAGE_TREE = 7
const FIRST_PAGE = 8

const PAGE_OBJECT = `<</Type/Page/Parent ${PAGE_TREE} 0 R/MediaBox[0 0 ${PAGE.width} ${PAGE.height}]/Resources ${RESOURCES} 0 R`
/** From the corner at the bottom to that at the top, y downwards, as pages are painted. */
const DOWNWARDS = Buffer.from(`1 0 0 -1 0 ${PAGE.height} cm\n`)

const FONTS = Object.values(STANDARD_FONTS).map((name, index) => ({ name, number: FIRST_FONT + index }))

/** Where the objects begin, and the bytes so far. */
interface Written {
  offsets: readonly number[]
  bytes: Buffer
}

/** What every document begins with: the catalogue, the fonts, what pages draw on. */
const FRONT: Written = front()

function front(): Written {
  const objects = [
    `<</Type/Catalog/Pages ${PAGE_TREE} 0 R/Lang (fr-FR)/ViewerPreferences<</DisplayDocTitle true>>>>`,
    ...FONTS.map(({ name }) => `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`),
    `<</ProcSet[/PDF/Text]/Font<<${FONTS.map(({ name, number }) => `/${name} ${number} 0 R`).join('')}>>>>`,
  ]
  // Four bytes beyond ASCII: whoever transports the file takes it for binary.
  let text = '%PDF-1.3\n%\u00ff\u00ff\u00ff\u00ff\n'
  const offsets = objects.map((object, index) => {
    const at = text.length
    text += `${CATALOG + index} 0 obj\n${object}\nendobj\n`
    return at
  })
  return { offsets, bytes: Buffer.from(text, 'latin1') }
}

/** Objects after one another, and the table of where they are. */
class Body {
  readonly #parts: Buffer[]
  readonly #offsets: number[]
  #length: number

  constructor(front: Written) {
    this.#parts = [front.bytes]
    this.#offsets = [...front.offsets]
    this.#length = front.bytes.length
  }

  object(number: number, content: string): void {
    this.#offsets[number - 1] = this.#length
    this.#add(Buffer.from(`${number} 0 obj\n${content}\nendobj\n`, 'latin1'))
  }

  stream(number: number, operators: Buffer): void {
    const packed = deflateSync(operators, { level: 3 })
    this.#offsets[number - 1] = this.#length
    this.#add(Buffer.from(`${number} 0 obj\n<</Length ${packed.length}/Filter/FlateDecode>>\nstream\n`))
    this.#add(packed)
    this.#add(END_OF_STREAM)
  }

  ended(): Buffer {
    const size = this.#offsets.length + 1
    const table = this.#offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
    const before = Buffer.concat(this.#parts)
    const id = `<${hash('sha256', before, 'hex').slice(0, 32)}>`
    const trailer = `<</Size ${size}/Root ${CATALOG} 0 R/Info ${INFO} 0 R/ID[${id}${id}]>>`
    const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n${trailer}\nstartxref\n${before.length}\n%%EOF\n`
    return Buffer.concat([before, Buffer.from(end)])
  }

  #add(bytes: Buffer): void {
    this.#parts.push(bytes)
    this.#length += bytes.length
  }
}

const END_OF_STREAM = Buffer.from('\nendstream\nendobj\n')

function info(
  { title, author, subject }: Pick<ReadableView, 'title' | 'author' | 'subject'>,
  receivedAt: string,
): string {
  const digits = new Date(receivedAt).toISOString().replaceAll(/\D/g, '')
  const instant = `(D:${digits.slice(0, 14)}Z)`
  const texts = `/Title ${string(title)}/Author ${string(author)}/Subject ${string(subject)}`
  return `<<${texts}${MAKER}/CreationDate ${instant}/ModDate ${instant}>>`
}

/** A text as PDF keeps it outside pages: UTF-16 with its mark. */
function string(text: string): string {
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('latin1')
  return `(${wide.replaceAll(/[()\\\r]/g, (character) => (character === '\r' ? '\\r' : `\\${character}`))})`
}

const MAKER = `/Creator ${string('Écluse')}/Producer ${string('Écluse')}`

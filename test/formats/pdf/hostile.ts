import { constants, deflateRawSync, deflateSync } from 'node:zlib'
import { handmadePdf } from '../../../fixtures/make-pdfs.ts'

/** PDFs made to exhaust or to deceive their reader, too large to be committed. */

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>'
const ONE_PAGE = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'
const FONT = '<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>'
const page = (contents = '4 0 R') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} /Resources ${FONT} >>`

function stream(entries: string, bytes: Buffer): string {
  return `<< ${entries} /Length ${bytes.length} >>\nstream\n${bytes.toString('latin1')}\nendstream`
}

/** A page whose content inflates to so many megabytes. */
export function bomb(megabytes: number): Buffer {
  return handmadePdf([CATALOG, ONE_PAGE, page(), stream('/Filter /FlateDecode', packed(megabytes))])
}

/** The same bomb packed twice: a few kilobytes. */
export function doubleBomb(megabytes: number): Buffer {
  const twice = deflateSync(packed(megabytes), { level: 9 })
  return handmadePdf([CATALOG, ONE_PAGE, page(), stream('/Filter [/FlateDecode /FlateDecode]', twice)])
}

/** So many megabytes of blanks, deflated one at a time: to make a bomb must not take what it takes to open it. */
function packed(megabytes: number): Buffer {
  const blanks = Buffer.alloc(1024 * 1024, ' ')
  const block = deflateRawSync(blanks, { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const blocks = Array.from({ length: megabytes }, () => block)
  return Buffer.concat([Buffer.from([0x78, 0xda]), ...blocks, deflateRawSync('')])
}

export function manyPages(count: number): Buffer {
  const kids = Array.from({ length: count }, (_, index) => `${index + 4} 0 R`).join(' ')
  const content = stream('', Buffer.from('BT /F1 12 Tf 60 700 Td (Bonjour) Tj ET'))
  const tree = `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`
  return handmadePdf([CATALOG, tree, content, ...Array.from({ length: count }, () => page('3 0 R'))])
}

export function nestedPages(depth: number): Buffer {
  const nodes = Array.from(
    { length: depth },
    (_, index) => `<< /Type /Pages /Kids [${index + 3} 0 R] /Count 1 >>`,
  )
  return handmadePdf([CATALOG, ...nodes, page('1 0 R')])
}

export function nestedArrays(depth: number): Buffer {
  const nest = '['.repeat(depth) + ']'.repeat(depth)
  return handmadePdf([`<< /Type /Catalog /Pages 2 0 R /X ${nest} >>`, ONE_PAGE, page('1 0 R')])
}

export function pagesOfThemselves(): Buffer {
  return handmadePdf([CATALOG, '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99 >>'])
}

/** Objects that name one another, and no table of them. */
export function withoutTable(count: number): Buffer {
  const objects = Array.from(
    { length: count },
    (_, index) => `${index + 1} 0 obj\n<</A ${index + 2} 0 R>>\nendobj\n`,
  )
  return Buffer.from(`%PDF-1.4\n${objects.join('')}trailer <</Root 1 0 R>>\n%%EOF`)
}

/** A bracket that closes nothing, where the table of objects is of no help: found by fuzzing. */
export function endlessDictionary(): Buffer {
  const font = '<< /Type /Font)/Subtype /Type1 >>'
  const whole = handmadePdf([CATALOG, ONE_PAGE, page(), font]).toString('latin1')
  return Buffer.from(whole.replace(/startxref\n\d+/, 'startxref\n7'), 'latin1')
}

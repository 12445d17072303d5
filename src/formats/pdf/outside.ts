import type { PdfFinding } from './report.ts'

const HEAD = '%PDF-'
const TAIL = '%%EOF'

/** Readers look for the head and the tail in so many bytes at each end. */
const AT_EACH_END = 1024

/** Words a browser takes a file for HTML by, wherever in its first bytes they stand. */
const HTML = /<(!doctype\s+html|html|head|body|script|iframe|svg|table|a\s|img\s|!--)/i

const ZIP_END = 'PK\u0005\u0006'
const ZIP_END_LENGTH = 22
const LONGEST_COMMENT = 0xffff

/** What a file's bytes say before anything is parsed: its head, its tail, and what else it could be taken for. */
export function outsideFindings(bytes: Uint8Array): PdfFinding[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = file.toString('latin1', 0, AT_EACH_END)
  const head = start.indexOf(HEAD)
  if (head === -1) return [{ problem: 'not-pdf' }]
  const end = file.toString('latin1', Math.max(0, file.length - AT_EACH_END))
  const tail = end.lastIndexOf(TAIL)
  const findings: PdfFinding[] = tail === -1 ? [{ problem: 'no-end' }] : []
  const other = otherThing(file, { start, head, after: tail === -1 ? '' : end.slice(tail + TAIL.length) })
  return other === undefined ? findings : [...findings, { problem: 'polyglot', what: other }]
}

function otherThing(file: Buffer, at: { start: string; head: number; after: string }) {
  if (HTML.test(at.start)) return { fr: 'une page HTML', en: 'an HTML page' }
  if (isZip(file)) return { fr: 'une archive ZIP', en: 'a ZIP archive' }
  // A byte order mark and blank lines before the head are clumsy, and nothing else.
  if (!/^(\u00ef\u00bb\u00bf)?\s*$/.test(at.start.slice(0, at.head)))
    return { fr: 'autre chose précède %PDF-', en: 'something else stands before %PDF-' }
  if (!/^[\s\0]*$/.test(at.after)) return { fr: 'autre chose suit %%EOF', en: 'something else follows %%EOF' }
  return undefined
}

/** True when a reader of ZIPs, who looks at the end of a file first, would open it. */
function isZip(file: Buffer): boolean {
  const at = file.lastIndexOf(ZIP_END, undefined, 'latin1')
  if (at === -1 || at < file.length - ZIP_END_LENGTH - LONGEST_COMMENT || at + ZIP_END_LENGTH > file.length)
    return false
  const comment = file.readUInt16LE(at + 20)
  const directory = file.readUInt32LE(at + 12)
  return at + ZIP_END_LENGTH + comment === file.length && directory <= at
}

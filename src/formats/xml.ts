import { ParseOption, XmlDocument, XmlParseError, XmlXPath } from 'libxml2-wasm'
import { type Fault, fault } from '../faults/fault.ts'
import { accept, type Result, reject } from '../faults/result.ts'
import { asUtf8 } from './xml-encoding.ts'
import { parseSentence } from './xml-sentence.ts'

/**
 * The one parser for documents from outside. A DTD is refused before anything is parsed, no external entity, no
 * network, no file: a document is its bytes and nothing else.
 */
const OPTIONS =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_HUGE |
  ParseOption.XML_PARSE_BIG_LINES

/** The document, to be disposed of by the caller; or why its bytes are no XML we read (VAL-01, VAL-03, VAL-05). */
export function parseXml(bytes: Uint8Array): Result<XmlDocument> {
  const text = asUtf8(bytes)
  if (!text.ok) return text
  const declared = doctypeLine(text.value)
  if (declared !== undefined) return reject(fault('VAL-03', { at: { line: declared } }))
  try {
    const document = XmlDocument.fromBuffer(text.value, { option: OPTIONS })
    // The scan above saw no DTD; were it ever fooled, what libxml2 found decides.
    if (document.dtd === null) return accept(document)
    document.dispose()
    return reject(fault('VAL-03'))
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error
    return reject(malformed(error))
  }
}

function malformed(error: XmlParseError) {
  const first = error.details[0]
  const sentence = parseSentence(first?.message ?? error.message)
  return fault('VAL-01', {
    at: first === undefined ? [] : { line: first.line },
    detail: { problem: sentence.fr, problemEn: sentence.en },
  })
}

const probes = new Map<number, XmlXPath>()

/** True when elements are nested deeper than this; the search ends at the first level that is empty. */
export function isDeeperThan(document: XmlDocument, depth: number): boolean {
  const probe = probes.get(depth) ?? XmlXPath.compile('/*'.repeat(depth + 1))
  probes.set(depth, probe)
  return document.get(probe) !== null
}

/** The fault of a document whose elements are nested too deeply, as the parser itself would put it. */
export function tooDeep(): Fault {
  const { fr, en } = parseSentence('Excessive depth')
  return fault('VAL-01', { detail: { problem: fr, problemEn: en } })
}

/** The line of a DOCTYPE in the prolog of an UTF-8 document, `undefined` when there is none. */
function doctypeLine(bytes: Uint8Array): number | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = bytes[0] === 0xef ? 3 : 0
  while (at < buffer.length) {
    if (isBlank(buffer[at])) at++
    else if (startsAt(buffer, '<?', at)) at = after(buffer, '?>', at)
    else if (startsAt(buffer, '<!--', at)) at = after(buffer, '-->', at + 4)
    else break
  }
  if (!startsAt(buffer, '<!D', at)) return undefined
  return buffer.subarray(0, at).filter((byte) => byte === 0x0a).length + 1
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

function startsAt(buffer: Buffer, text: string, at: number): boolean {
  return buffer.toString('latin1', at, at + text.length) === text
}

function after(buffer: Buffer, text: string, at: number): number {
  const found = buffer.indexOf(text, at, 'latin1')
  return found === -1 ? buffer.length : found + text.length
}

import { type Fault, fault } from '../faults/fault.ts'
import { accept, type Result, reject } from '../faults/result.ts'

/** Encodings a French sender may use beside UTF-8 and UTF-16, by the names an XML declaration gives them. */
const SINGLE_BYTE = new Set(['iso-8859-1', 'latin1', 'iso-8859-15', 'latin-9', 'windows-1252', 'cp1252'])
const UTF8_NAMES = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])
const DECODER_NAMES: Readonly<Record<string, string>> = { 'latin-9': 'iso-8859-15' }

/**
 * The same document in UTF-8, lines unchanged, its declaration saying so; or VAL-05. One encoding is settled here, once,
 * so that what is looked for in the bytes (a DTD) and what the parser reads can never differ.
 */
export function asUtf8(bytes: Uint8Array): Result<Uint8Array> {
  const marked = byMark(bytes)
  if (marked === 'utf-8') return accept(bytes)
  if (marked !== undefined) return marked.startsWith('utf-16') ? decode(bytes, marked) : refuse(marked)
  const declared = declaredEncoding(bytes)
  if (declared === undefined || UTF8_NAMES.has(declared)) return accept(bytes)
  if (SINGLE_BYTE.has(declared)) return decode(bytes, DECODER_NAMES[declared] ?? declared)
  return refuse(declared)
}

/**
 * The encoding these first bytes tell, for who shows the text and judges nothing: UTF-8 also where it is one `asUtf8`
 * refuses.
 */
export function textEncodingOf(head: Uint8Array): string {
  const told = byMark(head) ?? declaredEncoding(head) ?? 'utf-8'
  if (SINGLE_BYTE.has(told)) return DECODER_NAMES[told] ?? told
  return told.startsWith('utf-16') ? told : 'utf-8'
}

/**
 * The encoding its bytes are in, as `TextDecoder` names it: by a mark, or else as the document declares. `undefined` for
 * one that Écluse does not read.
 */
export function encodingOf(bytes: Uint8Array): string | undefined {
  const marked = byMark(bytes)
  if (marked !== undefined) return marked === 'utf-8' || marked.startsWith('utf-16') ? marked : undefined
  return decoderOf(declaredEncoding(bytes))
}

/** That of a text without a mark, by what its declaration says. */
export function encodingDeclaredIn(text: string): string | undefined {
  return decoderOf(declaredAt(text.slice(0, DECLARATION)))
}

function decoderOf(declared: string | undefined): string | undefined {
  if (declared === undefined || UTF8_NAMES.has(declared)) return 'utf-8'
  return SINGLE_BYTE.has(declared) ? (DECODER_NAMES[declared] ?? declared) : undefined
}

/** What the first bytes say: a byte order mark, or the bytes of `<?` in a wide or foreign encoding. */
function byMark(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  if (head.startsWith('efbbbf')) return 'utf-8'
  if (head === 'fffe0000' || head === '0000feff' || head === '0000003c' || head === '3c000000')
    return 'utf-32'
  if (head.startsWith('fffe') || head === '3c003f00') return 'utf-16le'
  if (head.startsWith('feff') || head === '003c003f') return 'utf-16be'
  if (head === '4c6fa794') return 'ebcdic'
  return undefined
}

/** Characters in which a declaration is looked for. */
const DECLARATION = 256

function declaredEncoding(bytes: Uint8Array): string | undefined {
  return declaredAt(Buffer.from(bytes.subarray(0, DECLARATION)).toString('latin1'))
}

function declaredAt(head: string): string | undefined {
  return /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1]?.toLowerCase()
}

function decode(bytes: Uint8Array, encoding: string): Result<Uint8Array> {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return accept(Buffer.from(redeclared(text), 'utf8'))
  } catch (error) {
    if (error instanceof TypeError) return reject(unreadable(encoding))
    throw error
  }
}

function redeclared(text: string): string {
  return text.replace(/^(<\?xml[^>]*?encoding\s*=\s*["'])[^"']*/, '$1UTF-8')
}

function refuse(encoding: string): Result<never> {
  return reject(
    fault('VAL-05', {
      at: { line: 1 },
      detail: {
        encoding,
        problem: 'Écluse lit UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 et Windows-1252',
        problemEn: 'Écluse reads UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 and Windows-1252',
      },
    }),
  )
}

function unreadable(encoding: string): Fault {
  return fault('VAL-05', {
    at: { line: 1 },
    detail: {
      encoding,
      problem: 'les octets du document ne sont pas dans cet encodage',
      problemEn: 'the document’s bytes are not in this encoding',
    },
  })
}

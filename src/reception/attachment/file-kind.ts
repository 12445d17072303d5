import { fileTypeFromBuffer } from 'file-type'
import type { Extension } from './file-name.ts'
import { zipEntries } from './zip-directory.ts'

/** What the first bytes of a file say it is; `undefined` for text and what has no signature. */
export interface FileKind {
  /** The usual extension of the kind: pdf, jpg, exe, cfb (old Office), docx … */
  kind: string
  mimeType: string
}

/** The library's own sample size: signatures stand at the head, and no hostile file is walked through. */
const HEAD = 4100

/** What a file is by its first bytes (of a ZIP, by the names in it). */
export async function fileKind(bytes: Uint8Array): Promise<FileKind | undefined> {
  const head = bytes.subarray(0, HEAD)
  if (Buffer.from(head).toString('latin1', 0, 4) === 'PK\u0003\u0004') return zipKind(bytes)
  const found = await fileTypeFromBuffer(head)
  return found && { kind: found.ext, mimeType: found.mime }
}

const OOXML = 'application/vnd.openxmlformats-officedocument.'
const ODF = 'application/vnd.oasis.opendocument.'

/** Office files are ZIPs told apart by a folder in them, those of OpenDocument by their `content.xml`. */
const IN_ZIP: readonly { has: RegExp; kind: string; mimeType: string }[] = [
  { has: /^word\//, kind: 'docx', mimeType: `${OOXML}wordprocessingml.document` },
  { has: /^xl\//, kind: 'xlsx', mimeType: `${OOXML}spreadsheetml.sheet` },
  { has: /^ppt\//, kind: 'pptx', mimeType: `${OOXML}presentationml.presentation` },
  { has: /^META-INF\/MANIFEST\.MF$/, kind: 'jar', mimeType: 'application/java-archive' },
  { has: /^AndroidManifest\.xml$/, kind: 'apk', mimeType: 'application/vnd.android.package-archive' },
  { has: /^content\.xml$/, kind: 'opendocument', mimeType: `${ODF}text` },
]

function zipKind(bytes: Uint8Array): FileKind {
  const names = zipEntries(bytes)?.map((entry) => entry.name) ?? []
  const found = IN_ZIP.find(({ has }) => names.some((name) => has.test(name)))
  return found ?? { kind: 'zip', mimeType: 'application/zip' }
}

const OLD_OFFICE = ['cfb']
const TEXT = ['xml']
const GZIP = ['gz', 'tar.gz']

/** What the content of each extension may be. A kind without a signature (text) is named by an empty one. */
const KINDS = {
  bmp: ['bmp'],
  bz2: ['bz2'],
  csv: [''],
  doc: OLD_OFFICE,
  docx: ['docx'],
  fax: ['', 'tif'],
  gif: ['gif'],
  gz: GZIP,
  gzip: GZIP,
  htm: ['', ...TEXT],
  html: ['', ...TEXT],
  jpeg: ['jpg'],
  jpg: ['jpg'],
  odp: ['opendocument'],
  ods: ['opendocument'],
  odt: ['opendocument'],
  p7s: [''],
  pdf: ['pdf'],
  png: ['png', 'apng'],
  pps: OLD_OFFICE,
  ppt: OLD_OFFICE,
  pptx: ['pptx'],
  rtf: ['rtf'],
  svg: ['', ...TEXT],
  tgz: GZIP,
  tif: ['tif'],
  tiff: ['tif'],
  txt: [''],
  xhtml: ['', ...TEXT],
  xlc: OLD_OFFICE,
  xlm: OLD_OFFICE,
  xls: OLD_OFFICE,
  xlsx: ['xlsx'],
  xml: ['', ...TEXT],
  zip: ['zip', 'docx', 'xlsx', 'pptx', 'opendocument'],
} as const satisfies Record<Extension, readonly string[]>

/** Extensions whose content is text for people or programs: bytes no text has refuse them. */
const TEXTS: ReadonlySet<Extension> = new Set(['csv', 'htm', 'html', 'svg', 'txt', 'xhtml', 'xml'])

/** What a file is, in words, when it is not what its extension says; `undefined` when it is. */
export function otherThan(
  extension: Extension,
  kind: FileKind | undefined,
  bytes: Uint8Array,
): { fr: string; en: string } | undefined {
  const allowed: readonly string[] = KINDS[extension]
  if (!allowed.includes(kind?.kind ?? '')) {
    if (kind === undefined) return { fr: 'd’un type qui ne se reconnaît pas', en: 'of a type not recognised' }
    return { fr: `de type ${kind.kind} (${kind.mimeType})`, en: `of type ${kind.kind} (${kind.mimeType})` }
  }
  if (TEXTS.has(extension) && kind === undefined && isBinary(bytes))
    return { fr: 'binaire, non du texte', en: 'binary, not text' }
  return undefined
}

/** A NUL in its head, unless the text is of two or four bytes a character and says so. */
function isBinary(bytes: Uint8Array): boolean {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return !isWide && bytes.subarray(0, HEAD).includes(0)
}

/** Spellings of one type, and types that say nothing. */
const SAME_TYPE: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'text/xml': 'application/xml',
  'application/x-pdf': 'application/pdf',
  'application/x-zip-compressed': 'application/zip',
  'text/rtf': 'application/rtf',
  'application/x-gzip': 'application/gzip',
}

/** True when a media type as sent contradicts the content. A type that says nothing contradicts nothing. */
export function contradicts(given: string, kind: FileKind): boolean {
  const type = given.split(';')[0]?.trim().toLowerCase() ?? ''
  const known = SAME_TYPE[type] ?? type
  if (known === '' || known === 'application/octet-stream') return false
  // Old Office and OpenDocument are families, whose members have types of their own.
  if (kind.kind === 'cfb' || kind.kind === 'opendocument') return false
  if (kind.kind === 'xml') return !/xml|html/.test(known)
  return known !== kind.mimeType
}

import { encodingDeclaredIn, encodingOf } from './xml-encoding.ts'

/** A document as the characters it is made of, and how they were written. */
export interface XmlText {
  /** Without a byte order mark; every line end as it was. */
  text: string
  /** As `TextDecoder` names it. */
  encoding: string
  hasMark: boolean
}

/** Why a text cannot be written as its document is: an encoding nobody reads, or a character it has no byte for. */
export type Unwritable = { encoding: string; character?: string; line?: number }

const MARK = '\uFEFF'

/** `undefined` when the bytes are no text in an encoding that Écluse reads. */
export function xmlText(bytes: Uint8Array): XmlText | undefined {
  const encoding = encodingOf(bytes)
  if (encoding === undefined) return undefined
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
    const hasMark = text.startsWith(MARK)
    return { text: hasMark ? text.slice(1) : text, encoding, hasMark }
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/**
 * The text written as the document it corrects was, mark included; where no mark says the encoding, in the one that the
 * text itself declares. What `xmlText` read is written byte for byte.
 */
export function xmlBytes(
  text: string,
  like: Pick<XmlText, 'encoding' | 'hasMark'>,
): { bytes: Uint8Array } | { problem: Unwritable } {
  const isWide = like.encoding.startsWith('utf-16')
  const encoding = like.hasMark || isWide ? like.encoding : encodingDeclaredIn(text)
  if (encoding === undefined) return { problem: { encoding: 'unknown' } }
  const whole = like.hasMark ? `${MARK}${text}` : text
  if (encoding === 'utf-8') return { bytes: Buffer.from(whole, 'utf8') }
  if (encoding === 'utf-16le') return { bytes: Buffer.from(whole, 'utf16le') }
  if (encoding === 'utf-16be') return { bytes: Buffer.from(whole, 'utf16le').swap16() }
  return singleBytes(whole, encoding)
}

function singleBytes(text: string, encoding: string): { bytes: Uint8Array } | { problem: Unwritable } {
  const decoded = new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))
  const byteOf = new Map([...decoded].map((character, byte) => [character, byte]))
  const bytes = new Uint8Array(text.length)
  let at = 0
  let line = 1
  for (const character of text) {
    const byte = byteOf.get(character)
    if (byte === undefined) return { problem: { encoding, character, line } }
    if (character === '\n') line += 1
    bytes[at] = byte
    at += 1
  }
  return { bytes: bytes.subarray(0, at) }
}

import { type Unwritable, type XmlText, xmlBytes, xmlText } from '../../../formats/xml-text.ts'
import { contentKind } from '../../../reception/content-kind.ts'
import { type Folds, folded, unfolded } from './folded.ts'
import { endedAs, plainEnds } from './line-ends.ts'

/** Bytes of a deposit, and characters of its text without the files in it, that a page takes. */
export const LARGEST = { bytes: 24 * 1024 * 1024, text: 2 * 1024 * 1024 } as const

/** A deposit that people can edit in a page. */
export interface Editable {
  /** Lines end in line feeds; files inside are folded away. */
  text: string
  folds: Folds
  like: XmlText
}

/** `archive`: it holds several files; `binary`: its bytes are no text, or a page would change them. */
export type Uneditable = 'archive' | 'too-large' | 'binary'

export function editable(bytes: Uint8Array): Editable | Uneditable {
  const kind = contentKind(bytes)
  if (kind !== 'document' && kind !== 'empty') return 'archive'
  if (bytes.length > LARGEST.bytes) return 'too-large'
  const like = xmlText(bytes)
  if (like === undefined || like.text.includes('\0')) return 'binary'
  const { text, folds } = folded(like.text)
  if (text.length > LARGEST.text) return 'too-large'
  const found = { text: plainEnds(text), folds, like }
  const again = correctedTo(found.text, found)
  return 'bytes' in again && Buffer.compare(again.bytes, bytes) === 0 ? found : 'binary'
}

/** Why what was typed is no document: a fold that was damaged or repeated too often, or characters that its encoding does not have. */
export type Mistyped = { brokenAt: number } | { isTooLong: true } | { unwritable: Unwritable }

/**
 * The bytes of what was typed, written as the deposit was: encoding, mark and line ends. Typed unchanged, they are the
 * deposit’s own.
 */
export function correctedTo(
  typed: string,
  { folds, like }: Omit<Editable, 'text'>,
): { bytes: Uint8Array } | Mistyped {
  const ended = endedAs(plainEnds(typed), folded(like.text).text)
  const whole = unfolded(ended, folds, LARGEST.bytes)
  if (!('text' in whole)) return whole
  const written = xmlBytes(whole.text, like)
  return 'problem' in written ? { unwritable: written.problem } : written
}

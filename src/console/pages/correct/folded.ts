import { createHash } from 'node:crypto'

/** Contents kept out of a text that people edit, by what stands for them in it. */
export type Folds = ReadonlyMap<string, string>

/** Characters of a file inside an element, as base64; what is shorter may as well be seen. */
const LONG = 400
const BASE64 = />([A-Za-z0-9+/=\s]+)</g
const FOLD = /⟦[^⟦⟧]*⟧/g
const OPENS = '⟦'
const EITHER = /[⟦⟧]/

/** The text with its files folded away, each told by its length and its mark; as it is when it has such brackets of its own. */
export function folded(text: string): { text: string; folds: Folds } {
  const folds = new Map<string, string>()
  if (EITHER.test(text)) return { text, folds }
  const short = text.replaceAll(BASE64, (whole: string, content: string) => {
    if (content.length < LONG || content.trim() === '') return whole
    const mark = createHash('sha256').update(content).digest('hex').slice(0, 12)
    const lines = content.split('\n').length
    const fold = `⟦fichier ${mark} : ${content.length} caractères sur ${lines} lignes, gardés tels quels⟧`
    folds.set(fold, content)
    return `>${fold}<`
  })
  return { text: short, folds }
}

/**
 * The text with its files in their places; else the line where a fold is none any more, or that it would have more than
 * `most` characters.
 */
export function unfolded(
  text: string,
  folds: Folds,
  most: number,
): { text: string } | { brokenAt: number } | { isTooLong: true } {
  if (folds.size === 0) return { text }
  const whole = text.replaceAll(FOLD, (fold) => (folds.has(fold) ? '' : fold))
  const broken = EITHER.exec(whole)
  if (broken !== null) return { brokenAt: whole.slice(0, broken.index).split('\n').length }
  let length = whole.length
  for (const [fold] of text.matchAll(FOLD)) length += folds.get(fold)?.length ?? 0
  if (length > most) return { isTooLong: true }
  return { text: text.replaceAll(FOLD, (fold) => folds.get(fold) ?? fold) }
}

/** For each line of the folded text, the number of the line it begins at in the whole. */
export function wholeLines(text: string, folds: Folds): number[] {
  let at = 1
  return text.split('\n').map((line) => {
    const first = at
    at += 1
    if (line.includes(OPENS)) {
      for (const fold of line.match(FOLD) ?? []) at += (folds.get(fold)?.match(/\n/g) ?? []).length
    }
    return first
  })
}

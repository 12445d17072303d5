import { catalogue } from '../faults/catalogue.ts'
import type { CatalogueEntry } from '../faults/catalogue-entry.ts'
import type { Words } from './words.ts'

const CODES: Readonly<Record<string, CatalogueEntry>> = catalogue

/** What a code stands for, without the particulars of a case; a code of a later version is told as what it is. */
export function causeWords(code: string): Words {
  const entry = Object.hasOwn(CODES, code) ? CODES[code] : undefined
  if (entry === undefined) return { fr: code, en: code }
  return { fr: withoutCase(entry.fr), en: withoutCase(entry.en) }
}

/** Its first sentence. What is said of one case only, as « (…) » or « : … » at the end, goes; what the sentence needs is left open. */
function withoutCase(sentence: string): string {
  const [first = sentence] = sentence.split(/(?<=\.)\s+(?=\p{Lu})/u)
  return first
    .replaceAll(/ ?\(\{\w+\}\)/g, '')
    .replace(/\s?[:—–-]\s*\{\w+\}\.?$/, '.')
    .replaceAll(/\{\w+\}/g, '…')
    .replace(/…\.$/, '…')
}

import { catalogue } from './catalogue.ts'
import type { CatalogueEntry } from './catalogue-entry.ts'

export type FaultCode = keyof typeof catalogue

/** Where in a deposit a fault stands. Line and XPath are of the document as received. */
export interface Place {
  xpath?: string
  line?: number
  /** The value found there, as written. */
  value?: string
}

/** Values put into the catalogue's sentences, by name. */
export type Detail = Readonly<Record<string, string>>

/** One thing wrong with a deposit. The same thing in several places is one fault with several places. */
export interface Fault {
  code: FaultCode
  places: Place[]
  detail: Detail
  /** The standard's own number for the rule broken, when it has one. */
  rule?: string
}

export type Language = 'fr' | 'en'

/** The parts of a fault given beside its code. */
export interface FaultParts {
  at?: Place | Place[]
  detail?: Detail
  rule?: string
}

/** A fault of this code; `detail` must give every name its sentences use, else an error is thrown (our bug, not the depositor's). */
export function fault(code: FaultCode, parts: FaultParts = {}): Fault {
  const detail = parts.detail ?? {}
  const missing = sentenceNames(entryOf(code)).filter((name) => !Object.hasOwn(detail, name))
  if (missing.length > 0) throw new Error(`fault ${code} lacks ${missing.join(', ')}`)
  const at = parts.at === undefined ? [] : Array.isArray(parts.at) ? parts.at : [parts.at]
  return {
    code,
    places: at.map(clippedPlace),
    detail: Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, clipped(value)])),
    ...(parts.rule === undefined ? {} : { rule: parts.rule }),
  }
}

/** What a deposit says comes back to its depositor: a name of a megabyte would, in every sentence about it. */
const LONGEST = 1000

function clippedPlace(at: Place): Place {
  return {
    ...at,
    ...(at.xpath === undefined ? {} : { xpath: clipped(at.xpath) }),
    ...(at.value === undefined ? {} : { value: clipped(at.value) }),
  }
}

function clipped(value: string): string {
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value
}

export function entryOf(code: FaultCode): CatalogueEntry {
  return catalogue[code]
}

/** The sentence that says what is wrong. */
export function sentence(fault: Fault, language: Language = 'fr'): string {
  return fill(entryOf(fault.code)[language], fault.detail)
}

/** What to do about it. */
export function advice(fault: Fault, language: Language = 'fr'): string {
  return fill(entryOf(fault.code).advice[language], fault.detail)
}

/** Faults of one code and one detail become one fault with all their places, in order of first appearance. */
export function merge(faults: readonly Fault[]): Fault[] {
  const merged = new Map<string, Fault>()
  for (const each of faults) {
    const key = `${each.code} ${JSON.stringify(each.detail)}`
    const known = merged.get(key)
    if (known === undefined) merged.set(key, { ...each, places: [...each.places] })
    else known.places.push(...each.places)
  }
  return [...merged.values()]
}

function fill(template: string, detail: Detail): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => detail[name] ?? `{${name}}`)
}

function sentenceNames(entry: CatalogueEntry): string[] {
  const text = [entry.fr, entry.en, entry.advice.fr, entry.advice.en].join(' ')
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string)
}

import { advice, entryOf, type Fault, type Language, type Place, sentence } from '../../faults/fault.ts'

const LONGEST_VALUE = 120
const MOST_PLACES = 5

const WORDS = {
  fr: { line: 'ligne', value: 'valeur', more: 'autres endroits' },
  en: { line: 'line', value: 'value', more: 'more places' },
} as const satisfies Record<Language, Record<string, string>>

/** The code a depositor's own system may know: the official one when there is one. */
export function officialOf(fault: Fault): string | undefined {
  return entryOf(fault.code).official
}

/** What a remark or a fault is headed by: our code, and beside a fault's the official one. A remark is no reject. */
export function headOf(fault: Fault, isRemark: boolean): string {
  const official = isRemark ? undefined : officialOf(fault)
  return official === undefined ? fault.code : `${fault.code} · ${official}`
}

/** Where it is: line, XPath and value of each place, the first five. */
export function placesText(fault: Fault, language: Language = 'fr'): string {
  const shown = fault.places.slice(0, MOST_PLACES).map((each) => placeText(each, language))
  const rest = fault.places.length - shown.length
  return [...shown, ...(rest > 0 ? [`+ ${rest} ${WORDS[language].more}`] : [])].join(' ; ')
}

function placeText(place: Place, language: Language): string {
  const words = WORDS[language]
  const value = place.value === undefined ? '' : ` (${words.value} « ${clipped(place.value)} »)`
  const line = place.line === undefined ? [] : [`${words.line} ${place.line}`]
  return [...line, ...(place.xpath === undefined ? [] : [place.xpath])].join(', ') + value
}

function clipped(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value
}

/** Sentence and advice, one after the other. */
export function fullText(fault: Fault, language: Language): string {
  return `${sentence(fault, language)} ${advice(fault, language)}`
}

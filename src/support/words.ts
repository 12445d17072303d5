/** What a person is told, in both languages of the desk. */
export interface Words {
  fr: string
  en: string
}

/** One thing or several of them: `counted(1, 'facture', 'factures')`. */
export function counted(number: number, one: string, several: string): string {
  return `${figure(number)} ${number < 2 ? one : several}`
}

/** The same in English, where nothing is several. */
export function countedEn(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`
}

/** A number with its thousands apart, as French writes it. */
export function figure(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, '\u00a0')
}

/** Things one after the other, the last after « et ». */
export function listed(things: readonly string[], and = 'et'): string {
  const last = things.at(-1)
  if (last === undefined || things.length === 1) return last ?? ''
  return `${things.slice(0, -1).join(', ')} ${and} ${last}`
}

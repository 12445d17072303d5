import type { FactorDecision } from '../../../invoice/factor.ts'
import { rowsOf } from '../../../support/deposit-lines/xml-rows.ts'
import type { DocumentText } from '../../../support/deposit-lines/document.ts'

/** Payment means that are looked at: more than any invoice has. */
const MEANS = 30
const HELD = /^[^<]*/

/** Where the account to pay stands, which the record keeps by its end alone. */
export interface AccountPlace {
  line: number
  part: number
}

/**
 * The line of the account that ends so; where there is none, of the payment means that ought to have one. `undefined`
 * where the document shows neither.
 */
export async function accountPlace(
  text: DocumentText,
  { end, factor }: { end?: string; factor: FactorDecision },
): Promise<AccountPlace | undefined> {
  const from = factor.name?.source.xpath ?? '/Invoice'
  const accounts = new Set(candidates(from))
  const means = meansOf(from)
  let meant: AccountPlace | undefined
  for await (const rows of rowsOf(text(), [...accounts, means])) {
    for (const { line, part, text: row, places } of rows) {
      for (const { xpath, at } of places) {
        if (xpath === means) meant ??= { line, part }
        else if (end !== undefined && endsSo(row.slice(at), end)) return { line, part }
      }
    }
  }
  return end === undefined ? meant : undefined
}

/** UBL gives an account in each of its payment means, a mixed file beside the name of who is to be paid. */
function candidates(nameXpath: string): string[] {
  if (isMixed(nameXpath)) return [`${parentOf(nameXpath)}/Compte`]
  const root = rootOf(nameXpath)
  return Array.from(
    { length: MEANS },
    (_, index) => `${root}/cac:PaymentMeans[${index + 1}]/cac:PayeeFinancialAccount/cbc:ID`,
  )
}

function meansOf(nameXpath: string): string {
  return isMixed(nameXpath) ? parentOf(nameXpath) : `${rootOf(nameXpath)}/cac:PaymentMeans`
}

function isMixed(xpath: string): boolean {
  return xpath.endsWith('/RaisonSocialeEncaisseur')
}

function parentOf(xpath: string): string {
  return xpath.slice(0, xpath.lastIndexOf('/'))
}

function rootOf(xpath: string): string {
  return `/${xpath.split('/')[1] ?? 'Invoice'}`
}

function endsSo(held: string, end: string): boolean {
  const value = HELD.exec(held)?.[0] ?? ''
  return value.replaceAll(/\s/g, '').toUpperCase().endsWith(end.toUpperCase())
}

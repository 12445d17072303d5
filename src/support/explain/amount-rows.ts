import { GROUPS } from '../../formats/ubl/bindings.ts'
import type { LineDraft } from '../../invoice/draft.ts'
import { asWritten, type Evidence, firstOrigin, made, originOf, type Reason, type Row } from './evidence.ts'

const TAX = 'DonneesFacture/TVAs/TVA[]'
const LINE = 'DonneesFacture/Lignes/Ligne[]'

/** Totals, VAT and lines: each as it was written. */
export const AMOUNT_ROWS: Readonly<Record<string, Row>> = {
  'DonneesFacture/Montants/MontantHT': (of) => total(of, 'taxExclusive'),
  'DonneesFacture/Montants/MontantTTC': (of) => total(of, 'taxInclusive'),
  'DonneesFacture/Montants/MontantNetAPayer': (of) => total(of, 'payable'),
  [`${TAX}/Taux`]: taxRate,
  [`${TAX}/BaseHt`]: (of, place) => asWritten(of, tax(of, place)?.base, 'taxBase'),
  [`${TAX}/MontantTVA`]: (of, place) => asWritten(of, tax(of, place)?.tax, 'taxAmount'),
  'DonneesFacture/Lignes': noLine,
  [`${LINE}/ReferenceProduit`]: reference,
  [`${LINE}/PrixUnitaire`]: (of, place) => asWritten(of, lineAt(of, place)?.unitPrice, 'linePrice'),
  [`${LINE}/Quantite`]: (of, place) => asWritten(of, lineAt(of, place)?.quantity, 'lineQuantity'),
  [`${LINE}/MontantHT`]: (of, place) => asWritten(of, lineAt(of, place)?.amount, 'lineAmount'),
  [`${LINE}/TauxTVA`]: (of, place) => asWritten(of, lineAt(of, place)?.taxRate),
}

function total(of: Evidence, term: 'taxExclusive' | 'taxInclusive' | 'payable'): Reason | undefined {
  return asWritten(of, of.traced.survey.draft.totals[term], term)
}

function tax({ traced }: Evidence, place: number) {
  return traced.survey.draft.taxes[place]
}

function taxRate(of: Evidence, place: number): Reason | undefined {
  const found = tax(of, place)
  if (found?.rate !== undefined) return asWritten(of, found.rate, 'taxRate')
  const from = originOf(of, found?.tax, 'taxAmount')
  return from && made('untaxed-rate', from, '0')
}

function noLine({ traced }: Evidence): Reason {
  const isOnPdf = traced.invoice.original !== undefined
  return { rule: isOnPdf ? 'lines-on-the-pdf' : 'no-counted-line', gives: '' }
}

/** Lines for information and headings of groups go into no pivot: a line of the pivot is another line of the deposit. */
function lineAt({ traced }: Evidence, place: number): LineDraft | undefined {
  const counted = traced.invoice.lines.filter((line) => line.kind === 'DETAIL')[place]
  return traced.survey.draft.lines.find((line) => line.source.xpath === counted?.source.xpath)
}

function reference(of: Evidence, place: number): Reason | undefined {
  const line = lineAt(of, place)?.source.xpath
  if (line === undefined) return undefined
  const { sellerReference, standardReference } = GROUPS.line.parts
  const from = firstOrigin(of, [`${line}/${sellerReference}`, `${line}/${standardReference}`])
  return from && made('as-written', from, from.whole)
}

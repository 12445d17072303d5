import { oneOf, type Random, whole } from './random.ts'

export const RATES = [20, 5.5] as const

/** A line of an invoice, its sums right. */
export interface Line {
  id: number
  name: string
  text: string
  quantity: number
  /** In cents, as is `amount`. */
  price: number
  amount: number
  rate: (typeof RATES)[number]
}

const THINGS = [
  'Fenêtre deux vantaux, chêne',
  'Ramette de papier recyclé',
  'Plaque de rue émaillée',
  'Cylindre à deux entrées',
  'Compost criblé, le mètre cube',
]
const TEXTS = [
  'Dimensions restituées d’après l’existant, quincaillerie et calfeutrement compris ; évacuation des éléments déposés en décharge agréée',
  'Conforme au bordereau des prix du marché, livré franco au magasin, emballage repris ; garantie de deux ans, pièces et main-d’œuvre',
]

export function drawLine(id: number, random: Random): Line {
  const quantity = whole(random, 1, 40)
  const price = whole(random, 100, 90_000)
  const rate = oneOf(random, RATES)
  return {
    id,
    name: oneOf(random, THINGS),
    text: oneOf(random, TEXTS),
    quantity,
    price,
    amount: price * quantity,
    rate,
  }
}

export function lineXml({ id, name, text, quantity, price, amount, rate }: Line): string {
  return `  <cac:InvoiceLine>
    <cbc:ID>${id}</cbc:ID>
    <cbc:Note>Reçu le 12 novembre par le service, bon de livraison joint au colis ; le numéro du bon est à rappeler dans toute correspondance</cbc:Note>
    <cbc:InvoicedQuantity unitCode="EA">${quantity}</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">${euros(amount)}</cbc:LineExtensionAmount>
    <cac:Delivery>
      <cbc:ActualDeliveryDate>2025-11-12</cbc:ActualDeliveryDate>
    </cac:Delivery>
    <cac:Item>
      <cbc:Description>${text}, poste ${id}</cbc:Description>
      <cbc:Name>${name}</cbc:Name>
      <cac:SellersItemIdentification>
        <cbc:ID>REF-${id}</cbc:ID>
      </cac:SellersItemIdentification>
      <cac:ClassifiedTaxCategory>
        <cbc:Percent>${rate}</cbc:Percent>
        <cac:TaxScheme>
          <cbc:TaxTypeCode>TVA</cbc:TaxTypeCode>
        </cac:TaxScheme>
      </cac:ClassifiedTaxCategory>
      <cac:AdditionalItemProperty>
        <cbc:Name>ORIGINE</cbc:Name>
        <cbc:Value>Fabriqué en France, atelier d’Exempleville</cbc:Value>
      </cac:AdditionalItemProperty>
    </cac:Item>
    <cac:Price>
      <cbc:PriceAmount currencyID="EUR">${euros(price)}</cbc:PriceAmount>
      <cbc:BaseQuantity unitCode="EA">1</cbc:BaseQuantity>
    </cac:Price>
  </cac:InvoiceLine>
`
}

/** Cents as an amount. */
export function euros(cents: number): string {
  const text = String(cents).padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`
}

import { expect, test } from 'vitest'
import { businessTerm } from '../../src/formats/ubl/business-terms.ts'
import { valueAt } from '../../src/formats/value-at.ts'
import { parseXml } from '../../src/formats/xml.ts'

const CAC = 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2'
const CBC = 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'
const UBL = 'urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'

function at(xml: string, xpath: string) {
  const parsed = parseXml(Buffer.from(xml))
  if (!parsed.ok) throw new Error('the test’s own document does not parse')
  using document = parsed.value
  return valueAt(document, xpath)
}

test('what stands at an XPath is found under whatever prefixes the document has of its own', () => {
  const xml = `<f:Invoice xmlns:f="${UBL}" xmlns:a="${CAC}" xmlns:b="${CBC}">
  <a:PaymentMeans><b:ID>un</b:ID></a:PaymentMeans>
  <a:PaymentMeans>
    <b:ID scheme="x"> deux </b:ID>
  </a:PaymentMeans>
</f:Invoice>`
  expect(at(xml, '/Invoice/cac:PaymentMeans[2]/cbc:ID')).toEqual({ raw: ' deux ', line: 4 })
  expect(at(xml, '/Invoice/cac:PaymentMeans[2]/cbc:ID/@scheme')).toEqual({ raw: 'x', line: 4 })
  expect(at(xml, '/Invoice/cac:PaymentMeans[3]/cbc:ID')).toBeUndefined()
  expect(at(xml, '/CreditNote/cac:PaymentMeans[1]/cbc:ID')).toBeUndefined()
})

test('a document without a namespace is found by the same bare names', () => {
  const xml = '<CPPFactureMixte><Unite><Id>1</Id></Unite><Unite><Id>2</Id></Unite></CPPFactureMixte>'
  expect(at(xml, '/CPPFactureMixte/Unite[2]/Id')).toEqual({ raw: '2', line: 1 })
})

test('the number of EN 16931 is that of the place, whatever its rank; other formats and places have none', () => {
  expect(businessTerm('/Invoice/cac:PaymentMeans[2]/cac:PayeeFinancialAccount/cbc:ID')).toBe('BT-84')
  expect(businessTerm('/CreditNote/cac:CreditNoteLine[12]/cbc:CreditedQuantity')).toBe('BT-129')
  expect(businessTerm('/Invoice/cbc:ID')).toBe('BT-1')
  expect(businessTerm('/Invoice/cac:PaymentMeans/cbc:PaymentChannelCode')).toBeUndefined()
  expect(businessTerm('/CPPFactureMixte/cbc:ID')).toBeUndefined()
})

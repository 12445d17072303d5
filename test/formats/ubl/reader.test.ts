import { describe, expect, test } from 'vitest'
import { HEAD } from '../../../src/formats/ubl/bindings.ts'
import type { Draft } from '../../../src/invoice/draft.ts'
import type { Term } from '../../../src/invoice/terms.ts'
import { changed, fixtureText, read } from './documents.ts'

const INVOICE = fixtureText('accepted-factored-invoice-notice-in-payment-terms')
const EXTENSION = /<ext:UBLExtensions>.*<\/ext:UBLExtensions>/s
const UBL_ID = '<cbc:ID>FA-2026-0412</cbc:ID>'

/** The invoice with these frames said: the extension's, a bare one, the profile. */
function framed(official?: string, bare?: string, profile?: string): Draft {
  const content = [
    official &&
      `<aife:FactureExtension xmlns:aife="urn:AIFE:Facture:Extension"><aife:CategoryCode>${official}</aife:CategoryCode></aife:FactureExtension>`,
    bare && `<CategoryCode>${bare}</CategoryCode>`,
  ].map((each) =>
    each === undefined
      ? ''
      : `<ext:UBLExtension><ext:ExtensionContent>${each}</ext:ExtensionContent></ext:UBLExtension>`,
  )
  const xml = INVOICE.replace(
    EXTENSION,
    `<ext:UBLExtensions>${content.toReversed().join('')}</ext:UBLExtensions>`,
  )
  return read(
    profile === undefined ? xml : changed(xml, UBL_ID, `<cbc:ProfileID>${profile}</cbc:ProfileID>${UBL_ID}`),
  )
}

describe('the frame', () => {
  test.each<
    [official: string | undefined, bare: string | undefined, profile: string | undefined, read?: string]
  >([
    ['A9', 'A4', 'A7', 'A9'],
    [undefined, 'A4', 'A7', 'A4'],
    [undefined, undefined, 'A7', 'A7'],
    [undefined, undefined, 'A99', 'A99'],
    [undefined, undefined, 'S1'],
    [undefined, undefined, 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'],
    [undefined, undefined, undefined],
  ])(
    'of extension %s, bare %s and profile %s is the first of these that is one',
    (official, bare, profile, expected) => {
      expect(framed(official, bare, profile).frame?.value).toBe(expected)
    },
  )
})

describe('the engagement', () => {
  const order = '<cac:OrderReference>\n    <cbc:ID>BC-2026-0412</cbc:ID>\n  </cac:OrderReference>'
  const contract = (type: string) =>
    `<cac:ContractDocumentReference><cbc:ID>C-7</cbc:ID><cbc:DocumentTypeCode>${type}</cbc:DocumentTypeCode></cac:ContractDocumentReference>`

  test('is the order’s number before any contract’s', () => {
    const draft = read(changed(INVOICE, order, order + contract('Engagement')))
    expect(draft.engagement?.value).toBe('BC-2026-0412')
  })

  test.each(['Engagement', 'ENGAGEMENT', 'Bon de commande', 'BON DE COMMANDE'])(
    'is a contract of type %s',
    (type) => {
      const draft = read(changed(INVOICE, order, contract(type)))
      expect(draft.engagement?.value).toBe('C-7')
      expect(draft.market).toBeUndefined()
    },
  )

  test.each(['Marché Public', 'MARCHÉ PUBLIC', 'marché', 'Contrat'])(
    'is not the market of type %s',
    (type) => {
      const draft = read(changed(INVOICE, order, contract(type)))
      expect(draft.engagement).toBeUndefined()
      expect(draft.market?.value).toBe('C-7')
    },
  )
})

describe('the debtor’s service', () => {
  const account = '<cac:AccountingContact><cbc:ID>VOIRIE</cbc:ID></cac:AccountingContact>'
  const end = '</cac:AccountingCustomerParty>'
  const party = '<cac:Contact><cbc:ID>CULTURE</cbc:ID></cac:Contact>'
  const withParty = INVOICE.replace(/(<\/cac:Party>\s*<\/cac:AccountingCustomerParty>)/, `${party}$1`)

  test('is the accounting contact’s before the party’s', () => {
    expect(read(changed(withParty, end, account + end)).debtor.serviceCode?.value).toBe('VOIRIE')
    expect(read(withParty).debtor.serviceCode?.value).toBe('CULTURE')
  })

  test('is never the supplier’s', () => {
    const xml = INVOICE.replace(/(<\/cac:Party>\s*<cac:AccountingContact>)/, `${party}$1`)
    const draft = read(xml)
    expect(draft.debtor.serviceCode).toBeUndefined()
    expect(draft.supplier.serviceCode?.value).toBe('CULTURE')
  })
})

test('a value has the line and the path it stands at', () => {
  const lines = INVOICE.split('\n')
  const draft = read(INVOICE)
  const line = lines.findIndex((text) => text.includes('<cbc:TaxInclusiveAmount')) + 1
  expect(draft.totals.taxInclusive?.source).toEqual({
    xpath: '/Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount',
    line,
  })
  expect(draft.lines[2]?.unitPrice?.source.xpath).toBe(
    '/Invoice/cac:InvoiceLine[3]/cac:Price/cbc:PriceAmount',
  )
  expect(draft.payee?.partyName?.source.xpath).toBe('/Invoice/cac:PayeeParty/cac:PartyName/cbc:Name')
})

test('other prefixes say the same, at the same paths', () => {
  const renamed = INVOICE.replaceAll('cbc:', 'b:')
    .replaceAll('cac:', 'a:')
    .replace('xmlns:cbc', 'xmlns:b')
    .replace('xmlns:cac', 'xmlns:a')
  expect(read(renamed)).toEqual(read(INVOICE))
})

test('an element of another namespace is not read, whatever its name', () => {
  const xml = changed(
    INVOICE,
    '<cbc:DocumentCurrencyCode listID="ISO 4217 Alpha">EUR',
    '<cbc:DocumentCurrencyCode xmlns:cbc="urn:example:other">USD',
  )
  expect(read(xml).currency).toBeUndefined()
})

test('an empty value is none, and the next path is looked at', () => {
  const xml = changed(
    INVOICE,
    '<cbc:RegistrationName>Ateliers Brumeterre SARL</cbc:RegistrationName>',
    '<cbc:RegistrationName>\n  </cbc:RegistrationName>',
  )
  expect(read(xml).supplier.name?.value).toBe('Menuiserie Brumeterre')
})

test('a payee inside the extensions is not the document’s', () => {
  expect(read(fixtureText('accepted-payee-inside-extensions-does-not-count')).payee).toBeUndefined()
})

test('every payment means is read, in the document’s order', () => {
  const { paymentMeans } = read(fixtureText('accepted-several-payment-means-one-with-the-account'))
  expect(paymentMeans.map(({ code, account }) => [code?.value, account !== undefined])).toEqual([
    ['42', false],
    ['30', true],
    ['20', false],
  ])
})

test.each([
  [
    'FinancialInstitution',
    '<cac:FinancialInstitution><cbc:ID>EXEMFRP0YYY</cbc:ID></cac:FinancialInstitution>',
    'EXEMFRP0YYY',
  ],
  ['the branch itself', '<cbc:ID>EXEMFRP0ZZZ</cbc:ID>', 'EXEMFRP0ZZZ'],
])('the BIC is read from %s', (_, branch, bic) => {
  const xml = INVOICE.replace(
    /(<cac:FinancialInstitutionBranch>).*(<\/cac:FinancialInstitutionBranch>)/s,
    `$1${branch}$2`,
  )
  expect(read(xml).paymentMeans[0]?.bic?.value).toBe(bic)
})

test.each([
  ['schemeName', '<cbc:ID schemeName="1">', '1'],
  ['schemeID', '<cbc:ID schemeID="0009">', '0009'],
  ['schemeName before schemeID', '<cbc:ID schemeID="0009" schemeName="SIRET">', 'SIRET'],
  ['nothing', '<cbc:ID>', undefined],
])('the scheme of an identifier is read from %s', (_, tag, scheme) => {
  const xml = changed(INVOICE, '<cbc:ID schemeName="1">00011231800019', `${tag}00011231800019`)
  expect(read(xml).supplier.identifiers[0]).toMatchObject({
    value: '00011231800019',
    ...(scheme === undefined ? {} : { scheme }),
  })
  expect(read(xml).supplier.identifiers[0]?.scheme).toBe(scheme)
})

test('lines keep their kind; one without kind counts', () => {
  const kinds = read(fixtureText('accepted-150-lines')).lines.map(({ kind }) => kind)
  const count = (of: string) => kinds.filter((kind) => kind === of).length
  expect([count('DETAIL'), count('INFORMATION'), count('REGROUPEMENT')]).toEqual([130, 10, 10])
  expect(read(INVOICE).lines.every(({ kind }) => kind === 'DETAIL')).toBe(true)
})

test('a credit note says the same terms, of its own names', () => {
  const { kind, lines, paths, originInvoice } = read(fixtureText('accepted-credit-note'))
  expect(kind).toBe('credit-note')
  expect(lines.map(({ quantity }) => quantity?.value)).toEqual(['40', '2'])
  expect(originInvoice?.value).toBe('2026/1187')
  expect(paths.lineQuantity).toContain('cac:CreditNoteLine/cbc:CreditedQuantity')
  expect(read(INVOICE).paths.lineQuantity).toContain('cac:InvoiceLine/cbc:InvoicedQuantity')
})

test('the tax in another currency than the document’s is not its tax', () => {
  const foreign = `<cac:TaxTotal><cbc:TaxAmount currencyID="USD">900.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID="USD">900.00</cbc:TaxAmount></cac:TaxSubtotal></cac:TaxTotal>`
  const { totals, taxes } = read(
    changed(INVOICE, '<cac:LegalMonetaryTotal>', `${foreign}<cac:LegalMonetaryTotal>`),
  )
  expect(totals.tax.map(({ value }) => value)).toEqual(['758.80'])
  expect(taxes.map(({ tax }) => tax?.value)).toEqual(['758.80'])
})

test('a second tax total without a breakdown repeats the first and is not added to it', () => {
  const again = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">758.80</cbc:TaxAmount></cac:TaxTotal>'
  const { totals } = read(changed(INVOICE, '<cac:LegalMonetaryTotal>', `${again}<cac:LegalMonetaryTotal>`))
  expect(totals.tax.map(({ value }) => value)).toEqual(['758.80'])
})

test.each([
  ['lines, two descriptions each', /<cac:InvoiceLine>.*?<\/cac:InvoiceLine>/s],
  ['attachments', /<cac:AdditionalDocumentReference>.*?<\/cac:AdditionalDocumentReference>/s],
  ['identifiers', /<cac:PartyIdentification>.*?<\/cac:PartyIdentification>/s],
  ['payment terms', /<cac:PaymentTerms>.*?<\/cac:PaymentTerms>/s],
])('ten thousand %s are a matter of a second or two', (_, element) => {
  const xml = fixtureText('accepted-attachment')
  const many = xml.replace(element, (one) =>
    one.replaceAll(/<cbc:Description>.*?<\/cbc:Description>/g, '$&$&').repeat(10_000),
  )
  const start = performance.now()
  read(many)
  // Some minutes if the siblings of each were counted.
  expect(performance.now() - start).toBeLessThan(10_000)
})

test('every term tells a depositor where it stands', () => {
  for (const term of Object.keys(HEAD) as Term[])
    expect(read(INVOICE).paths[term], term).toMatch(/^\/Invoice\/|^c[ab]c:|^ext:/)
})

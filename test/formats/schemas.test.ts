import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ParseOption, XmlDocument } from 'libxml2-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import type { SchemaError } from '../../src/formats/schema-error.ts'
import type { SchemaId } from '../../src/formats/schema-manifest.ts'
import { loadSchemas } from '../../src/formats/schemas.ts'

const root = join(import.meta.dirname, '../..')
const schemas = loadSchemas(join(root, 'schemas'))
afterAll(() => schemas[Symbol.dispose]())

function read(document: string): string {
  return readFileSync(join(root, 'test/schemas/documents', document), 'utf8')
}

function validate(id: SchemaId, xml: string): SchemaError[] {
  using document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_BIG_LINES })
  return schemas.get(id).validate(document)
}

/** What is written in the document, what is put instead, and the line of the first error; no line: still valid. */
type Mutation = [from: string, to: string, line?: number]

/** @throws unless `from` is in the document exactly once. */
function changed(xml: string, from: string, to: string): string {
  const parts = xml.split(from)
  if (parts.length !== 2) throw new Error(`${from} is there ${parts.length - 1} times`)
  return parts.join(to)
}

interface Case {
  id: SchemaId
  document: string
  mutations: Mutation[]
}

const CASES: Case[] = [
  {
    id: 'cpp-facture-pivot-v2_02',
    document: 'pivot-whole.xml',
    mutations: [
      [' Version="V2_02"', ''],
      ['<Note>date de production</Note>', ''],
      ['<Code>DtPrd</Code>', '<Code>Date</Code>', 7],
      ['<Code>DtPrd</Code>', '', 8],
      ['NumOrdre="0002"', 'NumOrdre="2"', 11],
      ['<Id>MEL001</Id>', '<Id>ME</Id>', 18],
      ['<Id>MEL001</Id>', '<Id>MELISANDE</Id>', 18],
      ['Compteur="1"', ''],
      ['Compteur="1"', 'Compteur="-1"', 30],
      ['Compteur="1"', 'compteur="1"', 30],
      ['<RaisonSociale xsi:type="xs:string">Tuilerie du Gué inventé</RaisonSociale>', '<RaisonSociale/>'],
      ['<Identifiant xsi:type="xs:string">00000000000101</Identifiant>', '', 35],
      ['<CodePays>FR</CodePays>\n        <Ref', '<CodePays>FRA</CodePays>\n        <Ref', 36],
      ['<ReferenceBancaire Type="IBAN">', '<ReferenceBancaire>'],
      ['<ReferenceBancaire Type="IBAN">', '<ReferenceBancaire Type="BIC">', 37],
      ['<Compte>FR0000000000000000000000000</Compte>', ''],
      ['<Compte>FR0000000000000000000000000</Compte>', '<Compte/><Compte/>', 38],
      ['<RaisonSocialeEncaisseur>Affacturage inventé</RaisonSocialeEncaisseur>', ''],
      ['<Etablissement>Banque inventée</Etablissement>', '<Bic>INVEFR00</Bic>', 39],
      ['<ModeEmission>flux</ModeEmission>', '<ModeEmission>numérisation</ModeEmission>'],
      ['<ModeEmission>flux</ModeEmission>', '<ModeEmission>Flux</ModeEmission>', 42],
      ['<ModeEmission>flux</ModeEmission>', '', 32],
      ['<Identifiant>00000000000202</Identifiant>', '<Identifiant>0000000000202</Identifiant>', 46],
      ['<CodeService>VOIRIE</CodeService>', `<CodeService>${'V'.repeat(100)}</CodeService>`],
      ['<CodeService>VOIRIE</CodeService>', `<CodeService>${'V'.repeat(101)}</CodeService>`, 48],
      ['<Id>TG-2031-0042</Id>', `<Id>${'é'.repeat(20)}</Id>`],
      ['<Id>TG-2031-0042</Id>', `<Id>${'é'.repeat(21)}</Id>`, 52],
      ['<IdCPRO>1000042</IdCPRO>', '<IdCPRO>1000042.0</IdCPRO>', 53],
      ['<IdCPRO>1000042</IdCPRO>', ''],
      ['<Renvoi>Recyclée</Renvoi>', '<Renvoi>Oui</Renvoi>', 54],
      ['<Type>381</Type>', '<Type>384</Type>', 56],
      ['<Cadre>A1</Cadre>', '<Cadre>A25</Cadre>'],
      ['<Cadre>A1</Cadre>', '<Cadre>A11</Cadre>', 57],
      ['<Cadre>A1</Cadre>', '<Cadre> A1 </Cadre>', 57],
      ['<DateLivraison>2031-03-09</DateLivraison>', '<DateLivraison>09/03/2031</DateLivraison>', 59],
      ['<DateLivraison>', '<DateLivraison xsi:type="xs:date">', 59],
      ['<Code>31</Code>', '<Code>1</Code>', 61],
      ['<DateReception>2031-03-14</DateReception>', '', 65],
      ['<Devise>EUR</Devise>', '<Devise>eur</Devise>', 66],
      ['<MontantHT>100.00</MontantHT>', '<MontantHT>100,00</MontantHT>', 68],
      ['<MontantTTC>120.000000</MontantTTC>', '', 70],
      ['<Taux>20.0</Taux>\n            <BaseHt>60', '<Taux>20 %</Taux>\n            <BaseHt>60', 74],
      ['<NumeroMarche>M-77</NumeroMarche>', ''],
      ['<Ligne NumOrdre="1">', '<Ligne>', 89],
      ['<ReferenceProduit xsi:type="xs:string">TUILE-4</ReferenceProduit>', ''],
      ['<Quantite>100</Quantite>\n            <MontantHT>60', '<MontantHT>60', 92],
      ['<NomPJ>PJ01.xml</NomPJ>', `<NomPJ>${'n'.repeat(51)}</NomPJ>`, 114],
      ['<TypePJ>02</TypePJ>', '<TypePJ>2</TypePJ>', 115],
      ['<MimeTypePJ>text/xml</MimeTypePJ>', '', 113],
      ['<CodeStatut>01</CodeStatut>', '<CodeStatut>un</CodeStatut>', 121],
      ['<ValidationUnitaire>', '<ValidationUnitaire>mots', 119],
      ['</CPPFactures>\n', '</CPPFactures>\n  <Autre/>\n', 135],
      [' Version="V2_02">', ' Version="V2_02" xmlns="urn:example:own">', 2],
    ],
  },
  {
    id: 'cpp-statut-v1_19',
    document: 'flow-status.xml',
    mutations: [
      ['compteur="1"', 'Compteur="1"', 25],
      ['<IdStatut>93</IdStatut>', '<IdStatut>96</IdStatut>'],
      ['<IdStatut>93</IdStatut>', '<IdStatut>97</IdStatut>', 28],
      ['<IdStatut>93</IdStatut>', '<IdStatut>07</IdStatut>', 28],
      ['<ComplementStatut>IN_REJETE<', `<ComplementStatut>${'c'.repeat(40)}<`],
      ['<ComplementStatut>IN_REJETE<', `<ComplementStatut>${'c'.repeat(41)}<`, 29],
      ['2031-03-14T10:15:00+01:00', '2031-15-14T10:15:00+01:00', 32],
      ['2031-03-14T10:15:00+01:00', '2031-03-14 10:15:00', 32],
      ['<IdProducteur>ECLUSE01<', '<IdProducteur>ECL001<', 33],
      ['<Producteur/>', '<Producteur Id="1"/>', 34],
      ['<Producteur/>', '<Producteur>qui</Producteur>', 34],
      ['<Producteur/>', ''],
      ['NbLignesErreur="2"', '', 36],
      ['NbLignesErreur="2"', 'NbLignesErreur="3"'],
      [' IdLigne="12"', ' IdLigne="ligne douze"'],
      ['<DescriptionErreur>Écrire AAAA-MM-JJ</DescriptionErreur>', ''],
      ['<LibelleErreur>Date mal écrite</LibelleErreur>', '', 41],
      ['</CPPFluxStatuts>', '</CPPFluxStatuts><CPPFactureStatuts/>', 58],
    ],
  },
  {
    id: 'cpp-statut-v1_19',
    document: 'invoice-status.xml',
    mutations: [
      ['<IdStatut>07</IdStatut>', '<IdStatut>7</IdStatut>'],
      ['<IdStatut>07</IdStatut>', '<IdStatut>41</IdStatut>'],
      ['<IdStatut>07</IdStatut>', '<IdStatut>42</IdStatut>', 41],
      ['<IdStatut>07</IdStatut>', '<IdStatut>90</IdStatut>', 41],
      ['<CodePays>FR</CodePays>', ''],
      ['<Producteur Id="00000000000202"/>', '<Producteur/>'],
      ['<IdFacture>TG-2031-0042</IdFacture>', '', 47],
      ['<DateFacture>2031-03-10</DateFacture>', '<DateFacture>2031-02-29</DateFacture>', 47],
      ['<Nom>Mairie de Mélisande</Nom>', ''],
    ],
  },
  {
    id: 'ubl-invoice-2.1',
    document: 'invoice.xml',
    mutations: [
      ['<own:AtAll when="ever">x</own:AtAll>', '<own:AtAll><own:More/></own:AtAll>'],
      [
        '<own:Anything xmlns:own="urn:example:own">',
        '<own:Anything xmlns:own="urn:example:own"/><own:Anything xmlns:own="urn:example:own">',
        8,
      ],
      ['<cbc:UBLVersionID>2.1</cbc:UBLVersionID>', ''],
      ['<cbc:ID>TG-2031-0042</cbc:ID>', '', 17],
      ['<cbc:ID>TG-2031-0042</cbc:ID>', '<cbc:ID/>'],
      ['<cbc:ID>TG-2031-0042</cbc:ID>', '<ID>TG-2031-0042</ID>', 16],
      ['<cbc:CopyIndicator>false<', '<cbc:CopyIndicator>non<', 17],
      ['<cbc:IssueDate>2031-03-10<', '<cbc:IssueDate>10/03/2031<', 18],
      ['<cbc:IssueTime>10:00:00<', '<cbc:IssueTime>10:00<', 19],
      ['<cbc:Note languageID="fr">', '<cbc:Note languageID="f_r">', 21],
      ['<cbc:Note languageID="fr">', '<cbc:Note languageId="fr">', 21],
      ['mimeCode="text/plain" ', '', 29],
      ['<cbc:TaxExclusiveAmount currencyID="EUR">', '<cbc:TaxExclusiveAmount>', 104],
      ['<cbc:PayableAmount currencyID="EUR">120.00', '<cbc:PayableAmount currencyID="EUR">120,00', 106],
      ['<cbc:InvoicedQuantity unitCode="C62">', '<cbc:InvoicedQuantity>'],
      ['<cbc:Name>Tuile</cbc:Name>', '<cac:Name>Tuile</cac:Name>', 113],
      ['<cbc:PayableAmount currencyID="EUR">120.00</cbc:PayableAmount>', '', 103],
    ],
  },
  {
    id: 'ubl-creditnote-2.1',
    document: 'credit-note.xml',
    mutations: [
      ['<cbc:CreditNoteTypeCode listID="UNCL1001">381</cbc:CreditNoteTypeCode>', ''],
      [
        '<cbc:CreditNoteTypeCode listID="UNCL1001">381</cbc:CreditNoteTypeCode>',
        '<cbc:InvoiceTypeCode>381</cbc:InvoiceTypeCode>',
        20,
      ],
      [
        '<cbc:CreditedQuantity unitCode="C62">100</cbc:CreditedQuantity>',
        '<cbc:InvoicedQuantity>100</cbc:InvoicedQuantity>',
        110,
      ],
    ],
  },
]

describe.each(CASES)('$id, $document', ({ id, document, mutations }) => {
  const xml = read(document)

  test('the document as it stands is valid', () => {
    expect(validate(id, xml)).toEqual([])
  })

  test.each(mutations)('%s made %s: first error on line %s', (from, to, line) => {
    expect(validate(id, changed(xml, from, to))[0]?.line).toBe(line)
  })
})

test('the least a pivot may hold is valid, and every one of its elements is needed', () => {
  const xml = read('pivot-least.xml')
  expect(validate('cpp-facture-pivot-v2_02', xml)).toEqual([])
  const leaves = [...xml.matchAll(/ *<(\w+)>[^<]*<\/\1>\n/g)]
  expect(leaves.length).toBeGreaterThan(20)
  for (const leaf of leaves) {
    const without = xml.slice(0, leaf.index) + xml.slice(leaf.index + leaf[0].length)
    expect(validate('cpp-facture-pivot-v2_02', without), leaf[0]).not.toEqual([])
  }
})

test('the part of a document is not taken for a whole one', () => {
  const ns = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
  const errors = validate('ubl-invoice-2.1', `<!-- a part --><Country ${ns}/>`)
  expect(errors.map(({ line, xpath }) => ({ line, xpath }))).toEqual([{ line: 1, xpath: '/Country' }])
  expect(validate('cpp-statut-v1_19', '<Enveloppe/>')).toHaveLength(1)
  expect(validate('ubl-creditnote-2.1', read('invoice.xml'))).toHaveLength(1)
})

test('errors come in the order of their lines, with the path people know', () => {
  const xml = read('invoice.xml')
    .replaceAll('cbc:', 'b:')
    .replace('xmlns:cbc', 'xmlns:b')
    .replace('<b:IssueDate>2031-03-10', '<b:IssueDate>hier')
    .replace('<b:PayableAmount currencyID="EUR">120.00</b:PayableAmount>', '')
    .replace('<b:TaxInclusiveAmount currencyID="EUR">', '<b:TaxInclusiveAmount>')
  expect(validate('ubl-invoice-2.1', xml).map(({ line, xpath }) => [line, xpath])).toEqual([
    [18, '/Invoice/cbc:IssueDate'],
    [103, '/Invoice/cac:LegalMonetaryTotal'],
    [105, '/Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount'],
  ])
})

test('of many errors the first hundred are given, at once', () => {
  const lines = Array.from({ length: 20_000 }, () => '<Ligne NumOrdre="x"/>').join('\n')
  const xml = changed(read('pivot-whole.xml'), '<Lignes>', `<Lignes>${lines}`)
  const start = performance.now()
  const errors = validate('cpp-facture-pivot-v2_02', xml)
  expect(errors).toHaveLength(100)
  expect(errors[99]?.xpath).toMatch(/\/Ligne\[50\]$/)
  // Tens of seconds if paths were sought for all of them.
  expect(performance.now() - start).toBeLessThan(3000)
})

test('lines beyond 65,535 are right', () => {
  const xml = changed(read('invoice.xml'), '<cac:Price>', `${'\n'.repeat(100_000)}<cac:Price unit="1">`)
  expect(validate('ubl-invoice-2.1', xml)[0]?.line).toBe(100_120)
})

test('a very long value does not make a very long message', () => {
  const xml = changed(
    read('invoice.xml'),
    '>120.00</cbc:PayableAmount>',
    `>${'9'.repeat(200_000)}x</cbc:PayableAmount>`,
  )
  expect(validate('ubl-invoice-2.1', xml)[0]?.message.length).toBeLessThan(5000)
})

test('a document that points to a schema of its own is judged by ours, and nothing is opened', () => {
  const xml = changed(
    read('pivot-least.xml'),
    '<CPPFacturePivot>',
    '<CPPFacturePivot xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="own.xsd">',
  )
  expect(validate('cpp-facture-pivot-v2_02', xml)).toEqual([])
})

test('a schema that was not loaded is no schema', () => {
  using few = loadSchemas(join(root, 'schemas'), ['cpp-statut-v1_19'])
  expect(few.get('cpp-statut-v1_19').mark.version).toBe('V1_19')
  expect(() => few.get('ubl-invoice-2.1')).toThrow('was not loaded')
})

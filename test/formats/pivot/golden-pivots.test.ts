import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import { loadSchemas } from '../../../src/formats/schemas.ts'
import { parseXml } from '../../../src/formats/xml.ts'
import { outgoingName } from '../../../src/reception/flow-name.ts'
import { type Case, depositBytes, promisedCodes, readCases, readExpected } from '../../fixtures/cases.ts'

const schemas = loadSchemas(join(import.meta.dirname, '../../../schemas'), ['cpp-facture-pivot-v2_02'])
afterAll(() => schemas[Symbol.dispose]())

interface Golden {
  of: Case
  name: string
  bytes: Buffer
}

/** The pivots of E1 invoices. */
const cases = readCases().filter(({ name }) => name.startsWith('ubl/'))
const pivots: Golden[] = cases.flatMap((of) =>
  [...readExpected(of)]
    .filter(([name]) => name.startsWith('FEN'))
    .map(([name, bytes]) => ({ of, name, bytes })),
)

const CATEGORIES = [
  'Facture PDF',
  'DUPLICATA_FACTUR-X',
  'Facture XML',
  'Bon de commande',
  'Bon de livraison',
  'Document annexe',
  'Pièce jointe standard',
  'Bordereau de suivi',
]

const DEMANDED = [
  'Debiteur/Nom',
  'Debiteur/CodeService',
  'Debiteur/NomService',
  'DonneesFacture/IdCPRO',
  'DonneesFacture/Renvoi',
  'DonneesFacture/DateLivraison',
  'DonneesFacture/ModePaiement/Libelle',
]

test('every accepted case gives one pivot, and no other case any', () => {
  const given = new Set(pivots.map(({ of }) => of.name))
  for (const { name } of cases) expect(given.has(name), name).toBe(!name.includes('/rejected-'))
})

describe.each(pivots.map((each) => [each.of.name, each] as const))('%s', (_, { of, name, bytes }) => {
  test('obeys its schema, elements in their order', () => {
    using document = parsed(bytes)
    expect(schemas.get('cpp-facture-pivot-v2_02').validate(document)).toEqual([])
  })

  test('is named as a flow of ours, and says so inside', () => {
    using document = parsed(bytes)
    const identifier = text(document.root, '//ParametreIndiv[Code="IdFlx"]/Valeurparametre')
    expect(name).toBe(`FEN0036A_ECL001_${identifier}`)
    expect(name).toBe(outgoingName('FEN0036A', 'ECL001', Number(identifier?.slice(-15))).text)
  })

  test('has all that the readers of pivots demand', () => {
    using document = parsed(bytes)
    for (const invoice of elements(document.root, '//CPPFacturePivotUnitaire')) {
      for (const path of DEMANDED) expect(elements(invoice, path), path).toHaveLength(1)
      expect(text(invoice, 'DonneesFacture/Renvoi')).toBe('Non')
      expect(text(invoice, 'Debiteur/Nom')).not.toBe('')
      expect(text(invoice, 'DonneesFacture/ModePaiement/Libelle')).not.toBe('')
    }
  })

  test('carries each attachment as a zip of one file of the same name', () => {
    using document = parsed(bytes)
    const attachments = elements(document.root, '//PJ')
    expect(attachments.length).toBeGreaterThanOrEqual(2)
    const files = attachments.map(file)
    for (const { entries, name: of, category } of files) {
      expect(entries).toEqual([of])
      expect(of.length).toBeLessThanOrEqual(50)
      expect(CATEGORIES).toContain(category)
    }
    expect(new Set(files.map(({ name: of }) => of)).size).toBe(files.length)
    expect(files[0]).toMatchObject({ category: 'Facture PDF', type: '01', mime: 'application/pdf' })
    expect(files[0]?.content.subarray(0, 5).toString()).toBe('%PDF-')
    expect(files.slice(1).every(({ type }) => type === '02')).toBe(true)
    expect(files[1]?.content.equals(depositBytes(of)), 'Facture XML is the deposit, to the byte').toBe(true)
  })

  test('names a payee only beside an account', () => {
    using document = parsed(bytes)
    const named = elements(document.root, '//RaisonSocialeEncaisseur')
    const verdict = JSON.parse(readExpected(of).get('verdict.json')?.toString() ?? '')
    const { factor, account } = verdict.invoices[0].sketch
    expect(named.map((each) => each.content)).toEqual(factor.status === 'present' ? [factor.name.value] : [])
    expect(elements(document.root, '//ReferenceBancaire/Compte').map((each) => each.content)).toEqual(
      account === undefined ? [] : [account.id],
    )
    if (promisedCodes(of.name).includes('FAC-04')) expect(bytes.toString()).not.toContain('ReferenceBancaire')
  })
})

test('the lines kept out of the totals are not in the pivot', () => {
  const pivot = pivots.find(({ of }) => of.name.includes('150-lines')) as Golden
  using document = parsed(pivot.bytes)
  expect(elements(document.root, '//Ligne')).toHaveLength(130)
  expect(elements(document.root, '//Ligne[last()]')[0]?.attr('NumOrdre')?.value).toBe('130')
})

function file(attachment: XmlElement) {
  const zip = Buffer.from(text(attachment, 'Contenu') ?? '', 'base64')
  const unzipped = unzipSync(zip)
  const name = text(attachment, 'NomPJ') ?? ''
  return {
    name,
    entries: Object.keys(unzipped),
    content: Buffer.from(unzipped[name] ?? []),
    category: text(attachment, 'CategoriePJ'),
    type: text(attachment, 'TypePJ'),
    mime: text(attachment, 'MimeTypePJ'),
  }
}

function parsed(bytes: Uint8Array): XmlDocument {
  const result = parseXml(bytes)
  if (!result.ok) throw new Error('a golden pivot is no XML')
  return result.value
}

function elements(of: XmlElement, path: string): XmlElement[] {
  return of.find(path) as XmlElement[]
}

function text(of: XmlElement, path: string): string | undefined {
  return elements(of, path)[0]?.content
}

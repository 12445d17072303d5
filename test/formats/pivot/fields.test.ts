import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { pivotFields } from '../../../src/formats/pivot/fields.ts'
import type { PivotAttachment, PivotInvoice } from '../../../src/formats/pivot/pivot.ts'
import { joinPivot, withFiles, writePivotUnit } from '../../../src/formats/pivot/writer.ts'
import type { Invoice } from '../../../src/invoice/invoice.ts'
import { depositBytes, readCases, readExpected } from '../../fixtures/cases.ts'

const ENVELOPE = {
  producedOn: '2026-11-23',
  flowIdentifier: 'ECL0010036000000000100001',
  sender: { code: 'ECL001', label: 'Écluse' },
  recipient: { code: 'FIN001', label: 'Gestion financière' },
}

function file(bytes: Uint8Array): PivotAttachment {
  return {
    name: 'PJ01plan.bin',
    category: 'Pièce jointe standard',
    type: '02',
    mimeType: 'application/pdf',
    bytes,
  }
}

function invoice(number: string, over: Partial<PivotInvoice> = {}): PivotInvoice {
  const invoice = {
    number,
    type: '380',
    frame: 'A1',
    supplier: { identifier: { type: '1', value: '00011231800019' }, name: 'Ateliers <Contenu>0</Contenu>' },
    payment: { mode: '30' },
    factor: { status: 'none', reason: 'no-payee' },
    issueDate: '2026-11-20',
    currency: 'EUR',
    totals: { taxExclusive: '100.00', taxInclusive: '120.00', payable: '120.00' },
    taxes: [{ rate: '20', base: '100.00', tax: '20.00' }],
    lines: [],
    attachments: [],
  } as unknown as Invoice
  const debtor = { siret: '29900001800018', name: 'Commune', serviceCode: '', serviceName: '' }
  const of = { invoice, idCpro: '1001', renvoi: 'Non', receivedOn: '2026-11-23', debtor, attachments: [] }
  return { ...of, renvoi: 'Non', ...over }
}

function pivot(...invoices: PivotInvoice[]): Uint8Array {
  return joinPivot(
    ENVELOPE,
    invoices.map((of) => withFiles(writePivotUnit(of), of.attachments)),
  )
}

test('every datum of a pivot is told once, in its order, files by name, size and hash', () => {
  const of = readCases().find(({ name }) => name === 'ubl/accepted-factored-invoice-notice-in-payment-terms')
  if (of === undefined) throw new Error('the fixture is gone')
  const [bytes] = [...readExpected(of)].flatMap(([name, each]) => (name.startsWith('FEN') ? [each] : []))
  const fields = pivotFields(bytes as Uint8Array)
  const told = new Map(fields.map(({ path, value }) => [path, value]))
  expect(told.size).toBe(fields.length)
  expect(
    fields
      .filter(({ invoice }) => invoice === 1)
      .map(({ path }) => path)
      .slice(0, 9),
  ).toEqual([
    'Fournisseur/TypeIdentifiant',
    'Fournisseur/Identifiant',
    'Fournisseur/RaisonSociale',
    'Fournisseur/CodePays',
    'Fournisseur/ReferenceBancaire/@Type',
    'Fournisseur/ReferenceBancaire/Compte',
    'Fournisseur/ReferenceBancaire/Etablissement',
    'Fournisseur/ReferenceBancaire/RaisonSocialeEncaisseur',
    'Fournisseur/ModeEmission',
  ])
  expect(told.get('Fournisseur/ReferenceBancaire/RaisonSocialeEncaisseur')).toBe('Factofictif SA')
  expect(told.get('Debiteur/CodeService')).toBe('')
  const deposit = depositBytes(of)
  const hash = createHash('sha256').update(deposit).digest('hex')
  expect(told.get('PJ[2]/Contenu')).toBe(
    `PJ0000011231800019FA-2026-0412.xml · ${deposit.length} · sha256:${hash}`,
  )
})

test('an element of which there may be several has its number even when it is alone', () => {
  const paths = pivotFields(pivot(invoice('F1'))).map(({ path }) => path)
  expect(paths).toContain('DonneesFacture/TVAs/TVA[1]/Taux')
})

test('each field says of which invoice of the file it is, or of none', () => {
  const fields = pivotFields(pivot(invoice('F1'), invoice('F2', { idCpro: '2001' })))
  const ids = fields.filter(({ path }) => path === 'DonneesFacture/IdCPRO')
  expect(ids).toEqual([
    { path: 'DonneesFacture/IdCPRO', value: '1001', invoice: 1 },
    { path: 'DonneesFacture/IdCPRO', value: '2001', invoice: 2 },
  ])
  expect(fields.find(({ value }) => value === 'FIN001')).toEqual({
    path: 'Enveloppe/EnveloppeUnitaire/Partenaires/Recepteur/Id',
    value: 'FIN001',
  })
})

test('text of an invoice that looks like a file is text', () => {
  const fields = pivotFields(pivot(invoice('F1', { attachments: [file(Buffer.from('plan'))] })))
  expect(fields.find(({ path }) => path === 'Fournisseur/RaisonSociale')?.value).toBe(
    'Ateliers <Contenu>0</Contenu>',
  )
  expect(fields.find(({ path }) => path === 'PJ[1]/Contenu')?.value).toMatch(/^PJ01plan\.bin · 4 · sha256:/)
})

test('a pivot of 40 MB costs about what its files weigh, not what a parser would make of them', () => {
  const large = pivot(invoice('F1', { attachments: [file(randomBytes(30_000_000))] }))
  const before = process.memoryUsage().rss
  const fields = pivotFields(large)
  expect(process.memoryUsage().rss - before).toBeLessThan(6 * large.length)
  expect(Math.max(...fields.map(({ value }) => value.length))).toBeLessThan(200)
})

test.each([['<a/>'], ['no XML'], ['<a><Contenu>AAAA</Contenu></a>'], ['']])('« %s » is no pivot', (text) => {
  expect(() => pivotFields(Buffer.from(text))).toThrow('not a pivot')
})

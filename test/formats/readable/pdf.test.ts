import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { readablePdf } from '../../../src/formats/readable/pdf.ts'
import type { Invoice } from '../../../src/invoice/invoice.ts'
import {
  context,
  creditNote,
  factored,
  factorIgnored,
  line,
  longInvoice,
  MENTION,
  ordinary,
} from './invoice-samples.ts'
import { pageTexts, pdfText } from './pdf-text.ts'

const read = async (invoice: Invoice): Promise<string> => pdfText(await readablePdf(invoice, context))
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const greek: Invoice = {
  ...ordinary,
  supplier: { ...ordinary.supplier, name: 'Zakład Żółć' },
  lines: [line(1, { name: 'Υπηρεσίες final 日' })],
}

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

test('the same invoice gives the same bytes, in this process and in another', async () => {
  const script = `
    import { createHash } from 'node:crypto'
    const { readablePdf } = await import(${JSON.stringify(new URL('../../../src/formats/readable/pdf.ts', import.meta.url).href)})
    const samples = await import(${JSON.stringify(new URL('./invoice-samples.ts', import.meta.url).href)})
    const bytes = await readablePdf(samples.factored, samples.context)
    process.stdout.write(createHash('sha256').update(bytes).digest('hex'))`
  const elsewhere = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  expect(sha256(await readablePdf(factored, context))).toBe(elsewhere)
  expect(sha256(await readablePdf(greek, context))).toBe(sha256(await readablePdf(greek, context)))
}, 30_000)

test('accents, ligatures, quotation marks and the euro come out of the text as they went in', async () => {
  const text = await read(ordinary)
  for (const words of [
    'Papeterie du Cœur d’Été SARL',
    'Ramette recyclée 1',
    'Livrée à l’étage',
    '1 234,50 €',
    '226,90 €',
    '1 361,40 €',
    'Communauté de communes des Trois Vannes',
    'BAT-01 – Direction des bâtiments',
    'FR76 0000 0000 0000 0000 0000 097',
    'Document lisible établi par Écluse à partir de la facture électronique reçue le 13/03/2026 ; la donnée fait foi.',
    context.flowName,
    'Page 1/1',
    'bon.pdf',
  ]) {
    expect(text).toContain(words)
  }
})

test('letters beyond the standard fonts are shown too, and those no font has are a question mark', async () => {
  const text = await read(greek)
  expect(text).toContain('Zakład Żółć')
  expect(text).toContain('Υπηρεσίες final ?')
  expect(text).toContain('1 234,50 €')
})

test('the document says its title, its author, its language and when it was made', async () => {
  const bytes = Buffer.from(await readablePdf(ordinary, context))
  expect(bytes.includes(utf16('Facture n° F-2026-0147'))).toBe(true)
  expect(bytes.includes(utf16('Papeterie du Cœur d’Été SARL'))).toBe(true)
  expect(bytes.includes('/Lang (fr-FR)')).toBe(true)
  expect(bytes.toString('latin1').match(/\(D:20260312233000Z\)/g)).toHaveLength(2)
})

test('150 lines fill several pages, each with the header row and its number', async () => {
  const pages = await pageTexts(await readablePdf(longInvoice, context))
  const withLines = pages.filter((page) => page.includes('Ramette recyclée'))
  expect(withLines.length).toBeGreaterThan(2)
  for (const page of withLines)
    expect(page).toContain('Désignation Quantité Unité Prix unitaire HT TVA Montant HT')
  for (const [index, page] of pages.entries()) expect(page).toContain(`Page ${index + 1}/${pages.length}`)
  const text = pages.join(' ')
  const shown = longInvoice.lines.filter(({ name = '' }) => text.includes(name))
  expect(shown).toHaveLength(150)
})

test('the encaisseur is shown with its account and the mention word for word', async () => {
  const text = await read(factored)
  expect(text).toContain('ENCAISSEUR')
  expect(text).toContain('Bénéficiaire Factor Exemple SA (encaisseur)')
  expect(text).toContain('8 quai des Marchands')
  expect(text.split(MENTION)).toHaveLength(2)
  expect(text.split('FR76 0000')).toHaveLength(2)
})

test('an invoice without factor has no encaisseur', async () => {
  expect(await read(ordinary)).not.toMatch(/encaisseur/i)
})

test('a factor named without account is no encaisseur to pay, and the reader is told why', async () => {
  const text = await read(factorIgnored)
  expect(text).not.toContain('ENCAISSEUR')
  expect(text).not.toContain('Bénéficiaire')
  expect(text).toContain('Aucun compte n’est indiqué dans la facture.')
  expect(text).toContain('Factor Exemple SA est cité comme encaisseur')
})

const { totals } = factored
test.each<[string, Invoice]>([
  ['already paid (A2)', { ...factored, frame: 'A2' }],
  ['paid by card (48)', { ...factored, payment: { ...factored.payment, code: '48', mode: '48' } }],
  ['a credit note (381)', creditNote],
  ['already paid, factor ignored', { ...factorIgnored, frame: 'A2', totals }],
])('an invoice %s has no text of payment', async (_, invoice) => {
  const text = await read(invoice)
  for (const words of [
    'PAIEMENT',
    'Virement',
    'Échéance',
    '08/04/2026',
    'IBAN',
    'FR76',
    'BIC',
    'libératoire',
    '30 jours',
  ]) {
    expect(text).not.toContain(words)
  }
})

test('a credit note is no sum to pay', async () => {
  const text = await read(creditNote)
  expect(text).toContain('Avoir')
  expect(text).toContain('Net de l’avoir')
  expect(text).not.toContain('Net à payer')
  expect(text).toContain('F-2026-0147')
})

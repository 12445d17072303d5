import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readableHtml } from '../../../src/formats/readable/html.ts'
import { readablePdf } from '../../../src/formats/readable/pdf.ts'
import type { Invoice } from '../../../src/invoice/invoice.ts'
import { context, decimal, factored, line, ordinary, source } from './invoice-samples.ts'
import { pdfText } from './pdf-text.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('\n', '\t', '\u202e', '(', ')', '\\', 'é', '€', ' ', 'W'),
    maxLength: 200,
  }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    'toString',
    '__proto__',
    'W'.repeat(3000),
    'mot '.repeat(3000),
    '\n'.repeat(300),
  ),
)
const figure = fc.stringMatching(/^-?\d{1,60}(\.\d{0,60})?$/).map(decimal)

const invoices: fc.Arbitrary<Invoice> = fc
  .record({
    text: fc.array(text, { minLength: 24, maxLength: 24 }),
    figure,
    kind: fc.constantFrom('DETAIL', 'INFORMATION', 'REGROUPEMENT'),
  })
  .map(({ text: texts, figure, kind }): Invoice => {
    const at = (index: number): string => texts[index] as string
    const address = { street: [at(0), at(1)], postalCode: at(2), city: at(3), country: at(4) }
    const party = {
      identifier: { type: '2' as const, value: at(5) },
      name: at(6),
      address,
      contact: { name: at(7), telephone: at(8), email: at(9) },
      service: { code: at(10), name: at(11) },
    }
    return {
      ...factored,
      number: at(12),
      currency: at(13),
      issueDate: at(14),
      notes: [at(15), at(16)],
      engagement: at(17),
      supplier: party,
      validator: party,
      debtor: { siret: at(18), name: at(19), address, service: { code: at(20) } },
      payment: {
        ...factored.payment,
        code: at(21),
        account: { id: at(22), type: 'IBAN', bic: at(23), holder: at(0), source },
        terms: [at(1)],
      },
      factor: {
        ...factored.factor,
        name: { value: at(2), source, from: 'PartyName' },
        identifier: { scheme: at(3), value: at(4) },
        notice: { text: at(5), foundIn: 'PaymentTerms/Note', source },
      },
      totals: { taxExclusive: figure, taxInclusive: figure, payable: figure },
      taxes: [{ rate: figure, base: figure, tax: figure, exemption: at(6) }],
      adjustments: [{ isCharge: true, amount: figure, reason: at(7) }],
      lines: [
        line(1, {
          kind,
          name: at(8),
          descriptions: [at(9), at(10)],
          reference: at(11),
          unit: at(12),
          amount: figure,
        }),
        line(2, { id: at(13), quantity: figure, unitPrice: figure, taxRate: figure, deliveryNote: at(14) }),
      ],
      deliverySite: { id: at(15), description: at(16), address },
      attachments: [{ fileName: at(17), mimeType: at(18), bytes: new Uint8Array(), source }],
    }
  })

test('any text in any field gives a PDF and a page, and nothing of it becomes markup', async () => {
  await fc.assert(
    fc.asyncProperty(invoices, async (invoice) => {
      const pdf = Buffer.from(await readablePdf(invoice, context)).toString('latin1')
      expect(pdf.startsWith('%PDF-1.3\n')).toBe(true)
      expect(pdf.endsWith('%%EOF\n')).toBe(true)
      const html = readableHtml(invoice, context)
      expect(html.endsWith('</html>\n')).toBe(true)
      // Every `<` left is a tag of ours.
      expect(
        html.slice(html.indexOf('<body>')).replace(/<\/?[a-z][a-z0-9]*(?: (?:class|scope)="[a-z ]+")*>/g, ''),
      ).not.toMatch(/[<>]/)
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('no letter of a long word or a long text is lost at the end of a line or of a page', async () => {
  const word = Array.from({ length: 900 }, (_, index) => `x${index}`).join('')
  const notes = Array.from({ length: 4000 }, (_, index) => `n${index}`)
  const invoice = {
    ...ordinary,
    notes: [notes.join(' ')],
    lines: [line(1, { name: word, descriptions: [word] })],
  }
  const shown = await pdfText(await readablePdf(invoice, context))
  for (const note of notes) expect(shown).toContain(note)
  const figures = [...shown.matchAll(/x\d+/g)].length
  expect(figures).toBeGreaterThanOrEqual(2 * 900 - 200)
})

test('ten thousand lines are a matter of seconds', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => line(index + 1))
  const started = performance.now()
  const bytes = await readablePdf({ ...ordinary, lines }, context)
  expect(performance.now() - started).toBeLessThan(20_000)
  expect(bytes.length).toBeLessThan(2_000_000)
}, 30_000)

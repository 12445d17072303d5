import { expect, test } from 'vitest'
import { readableHtml } from '../../../src/formats/readable/html.ts'
import { context, creditNote, factored, factorIgnored, line, MENTION, ordinary } from './invoice-samples.ts'

test('what the deposit says is never markup', () => {
  const html = readableHtml(
    {
      ...ordinary,
      number: '<script>alert(1)</script>',
      lines: [line(1, { name: '<img src=x onerror="alert(1)">', descriptions: ["'&amp;'"] })],
    },
    { ...context, flowName: '</footer><script>' },
  )
  expect(html).not.toMatch(/<script|<img/)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;')
  expect(html).toContain('&#39;&amp;amp;&#39;')
})

test('the page stands alone: no script, nothing fetched', () => {
  expect(readableHtml(factored, context)).not.toMatch(/<script|<link|<img|url\(|https?:|@import/)
})

test('the page says what the PDF says', () => {
  const html = readableHtml(factored, context)
  for (const words of [
    '<html lang="fr">',
    'Facture',
    'F-2026-0148',
    '1\u00a0361,40\u00a0€',
    'Encaisseur',
    'FR76\u00a00000',
    'reçue le 13/03/2026 ; la donnée fait foi.',
    context.flowName,
  ]) {
    expect(html).toContain(words)
  }
  expect(html.split(MENTION)).toHaveLength(2)
  expect(readableHtml(factorIgnored, context)).not.toContain('<h2>Encaisseur</h2>')
  expect(readableHtml(creditNote, context)).not.toMatch(/Paiement|IBAN|libératoire/)
})

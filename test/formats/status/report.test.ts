import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type Fault, fault } from '../../../src/faults/fault.ts'
import { loadSchemas } from '../../../src/formats/schemas.ts'
import { placesText } from '../../../src/formats/status/fault-text.ts'
import type { Report } from '../../../src/formats/status/report.ts'
import { statusesOf } from '../../../src/formats/status/status-code.ts'
import { writeReportText } from '../../../src/formats/status/text.ts'
import { writeReport } from '../../../src/formats/status/writer.ts'
import { parseXml } from '../../../src/formats/xml.ts'

const schemas = loadSchemas(join(import.meta.dirname, '../../../schemas'), ['cpp-statut-v1_19'])
afterAll(() => schemas[Symbol.dispose]())

const unknown = (siret: string, line = 12): Fault =>
  fault('RTE-01', { at: { line, xpath: '/Invoice/cbc:ID', value: siret }, detail: { siret } })

function report(parts: Partial<Report> = {}): Report {
  return {
    producedOn: '2026-11-23',
    flowIdentifier: 'ECL0011100000000000100000',
    sender: { code: 'ECL001', label: 'Écluse' },
    recipient: { code: 'OPE001', label: 'OPE001' },
    flowName: 'FSO1100A_OPE001_OPE0011100000000000000001',
    reportedFlow: 'OPE0011100000000000000001',
    receivedAt: '2026-11-23T08:00:00.000Z',
    verdict: 'integrated',
    admissible: true,
    faults: [],
    remarks: [],
    invoices: [],
    schemas: [],
    ...parts,
  }
}

/** Every value of the elements of this name. */
function values(xml: string, path: string): string[] {
  const parsed = parseXml(Buffer.from(xml))
  if (!parsed.ok) throw new Error('the report is no XML')
  using document = parsed.value
  expect(schemas.get('cpp-statut-v1_19').validate(document)).toEqual([])
  return document.root.find(path).map((node) => node.content)
}

describe('a flow', () => {
  test.each<[what: string, parts: Partial<Report>, statuses: string[]]>([
    ['integrated is received', { verdict: 'integrated' }, ['90']],
    ['rejected is received, then in error', { verdict: 'rejected' }, ['90', '93']],
    ['integrated in part is received, then 96', { verdict: 'partially-integrated' }, ['90', '96']],
    ['inadmissible was never received', { verdict: 'rejected', admissible: false }, ['93']],
  ])('%s', (_, parts, statuses) => {
    expect(statusesOf(report(parts))).toEqual(statuses)
    expect(values(writeReport(report(parts)), '//IdStatut')).toEqual(statuses)
  })
})

test('the last status carries every fault as an error line, and every remark in its note', () => {
  const xml = writeReport(
    report({
      verdict: 'partially-integrated',
      remarks: [unknown('1')],
      invoices: [
        { document: 'a', accepted: true, faults: [], remarks: [unknown('2')] },
        { document: 'b', accepted: false, faults: [unknown('3'), unknown('4')], remarks: [] },
      ],
    }),
  )
  expect(values(xml, '//Details')).toHaveLength(1)
  expect(values(xml, '//NatureErreur')).toEqual(['REJET', 'REJET'])
  expect(values(xml, '//LibelleErreur').toSorted().at(-1)).toContain('4')
  const [note = ''] = values(xml, '//DonneesStatut/Note')
  expect(note.split('\n').map((line) => line.slice(0, 9))).toEqual(['REMARQUE ', 'REMARQUE '])
})

test('a report says which schema judged', () => {
  const mark = { id: 'ubl-invoice-2.1', version: '2.1', sha256: 'ab'.repeat(32) }
  expect(values(writeReport(report({ schemas: [mark] })), '//Valeurparametre').join()).toContain(mark.sha256)
  expect(writeReportText(report({ schemas: [mark] }))).toContain('ubl-invoice-2.1')
})

test('the text says inadmissible, rejected, integrated in part or integrated', () => {
  const verdict = (parts: Partial<Report>) => /Verdict +: (.+)/.exec(writeReportText(report(parts)))?.[1]
  expect(verdict({})).toBe('INTÉGRÉ')
  expect(verdict({ verdict: 'partially-integrated' })).toBe('INTÉGRÉ EN PARTIE')
  expect(verdict({ verdict: 'rejected' })).toBe('REJETÉ')
  expect(verdict({ verdict: 'rejected', admissible: false })).toBe('IRRECEVABLE')
})

test('of many places the first five are told, and how many more there are', () => {
  const at = Array.from({ length: 8 }, (_, index) => ({ line: index + 1 }))
  const many = fault('RTE-01', { at, detail: { siret: '1' } })
  expect(placesText(many)).toBe('ligne 1 ; ligne 2 ; ligne 3 ; ligne 4 ; ligne 5 ; + 3 autres endroits')
})

test('a long value is cut', () => {
  expect(placesText(unknown('9'.repeat(500))).length).toBeLessThan(200)
})

test('any value found is written as it is, in a report that obeys its schema', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
      const xml = writeReport(report({ verdict: 'rejected', faults: [unknown(value)] }))
      expect(values(xml, '//CodeErreur')).toEqual(['RTE-01'])
    }),
  )
  expect(values(writeReport(report({ faults: [unknown('<a> & "b" \'c\'')] })), '//LibelleErreur')[0]).toBe(
    'La structure destinataire <a> & "b" \'c\' est inconnue.',
  )
})

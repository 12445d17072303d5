import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EnclosedFile, mixedFile } from '../../fixtures/make-mixed.ts'
import { actingPdf, invoicePdf } from '../../fixtures/make-pdfs.ts'
import { zipOf } from '../../fixtures/make-zips.ts'
import { nothingBefore } from '../../src/pipeline/ask.ts'
import type { Outcome } from '../../src/pipeline/outcome.ts'
import type { Pipeline, PipelineSettings } from '../../src/pipeline/pipeline.ts'
import { unpackEntry, zipEntries } from '../../src/reception/attachment/zip-directory.ts'
import { readSettings } from '../../src/settings.ts'
import { codes, depositOf, shippedPipeline } from './examined.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/mixed')
const shipped = readSettings({ data: 'unused', env: {} })

let pdf: Buffer
beforeAll(async () => {
  pdf = await invoicePdf({ number: 'F', supplier: 'A', debtor: 'B', net: '1000.00', gross: '1200.00' })
})

const enclosed = (bytes: Buffer): EnclosedFile => ({
  name: 'facture.pdf',
  type: '01',
  mimeType: 'application/pdf',
  content: zipOf({ name: 'facture.pdf', bytes }).toString('base64'),
})

const open: Pipeline[] = []
afterAll(() => open.forEach((each) => each[Symbol.dispose]()))

async function judged(over: Partial<PipelineSettings>, ...originals: Buffer[]): Promise<Outcome> {
  const pipeline = shippedPipeline(over)
  open.push(pipeline)
  const units = originals.map((bytes, index) => ({ number: `F-${index + 1}`, files: [enclosed(bytes)] }))
  const name = 'FSO1113A_OPE001_OPE0011113000000000000001'
  return pipeline.run(depositOf(mixedFile('4711', units), { name }), nothingBefore)
}

const pivotOf = (outcome: Outcome) =>
  Buffer.from(outcome.documents.find(({ kind }) => kind === 'pivot')?.bytes ?? '').toString()

describe('the pivot of an E2', () => {
  test('carries the PDF byte for byte, under the invoice’s name, and nothing else', async () => {
    const text = pivotOf(await judged({}, pdf))
    const [, content = ''] = /<Contenu>([^<]*)/.exec(text) ?? []
    const zip = Buffer.from(content, 'base64')
    const [entry, ...more] = zipEntries(zip) ?? []
    expect(more).toEqual([])
    expect(entry?.name).toBe('FAC00011231800019F-1.pdf')
    const file = entry && unpackEntry(zip, entry)
    expect(file !== undefined && 'bytes' in file && pdf.equals(file.bytes)).toBe(true)
    expect(text.match(/<PJ /g)).toHaveLength(1)
    expect(text).toContain('<Lignes/>')
    expect(text).toContain('<ModeEmission>flux</ModeEmission>')
  })

  test('keeps the identifier of the flow that the file gives', async () => {
    expect(pivotOf(await judged({}, pdf, pdf))).toContain('<Valeurparametre>4711</Valeurparametre>')
  })
})

test('some invoices of a file may fail while the others go on', async () => {
  const outcome = await judged({}, pdf, actingPdf('/OpenAction << /S /Launch >>'))
  expect(outcome.state).toBe('partially-integrated')
  expect(outcome.invoices.map(({ accepted }) => accepted)).toEqual([true, false])
  expect(new Set(outcome.invoices.map(({ index }) => index)).size).toBe(2)
  expect(pivotOf(outcome).match(/<CPPFacturePivotUnitaire /g)).toHaveLength(1)
})

test('what is found in a PDF is a remark where that is configured', async () => {
  const rules = { ...shipped.rules, pdf: { ...shipped.rules.pdf, launch: 'remark' as const } }
  const outcome = await judged({ rules }, actingPdf('/OpenAction << /S /Launch >>'))
  expect([outcome.state, ...codes(outcome)]).toEqual(['integrated', 'EXT-58'])
})

describe('an antivirus that is configured', () => {
  const asking = (script: string) => ({
    antivirus: { ...shipped.antivirus, ask: 'command' as const, command: ['sh', '-c', script] },
  })

  test('is asked about the file itself, and a hit refuses the invoice', async () => {
    const found = await judged(asking('test "$(head -c 5)" = %PDF- && echo Vilain && exit 1'), pdf)
    expect([found.state, ...codes(found)]).toEqual(['rejected', 'EXT-39'])
    const clean = await judged(asking('cat >/dev/null'), pdf)
    expect(clean.state).toBe('integrated')
  })

  test('and cannot answer is trouble of ours, not the depositor’s', async () => {
    await expect(judged(asking('cat >/dev/null; exit 2'), pdf)).rejects.toThrow('ended with 2')
  })
})

test('EICAR’s string in the open, in the XML itself, is refused', async () => {
  const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!', '$H+H*'].join('')
  const text = mixedFile('4711', [{ number: 'F-1', files: [enclosed(pdf)] }])
  const pipeline = shippedPipeline()
  open.push(pipeline)
  const deposit = depositOf(text.replace('Mairie de Valmorte', eicar), {
    name: 'FSO1113A_OPE001_OPE0011113000000000000001',
  })
  expect(codes(await pipeline.run(deposit, nothingBefore))).toEqual(['EXT-39'])
})

test('the fixture of EICAR holds its string nowhere in the open', () => {
  const folder = join(FIXTURES, 'rejected-EXT-39-test-string-of-antivirus')
  const [deposit = ''] = readdirSync(folder).filter((file) => file.startsWith('FSO'))
  expect(readFileSync(join(folder, deposit), 'latin1')).not.toContain('EICAR')
})

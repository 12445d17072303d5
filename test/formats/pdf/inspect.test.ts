import { describe, expect, test } from 'vitest'
import {
  actingPdf,
  embeddingPdf,
  encryptedPdf,
  handmadePdf,
  invoicePdf,
} from '../../../fixtures/make-pdfs.ts'
import { zipOf } from '../../../fixtures/make-zips.ts'
import { inspectPdf } from '../../../src/formats/pdf/inspect.ts'

const limits = { pages: 50, objects: 5000, seconds: 2, memoryBytes: 64 * 1024 * 1024, textPages: 10 }
const PRINTED = { number: 'F-1', supplier: 'Ateliers', debtor: 'Commune', net: '1.00', gross: '1.20' }
const invoice = await invoicePdf(PRINTED)

async function problems(bytes: Uint8Array): Promise<string[]> {
  const { findings } = await inspectPdf(bytes, { limits, wantsText: true })
  return findings.map(({ problem }) => problem)
}

const joined = (...parts: (Buffer | string)[]) =>
  Buffer.concat(parts.map((each) => (typeof each === 'string' ? Buffer.from(each, 'latin1') : each)))

const encrypted = await encryptedPdf(PRINTED)
const programByBytes = await embeddingPdf(PRINTED, 'plan.pdf', Buffer.from('MZ'))
const programByName = await embeddingPdf(PRINTED, 'outil.VBS ', Buffer.from('x'))

describe('what is found', () => {
  const zip = zipOf({ name: 'a.txt', bytes: Buffer.from('a') })
  test.each<[string, Buffer, string[]]>([
    ['an ordinary PDF', invoice, []],
    [
      'blank lines and a byte order mark before the head',
      joined('\u00ef\u00bb\u00bf\r\n', invoice),
      ['rebuilt'],
    ],
    ['HTML', Buffer.from('<html></html>'), ['not-pdf']],
    ['nothing', Buffer.alloc(0), ['not-pdf']],
    ['HTML before the head', joined('<script>alert(1)</script>\n', invoice), ['polyglot', 'rebuilt']],
    ['HTML behind the head', joined('%PDF-1.4\n<script>x</script>\n', invoice), ['polyglot', 'rebuilt']],
    ['a program before the head', joined('MZ\u0090\u0000', invoice), ['polyglot', 'rebuilt']],
    ['a ZIP behind', joined(invoice, zip), ['polyglot']],
    ['a ZIP before', joined(zip, invoice), ['polyglot', 'rebuilt']],
    ['anything else behind', joined(invoice, 'et la suite'), ['polyglot']],
    ['a blank end', joined(invoice, '\r\n\r\n'), []],
    ['restrictions', encrypted, ['encrypted']],
    ['an XFA form', actingPdf('/AcroForm << /XFA (x) >>'), ['script']],
    ['scripts by name', actingPdf('/Names << /JavaScript << /Names [] >> >>'), ['script']],
    ['a harmless opening', actingPdf('/OpenAction [3 0 R /Fit]'), []],
    ['a program launched', actingPdf('/AA << /O << /S /Launch >> >>'), ['launch']],
    ['a program by its bytes', programByBytes, ['executable']],
    ['a program by its name', programByName, ['executable']],
  ])('%s', async (_, bytes, found) => {
    expect(await problems(bytes)).toEqual(found)
  })

  test('a script in an object nothing leads to', async () => {
    const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>']
    const loose = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>'
    const bytes = handmadePdf([...objects, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>', loose])
    expect(await problems(bytes)).toEqual(['script'])
  })
})

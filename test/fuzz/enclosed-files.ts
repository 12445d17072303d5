import * as fc from 'fast-check'
import { type EnclosedFile, mixedFile } from '../../fixtures/make-mixed.ts'
import { type Zipped, zipOf } from '../../fixtures/make-zips.ts'
import { unpackEntry, zipEntries } from '../../src/reception/attachment/zip-directory.ts'
import { corpus } from './corpus.ts'
import { anyDamage } from './damage.ts'

/** The PDFs the mixed fixtures carry, hostile ones among them, as they were before they were packed. */
function pdfs(): Buffer[] {
  const texts = corpus().filter(({ interfaceCode }) => interfaceCode === 'FSO1113A')
  const contents = texts.flatMap(({ bytes }) =>
    [...bytes.toString().matchAll(/<Contenu>([^<]+)</g)].map(([, content]) => content ?? ''),
  )
  return [...new Set(contents)].flatMap((content) => {
    const zip = Buffer.from(content, 'base64')
    const inside = zipEntries(zip)?.map((entry) => unpackEntry(zip, entry)) ?? [{ bytes: zip }]
    return inside.flatMap((each) =>
      'bytes' in each && each.bytes.length > 0 ? [Buffer.from(each.bytes)] : [],
    )
  })
}

const fileName = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('facture.pdf', 'releve.txt', 'photo.png', 'lot.zip', 'a.xml', 'a.docx'),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'grapheme', maxLength: 60 })
      .map((text) => text.replaceAll(/[<>&\p{Cc}]/gu, '')),
  },
)

const zip = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record(
        { name: fileName, bytes, isEncrypted: fc.boolean(), said: fc.nat({ max: 100_000 }) },
        { requiredKeys: ['name', 'bytes'] },
      ),
      { maxLength: 3 },
    )
    .map((files) => zipOf(...(files as Zipped[])))

function anyFile(known: readonly Buffer[]): fc.Arbitrary<EnclosedFile> {
  const damaged = fc
    .tuple(fc.constantFrom(...known), fc.option(anyDamage(), { nil: undefined }))
    .map(([bytes, damage]) => damage?.(bytes) ?? bytes)
  const bytes = fc.oneof(
    { weight: 4, arbitrary: damaged },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }).map((each) => Buffer.from(each)) },
  )
  const packed = fc.oneof({ weight: 3, arbitrary: bytes }, { weight: 2, arbitrary: zip(bytes) })
  const letters = packed.map((each) => each.toString('base64'))
  return fc.record({
    name: fileName,
    type: fc.constantFrom('01', '01', '02'),
    mimeType: fc.constantFrom('application/pdf', 'text/plain', '', 'application/zip'),
    content: fc.oneof(
      { weight: 5, arbitrary: letters },
      {
        weight: 1,
        arbitrary: fc.tuple(letters, anyDamage()).map(([text, damage]) =>
          damage(Buffer.from(text))
            .toString('latin1')
            .replaceAll(/[<>&\p{Cc}]/gu, ''),
        ),
      },
    ),
  })
}

/** An original as it should be sent, its PDF damaged more often than not. */
function anyOriginal(known: readonly Buffer[]): fc.Arbitrary<EnclosedFile> {
  return fc
    .tuple(fc.constantFrom(...known), fc.option(anyDamage(), { nil: undefined }))
    .map(([pdf, damage]) => ({
      name: 'facture.pdf',
      type: '01',
      mimeType: 'application/pdf',
      content: (damage?.(pdf) ?? pdf).toString('base64'),
    }))
}

/** A mixed file of one or two invoices, each with an original, any files beside it. */
export function anyMixed(): fc.Arbitrary<Buffer> {
  const known = pdfs()
  const beside = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(anyFile(known), { maxLength: 2 }) },
  )
  const files = fc.tuple(anyOriginal(known), beside).map(([original, others]) => [original, ...others])
  return fc.array(files, { minLength: 1, maxLength: 2 }).map((each) => {
    const invoices = each.map((own, index) => ({ number: `FZ-${index}`, files: own }))
    return Buffer.from(mixedFile('2600000000', invoices))
  })
}

import { join } from 'node:path'
import { XmlDocument } from 'libxml2-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import { type MixedInvoice, mixedFile } from '../../../fixtures/make-mixed.ts'
import { readMixed } from '../../../src/formats/mixed/reader.ts'
import { loadSchemas } from '../../../src/formats/schemas.ts'
import type { Draft } from '../../../src/invoice/draft.ts'
import { decidePayment } from '../../../src/invoice/factor-decision.ts'

const schemas = loadSchemas(join(import.meta.dirname, '../../../schemas'), ['cpp-facture-mixte-v1_14'])
afterAll(() => schemas[Symbol.dispose]())

const schemaErrors = (text: string) => {
  using document = XmlDocument.fromString(text)
  return schemas.get('cpp-facture-mixte-v1_14').validate(document)
}

function read(...invoices: Partial<MixedInvoice>[]): Draft[] {
  const text = mixedFile(
    '1000000000',
    invoices.map((each, index) => ({ number: `F-${index}`, files: [], ...each })),
  )
  expect(schemaErrors(text)).toEqual([])
  using document = XmlDocument.fromString(text)
  return readMixed(document)
}

const UNIT = '/CPPFactureMixte/CPPFactures/CPPFactureMixteUnitaire'
const file = (type: string, name: string) => ({ name, type, mimeType: 'application/pdf', content: 'QQ==' })

test('each invoice of the file is a draft, with places and paths of its own', () => {
  const drafts = read({}, { type: '381', originInvoice: 'F-9' })
  expect(drafts.map(({ number }) => number?.value)).toEqual(['F-0', 'F-1'])
  expect(drafts.map(({ kind }) => kind)).toEqual(['invoice', 'credit-note'])
  expect(drafts[1]?.originInvoice?.value).toBe('F-9')
  expect(drafts[1]?.number?.source.xpath).toBe(`${UNIT}[2]/DonneesFacture/Id`)
  expect(drafts[1]?.paths.account).toBe(`${UNIT}[2]/Fournisseur/ReferenceBancaire/Compte`)
})

test('the flow’s own identifier goes with each', () => {
  expect(read({}, {}).map(({ flowIdentifier }) => flowIdentifier?.value)).toEqual([
    '1000000000',
    '1000000000',
  ])
})

test.each(['TVAS', 'TVAs'] as const)('the block of VAT may be spelt %s', (taxBlock) => {
  const [draft] = read({ taxBlock })
  expect(draft?.taxes.map(({ rate, base, tax }) => [rate?.value, base?.value, tax?.value])).toEqual([
    ['20', '1000.00', '200.00'],
  ])
  expect(draft?.totals.tax.map(({ value }) => value)).toEqual(['200.00'])
})

test('a block of VAT given twice is refused by the schema', () => {
  const twice = mixedFile('1', [{ number: 'F', files: [] }]).replace(/<TVAS>[^]*<\/TVAS>/, '$&$&')
  expect(schemaErrors(twice)).not.toEqual([])
})

test('files of type 01 are originals, the others attachments', () => {
  const [draft] = read({ files: [file('02', 'a.pdf'), file('01', 'b.pdf')] })
  expect(draft?.originals?.map(({ name }) => name)).toEqual(['b.pdf'])
  expect(draft?.attachments.map(({ name }) => name)).toEqual(['a.pdf'])
})

describe('the bank reference', () => {
  const IBAN = 'FR7600000000000002201010122'
  test.each([
    [
      { type: 'IBAN', account: IBAN, payee: 'Factofictif SA' },
      'account-and-name',
      { id: IBAN, type: 'IBAN' },
    ],
    [{ type: 'IBAN', account: IBAN }, 'no-payee', { id: IBAN, type: 'IBAN' }],
    [{ account: '123' }, 'no-payee', { id: '123', type: 'RIB' }],
    [{ payee: 'Factofictif SA' }, 'no-account', undefined],
    [{ payee: 'ATELIERS BRUMETERRE S.A.R.L.', account: '1' }, 'account-and-name', { id: '1' }],
    [{ payee: 'Ateliers Brumeterre, sarl', account: '1' }, 'payee-is-supplier', { id: '1' }],
    [undefined, 'no-payee', undefined],
  ])('%j: %s', (bank, reason, account) => {
    const [draft] = read(bank === undefined ? {} : { bank })
    const decision = decidePayment(draft as Draft)
    expect(decision.factor.reason).toBe(reason)
    if (account === undefined) expect(decision.account).toBeUndefined()
    else expect(decision.account).toMatchObject(account)
  })
})

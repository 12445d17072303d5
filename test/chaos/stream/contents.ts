import { mixedFile } from '../../../fixtures/make-mixed.ts'
import { invoicePdf } from '../../../fixtures/make-pdfs.ts'
import { zipOf } from '../../../fixtures/make-zips.ts'
import { tarGz } from '../../reception/tar.ts'
import { sha256Of } from '../checker/arrivals.ts'
import type { Expected, InvoiceNote } from '../checker/notes.ts'
import {
  endpointOf,
  FACTOR,
  RECIPIENTS,
  type Recipient,
  SUPPLIERS,
  SUPPLIERS_ACCOUNT,
  UNKNOWN_SIRET,
} from './parties.ts'
import type { Random } from './random.ts'
import { totalsOf, ublText, type Written } from './written-invoice.ts'

/** What a file holds, and what must become of it. */
export interface Content {
  interfaceCode: 'FSO1100A' | 'FSO1113A'
  bytes: Buffer
  invoices: readonly InvoiceNote[]
  expected: Expected
}

/** Numbers of invoices, none given twice. */
export interface Numbers {
  seed: number
  given: number
  /** A recipient is reached over SFTP. */
  isFar: boolean
}

type Make = (random: Random, numbers: Numbers) => Content | Promise<Content>

export const CONTENTS = {
  plain: (random, numbers) => single(invoice(random, numbers, { account: random.pick(['own', 'none']) })),
  factored: (random, numbers) => single(invoice(random, numbers, { account: 'factor' })),
  'breaks-schema': (random, numbers) => single(invoice(random, numbers, { breaks: 'schema' })),
  'breaks-rule': (random, numbers) => single(invoice(random, numbers, { breaks: 'rule' })),
  'unknown-recipient': (random, numbers) => single(invoice(random, numbers, { recipient: NOBODY })),
  'archive-of-5': (random, numbers) => archive(Array.from({ length: 5 }, () => invoice(random, numbers, {}))),
  'archive-in-part': (random, numbers) => {
    const bad = random.between(0, 4)
    const breaks = random.pick<'schema' | 'rule'>(['schema', 'rule'])
    return archive(
      Array.from({ length: 5 }, (_, index) => invoice(random, numbers, index === bad ? { breaks } : {})),
    )
  },
  mixed,
  heavy: (random, numbers) =>
    single(
      invoice(random, numbers, {
        prices: Array.from({ length: HEAVY_LINES }, () => random.between(1, 99_999)),
      }),
    ),
} satisfies Record<string, Make>

export type ContentKind = keyof typeof CONTENTS

/** So that whoever works on it can be caught at it. */
const HEAVY_LINES = 6_000
const NOBODY: Recipient = { siret: UNKNOWN_SIRET, name: 'Commune de Nulle-Part', application: 'none' }

interface Made {
  written: Written
  bytes: Buffer
  note: InvoiceNote
}

function invoice(random: Random, numbers: Numbers, wish: Partial<Written> & { recipient?: Recipient }): Made {
  const { keeps, takes, far } = RECIPIENTS
  const recipient =
    wish.recipient ?? random.pick<Recipient>(numbers.isFar ? [keeps, takes, far] : [keeps, takes])
  const written: Written = {
    number: nextNumber(numbers),
    supplier: random.pick(SUPPLIERS),
    prices: Array.from({ length: random.between(1, 6) }, () => random.between(1, 999_999)),
    account: random.pick(['own', 'factor', 'none']),
    ...wish,
    recipient,
  }
  const bytes = Buffer.from(ublText(written))
  const isGood = written.breaks === undefined && recipient !== NOBODY
  return { written, bytes, note: noteOf(written, { recipient, enclosed: sha256Of(bytes), isGood }) }
}

function noteOf(of: Written, more: { recipient: Recipient; enclosed: string; isGood: boolean }): InvoiceNote {
  const { ht, ttc } = totalsOf(of)
  return {
    number: of.number,
    supplier: of.supplier.siret,
    recipient: more.recipient.siret,
    endpoint: endpointOf(more.recipient),
    ht,
    ttc,
    net: ttc,
    ...(of.account === 'own' ? { account: SUPPLIERS_ACCOUNT } : {}),
    ...(of.account === 'factor' ? { account: FACTOR.account, payee: FACTOR.name } : {}),
    enclosed: more.enclosed,
    isGood: more.isGood,
  }
}

function single({ bytes, note }: Made): Content {
  return {
    interfaceCode: 'FSO1100A',
    bytes,
    invoices: [note],
    expected: note.isGood ? 'integrated' : 'rejected',
  }
}

async function archive(made: readonly Made[]): Promise<Content> {
  const bytes = await tarGz(
    made.map(({ bytes: content }, index) => ({ name: `facture-${index}.xml`, content })),
  )
  const invoices = made.map(({ note }) => note)
  const expected = invoices.every(({ isGood }) => isGood) ? 'integrated' : 'partially-integrated'
  return { interfaceCode: 'FSO1100A', bytes, invoices, expected }
}

/** The other two are as `mixedFile` has them. */
const MIXED = { ht: '1000.00', ttc: '1200.00' }
const ISSUED = /<DateEmissionFacture>[^<]+/

async function mixed(random: Random, numbers: Numbers): Promise<Content> {
  const number = nextNumber(numbers)
  const supplier = random.pick(SUPPLIERS)
  const debtor = RECIPIENTS.keeps
  const printed = { number, supplier: supplier.name, debtor: debtor.name, net: MIXED.ht, gross: MIXED.ttc }
  const pdf = await invoicePdf(printed)
  const content = zipOf({ name: 'facture.pdf', bytes: pdf }).toString('base64')
  const original = { name: 'facture.pdf', type: '01', mimeType: 'application/pdf', content }
  const text = mixedFile(String(2_800_000_000 + numbers.given), [
    { number, supplier: supplier.siret, files: [original] },
  ])
  const note = {
    number,
    supplier: supplier.siret,
    recipient: debtor.siret,
    endpoint: endpointOf(debtor),
    ...MIXED,
    net: MIXED.ttc,
    enclosed: sha256Of(pdf),
    isGood: true,
  }
  const bytes = Buffer.from(text.replace(ISSUED, '<DateEmissionFacture>2025-11-20'))
  return { interfaceCode: 'FSO1113A', bytes, invoices: [note], expected: 'integrated' }
}

function nextNumber(numbers: Numbers): string {
  numbers.given += 1
  return `CH-${String(numbers.given).padStart(7, '0')}`
}

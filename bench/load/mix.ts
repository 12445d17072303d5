import { tarGzOf } from '../../fixtures/hostile/tar-bytes.ts'
import { mixedFile } from '../../fixtures/make-mixed.ts'
import { zipOf } from '../../fixtures/make-zips.ts'
import type { SchemaId } from '../../src/formats/schema-manifest.ts'
import { type E1Invoice, e1Invoice, type Enclosed } from './e1-invoice.ts'
import { ACCOUNT, FACTOR, NOBODY, NOTICE, RECIPIENTS, SUPPLIERS } from './parties.ts'
import { pdfOfSize } from './pdf-of-size.ts'
import { oneOf, type Random, seeded } from './random.ts'

/** What is dropped: of a hundred flows, so many of each kind. */
export const KINDS = {
  e1: { share: 70, label: 'E1, 6 lines, about 15 KB' },
  'e1-attachment': { share: 15, label: 'E1 with a PDF attached, about 60 KB' },
  e2: { share: 10, label: 'E2 with a PDF of 100 KB' },
  archive: { share: 5, label: 'archive of 20 E1' },
} as const
export type Kind = keyof typeof KINDS

export const FACTORED = 0.1
export const REJECTED = 0.03

/** An XML document of a flow, and the schema it is to be held against. */
export interface LoadDocument {
  bytes: Buffer
  schema: SchemaId
}

/** A flow to drop, and what is to come of it. */
export interface LoadFlow {
  name: string
  kind: Kind
  bytes: Buffer
  documents: LoadDocument[]
  invoices: number
  /** Pivot files its recipients get: one an application. */
  pivots: number
}

const IN_ARCHIVE = 20
/** Above the sequences of whatever was dropped before. */
const FIRST_SEQUENCE = 900_000_000
const ATTACHED_BYTES = 32_000
const ORIGINAL_BYTES = 98_000

/** The flow at each place: the same bytes at every run. What PDFs hold is drawn once and shared by all flows. */
export class Mix {
  readonly #attached: Enclosed
  readonly #original: string
  readonly #factoredOriginal: string

  private constructor(attached: Buffer, original: Buffer, factored: Buffer) {
    this.#attached = { name: 'bon-de-livraison.pdf', mimeType: 'application/pdf', bytes: attached }
    this.#original = zipped(original)
    this.#factoredOriginal = zipped(factored)
  }

  static async draw(): Promise<Mix> {
    const words = ['FACTURE', 'Total HT : 1000.00 EUR', 'Total TTC : 1200.00 EUR']
    return new Mix(
      await pdfOfSize(ATTACHED_BYTES, ['BON DE LIVRAISON']),
      await pdfOfSize(ORIGINAL_BYTES, words),
      await pdfOfSize(ORIGINAL_BYTES, [...words, NOTICE]),
    )
  }

  flow(index: number): LoadFlow {
    const kind = kindAt(index)
    const random = seeded(Math.imul(index + 1, 0x9e3779b1))
    const made = this.#made(kind, index, random)
    const { digits, documents, applications } = made
    const sequence = String(FIRST_SEQUENCE + index).padStart(15, '0')
    return {
      name: `FSO${digits}A_OPE001_OPE001${digits}${sequence}`,
      kind,
      bytes: kind === 'archive' ? archiveOf(documents) : (documents[0] as LoadDocument).bytes,
      documents,
      invoices: documents.length,
      pivots: new Set(applications).size,
    }
  }

  #made(kind: Kind, index: number, random: Random): Made {
    if (kind === 'e2') return this.#e2(`B${index}`, random)
    const count = kind === 'archive' ? IN_ARCHIVE : 1
    const attachments = kind === 'e1-attachment' ? [this.#attached] : []
    const each = Array.from({ length: count }, (_, place) =>
      e1(`B${index}-${place + 1}`, attachments, random),
    )
    return {
      digits: '1100',
      documents: each.map(({ bytes }) => ({ bytes, schema: 'ubl-invoice-2.1' })),
      applications: each.flatMap(({ application }) => application ?? []),
    }
  }

  #e2(number: string, random: Random): Made {
    const isFactored = random() < FACTORED
    const isWrong = random() < REJECTED
    const { name, account } = FACTOR
    const text = mixedFile(`IDF-${number}`, [
      {
        number,
        supplier: oneOf(random, SUPPLIERS).siret,
        bank: { type: 'IBAN', ...(isFactored ? { account, payee: name } : { account: ACCOUNT }) },
        files: [
          {
            name: 'facture.pdf',
            type: '01',
            mimeType: 'application/pdf',
            content: isFactored ? this.#factoredOriginal : this.#original,
          },
        ],
      },
    ])
    const [commune] = RECIPIENTS
    const dated = text.replaceAll('2026-11-20', '2025-11-20')
    const bytes = Buffer.from(isWrong ? dated.replace(commune?.siret ?? '', NOBODY.siret) : dated)
    return {
      digits: '1113',
      documents: [{ bytes, schema: 'cpp-facture-mixte-v1_14' }],
      applications: isWrong ? [] : ['FIN001'],
    }
  }
}

/** The documents of a flow, the digits of its interface, and the application of each invoice that is accepted. */
interface Made {
  digits: string
  documents: LoadDocument[]
  applications: string[]
}

const WRONGS = ['total', 'schema', 'recipient'] as const

/** An E1 with six lines, and the application it goes to when it is accepted. */
export function e1(number: string, attachments: readonly Enclosed[], random: Random) {
  const isFactored = random() < FACTORED
  const wrong = random() < REJECTED ? oneOf(random, WRONGS) : undefined
  const recipient = wrong === 'recipient' ? NOBODY : oneOf(random, RECIPIENTS)
  const of: E1Invoice = {
    number,
    supplier: oneOf(random, SUPPLIERS),
    recipient,
    lines: 6,
    isFactored,
    attachments,
    ...(wrong === 'total' || wrong === 'schema' ? { wrong } : {}),
  }
  const bytes = Buffer.from(e1Invoice(of, random))
  return { bytes, application: wrong === undefined ? recipient.application : undefined }
}

/** Kinds in their exact shares over each hundred flows, one among the others: 37 walks through all of a hundred. */
function kindAt(index: number): Kind {
  const place = (index * 37) % 100
  let below = 0
  for (const [kind, { share }] of Object.entries(KINDS)) {
    below += share
    if (place < below) return kind as Kind
  }
  throw new Error('the shares of the mix do not make a hundred')
}

export function archiveOf(documents: readonly LoadDocument[]): Buffer {
  return tarGzOf(
    ...documents.map(({ bytes }, index) => ({ name: `facture-${index + 1}.xml`, content: bytes })),
  )
}

function zipped(pdf: Buffer): string {
  return zipOf({ name: 'facture.pdf', bytes: pdf }).toString('base64')
}

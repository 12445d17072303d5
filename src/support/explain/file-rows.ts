import { createHash } from 'node:crypto'
import { MIXED_GROUPS } from '../../formats/mixed/bindings.ts'
import { attachmentFileName, invoiceFileName, shortened } from '../../formats/pivot/attachment-name.ts'
import { GROUPS } from '../../formats/ubl/bindings.ts'
import type { Attachment } from '../../invoice/invoice.ts'
import type { SurveyedFile } from '../../pipeline/survey.ts'
import { type Evidence, firstOrigin, made, originOf, present, type Reason, type Row } from './evidence.ts'

/** The files of an invoice in its pivot: which of them a place is, and where each came from. */
export const FILE_ROWS: Readonly<Record<string, Row>> = {
  'PJ[]/Contenu': (of, place) => CONTENTS[fileAt(of, place).kind](of, fileAt(of, place)),
  'PJ[]/NomPJ': (of, place) => NAMES[fileAt(of, place).kind](of, fileAt(of, place)),
  'PJ[]/NomPJOrigine': (of, place) => originalName(of, fileAt(of, place)),
  'PJ[]/CategoriePJ': (of, place) => category(fileAt(of, place), 'category'),
  'PJ[]/TypePJ': (of, place) => category(fileAt(of, place), 'type'),
  'PJ[]/MimeTypePJ': (of, place) => mimeType(of, fileAt(of, place)),
}

type FileKind = 'readable' | 'xml' | 'original' | 'attachment'

/** A file of the pivot. */
interface PivotFileAt {
  kind: FileKind
  /** Of the deposit's files, the one it is. */
  attachment?: Attachment
  surveyed?: SurveyedFile
  /** Place among the attachments, from 0. */
  place: number
}

const CONSTANTS = {
  readable: {
    fr: 'le lisible de la facture',
    en: 'the readable invoice',
    category: 'Facture PDF',
    type: '01',
  },
  xml: { fr: 'le XML de la facture', en: 'the invoice’s XML', category: 'Facture XML', type: '02' },
  original: { fr: 'la facture elle-même', en: 'the invoice itself', category: 'Facture PDF', type: '01' },
  attachment: {
    fr: 'une pièce jointe',
    en: 'an attachment',
    category: 'Pièce jointe standard',
    type: '02',
  },
} as const satisfies Record<FileKind, Record<'fr' | 'en' | 'category' | 'type', string>>

type OfFile = (of: Evidence, file: PivotFileAt) => Reason | undefined

const CONTENTS = {
  readable: () => ({ rule: 'readable-made' }),
  xml: ({ traced }) => ({
    rule: 'xml-as-received',
    detail: { document: traced.document },
    gives: fileText(invoiceFileName(traced.invoice, 'xml'), traced.bytes),
  }),
  original: (of, file) => received(of, file, invoiceFileName(of.traced.invoice, 'pdf')),
  attachment: (of, file) => {
    const name = attachmentName(file)
    return name === undefined ? undefined : received(of, file, name)
  },
} as const satisfies Record<FileKind, OfFile>

const NAMES = {
  readable: (of) => invoiceName(of, 'pdf'),
  xml: (of) => invoiceName(of, 'xml'),
  original: (of) => invoiceName(of, 'pdf'),
  attachment: (of, file) => {
    const gives = attachmentName(file)
    if (gives === undefined) return undefined
    return { rule: 'attachment-file-name', origins: present(nameOrigin(of, file)), gives }
  },
} as const satisfies Record<FileKind, OfFile>

/** E1: the readable, the XML, the attachments; E2: the original, the attachments. */
function fileAt({ traced }: Evidence, place: number): PivotFileAt {
  const { original, attachments } = traced.invoice
  const { survey } = traced
  if (original !== undefined && place === 0)
    return { kind: 'original', attachment: original, place, ...surveyedAs(survey.originals, original) }
  if (original === undefined && place < 2) return { kind: place === 0 ? 'readable' : 'xml', place }
  const own = place - (original === undefined ? 2 : 1)
  const attachment = attachments[own]
  if (attachment === undefined) return { kind: 'attachment', place: own }
  return { kind: 'attachment', attachment, place: own, ...surveyedAs(survey.attachments, attachment) }
}

function surveyedAs(files: readonly SurveyedFile[] | undefined, { source }: Attachment) {
  const surveyed = files?.find((each) => each.draft.source.xpath === source.xpath)
  return surveyed === undefined ? {} : { surveyed }
}

function attachmentName({ attachment, place }: PivotFileAt): string | undefined {
  return attachment && attachmentFileName(attachment.fileName, place + 1)
}

/** As `pivotFields` tells of a file: its name, its bytes, its hash. */
function fileText(name: string, bytes: Uint8Array): string {
  return `${name} · ${bytes.length} · sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function received(of: Evidence, file: PivotFileAt, name: string): Reason | undefined {
  if (file.attachment === undefined) return undefined
  const content = partOf(of, file, 'content')
  const isUnpacked = file.surveyed?.file?.entryName !== undefined
  const rule = isUnpacked ? 'attachment-unpacked' : 'attachment-as-received'
  return {
    rule: file.kind === 'original' ? 'original-as-received' : rule,
    detail: { place: String(file.place + 1) },
    origins: present(content),
    gives: fileText(name, file.attachment.bytes),
  }
}

/** Where the formats keep a part of a file, below the file's own element. */
function partOf(of: Evidence, file: PivotFileAt, part: 'content' | 'mimeType' | 'name') {
  const at = file.attachment?.source.xpath
  if (at === undefined) return undefined
  const formats = [GROUPS.attachment.parts[part], MIXED_GROUPS.attachment.parts[part]]
  return firstOrigin(
    of,
    formats.map((path) => `${at}/${path}`),
    file.kind === 'original' ? 'original' : undefined,
  )
}

/** UBL names a file twice; the one taken is the one the reader took. */
function nameOrigin(of: Evidence, file: PivotFileAt) {
  const at = file.attachment?.source.xpath
  const id = partOf(of, file, 'name')
  if (at === undefined || id?.whole === file.surveyed?.draft.name) return id
  return firstOrigin(of, [`${at}/${GROUPS.attachment.parts.fileName}`])
}

function invoiceName(of: Evidence, extension: 'pdf' | 'xml'): Reason {
  const { invoice, survey } = of.traced
  const { supplier, number } = survey.draft
  const identifier = supplier.identifiers.find((each) => each.value === invoice.supplier.identifier.value)
  const origins = present(originOf(of, identifier, 'supplierIdentifier'), originOf(of, number, 'number'))
  const prefix = extension === 'pdf' ? 'FAC' : 'PJ00'
  return {
    rule: 'invoice-file-name',
    detail: { prefix },
    origins,
    gives: invoiceFileName(invoice, extension),
  }
}

function originalName(of: Evidence, file: PivotFileAt): Reason | undefined {
  const found = nameOrigin(of, file)
  const entryName = file.surveyed?.file?.entryName
  if (found === undefined)
    return entryName === undefined
      ? undefined
      : {
          rule: 'name-in-the-zip',
          origins: present(partOf(of, file, 'content')),
          gives: shortened(entryName),
        }
  const gives = shortened(found.whole)
  return made(gives === found.whole ? 'as-written' : 'name-shortened', found, gives)
}

function category({ kind }: PivotFileAt, constant: 'category' | 'type'): Reason {
  const of = CONSTANTS[kind]
  return { rule: 'file-category', detail: { file: of.fr, fileEn: of.en }, gives: of[constant] }
}

function mimeType(of: Evidence, file: PivotFileAt): Reason | undefined {
  const { kind, attachment, surveyed } = file
  const detail = { file: CONSTANTS[kind].fr, fileEn: CONSTANTS[kind].en }
  if (kind === 'readable' || kind === 'original')
    return { rule: 'file-category', detail, gives: 'application/pdf' }
  if (kind === 'xml') return { rule: 'file-category', detail, gives: 'text/xml' }
  if (attachment === undefined) return undefined
  const sent = partOf(of, file, 'mimeType')
  if (sent?.whole === attachment.mimeType) return made('as-written', sent, sent.whole)
  const content = present(partOf(of, file, 'content'))
  const passedOver = present(sent)
  if (surveyed?.kind?.mimeType === attachment.mimeType)
    return { rule: 'type-by-content', origins: content, passedOver, gives: attachment.mimeType }
  const origins = present(nameOrigin(of, file))
  return { rule: 'type-by-extension', origins, passedOver, gives: attachment.mimeType }
}

import type { PdfReport } from '../formats/pdf/report.ts'
import type { Fault } from '../faults/fault.ts'
import type { AttachmentDraft, Draft } from '../invoice/draft.ts'
import { given } from '../invoice/given.ts'
import { EICAR_NAME, holdsEicar } from '../reception/attachment/eicar.ts'
import { type FileKind, fileKind } from '../reception/attachment/file-kind.ts'
import { type UnpackedFile, unpack } from '../reception/attachment/unpack.ts'
import type { Context } from './context.ts'

/** A file of an invoice, unpacked and looked at; the rules judge what is said of it here. */
export interface SurveyedFile {
  draft: AttachmentDraft
  /** Absent when it could not be unpacked (`faults` say why), or was one too many. */
  file?: UnpackedFile
  faults: readonly Fault[]
  /** What its first bytes say it is. */
  kind?: FileKind
  pdf?: PdfReport
  /** What an antivirus, or we ourselves, found in it. */
  threat?: string
}

/** The files of an invoice. */
export interface Survey {
  /** The draft, with the text of its PDF original when that could be read. */
  draft: Draft
  /** Files given as the invoice itself; absent in E1. */
  originals?: SurveyedFile[]
  attachments: SurveyedFile[]
  /** Bytes of all its files, or of those unpacked before they were too many. */
  size: number
}

/**
 * Unpacks every file of an invoice and asks about each: its kind, what is in it when it is a PDF, and the antivirus. All
 * a rule needs to know of files is known afterwards, so that the rules themselves ask nobody.
 * @throws when the antivirus cannot answer.
 */
export async function survey(draft: Draft, context: Context): Promise<Survey> {
  const at = new Surveyor(context)
  const originals = draft.originals && (await at.all(draft.originals, true))
  const attachments = await at.all(draft.attachments, false)
  const text = originals?.length === 1 ? originals[0]?.pdf?.text : undefined
  const source = originals?.[0]?.draft.source
  const originalText = text === undefined || source === undefined ? undefined : { value: text, source }
  return {
    draft: { ...draft, ...given({ originalText }) },
    attachments,
    size: at.size,
    ...given({ originals }),
  }
}

class Surveyor {
  size = 0
  readonly #context: Context
  /** One PDF made to exhaust us has the invoice refused: the others need not be looked at. */
  #isExhausted = false

  constructor(context: Context) {
    this.#context = context
  }

  /** One file after the other: only what is kept of them stays in memory. */
  async all(drafts: readonly AttachmentDraft[], areOriginals: boolean): Promise<SurveyedFile[]> {
    const surveyed: SurveyedFile[] = []
    for (const draft of drafts) surveyed.push(await this.#one(draft, areOriginals))
    return surveyed
  }

  async #one(draft: AttachmentDraft, isOriginal: boolean): Promise<SurveyedFile> {
    const { limits, antivirus, pdf: inspector } = this.#context
    if (this.size > limits.invoiceBytes) return { draft, faults: [] }
    const unpacked = unpack(draft, limits.attachmentBytes)
    if (!unpacked.ok) return { draft, faults: unpacked.faults }
    const { bytes } = unpacked.value
    this.size += bytes.length
    const kind = await fileKind(bytes)
    const threat = holdsEicar(bytes) ? EICAR_NAME : await antivirus.scan(bytes)
    const isPdf = isOriginal || kind?.kind === 'pdf'
    const isLookedInto = isPdf && threat === undefined && bytes.length > 0 && !this.#isExhausted
    const pdf = isLookedInto ? await inspector.inspect(bytes, isOriginal) : undefined
    if (pdf?.findings.some(({ problem }) => problem === 'too-heavy') === true) this.#isExhausted = true
    return { draft, file: unpacked.value, faults: [], ...given({ kind, threat, pdf }) }
  }
}

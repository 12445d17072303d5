import { given } from '../../invoice/given.ts'
import type { Attachment } from '../../invoice/invoice.ts'
import { contradicts, type FileKind, otherThan } from '../../reception/attachment/file-kind.ts'
import {
  dangerIn,
  EXTENSIONS,
  extensionOf,
  LONGEST_NAME,
  visible,
} from '../../reception/attachment/file-name.ts'
import type { UnpackedFile } from '../../reception/attachment/unpack.ts'
import type { Context } from '../context.ts'
import type { Survey, SurveyedFile } from '../survey.ts'
import type { Findings } from './findings.ts'
import { pdfFindings } from './pdf.ts'

/** Every attachment that could be read, by its own name. */
export function attachments(of: Survey, context: Context, findings: Findings): Attachment[] {
  const limit = context.limits.invoiceBytes
  if (of.size > limit) findings.fault('EXT-38', { detail: { size: String(of.size), limit: String(limit) } })
  return of.attachments.flatMap((each) => attachment(each, context, findings) ?? [])
}

/** One file: its name, its content, and whether the two agree. */
export function attachment(of: SurveyedFile, context: Context, findings: Findings): Attachment | undefined {
  findings.faults.push(...of.faults)
  if (of.file === undefined) return undefined
  const { draft, file } = of
  const fileName = draft.name === '' ? (file.entryName ?? '') : draft.name
  const at = draft.source
  const name = visible(fileName)
  judgeName(fileName, of, context, findings)
  if (file.bytes.length === 0) return findings.fault('EXT-32', { at, detail: { name } })
  if (of.threat !== undefined) return findings.fault('EXT-39', { at, detail: { name, threat: of.threat } })
  judgeContent(fileName, { ...of, file }, context, findings)
  if (of.pdf !== undefined) pdfFindings(of.pdf, { name, at }, context.rules.pdf, findings)
  return { fileName, mimeType: mimeTypeOf(of, fileName), bytes: file.bytes, source: draft.source }
}

function judgeName(fileName: string, of: SurveyedFile, { rules }: Context, findings: Findings): void {
  const at = of.draft.source
  const name = visible(fileName)
  const danger = dangerIn(fileName)
  const entry = of.file?.entryName
  if (danger !== undefined)
    findings.fault('EXT-28', { at, detail: { name, problem: danger.fr, problemEn: danger.en } })
  if (fileName.length > LONGEST_NAME) {
    const detail = { name, length: String(fileName.length), limit: String(LONGEST_NAME) }
    findings.say(rules.attachments.longName, 'EXT-26', { at, detail })
  }
  if (extensionOf(fileName) === undefined) {
    const detail = { name, allowed: EXTENSIONS.join(', ') }
    findings.say(rules.attachments.extension, 'EXT-27', { at, detail })
  }
  if (entry !== undefined && entry !== fileName)
    findings.remark('EXT-37', { at, detail: { name, entry: visible(entry) } })
}

function judgeContent(
  fileName: string,
  of: SurveyedFile & { file: UnpackedFile },
  { rules }: Context,
  findings: Findings,
): void {
  const at = of.draft.source
  const name = visible(fileName)
  const extension = extensionOf(fileName)
  const other = extension && otherThan(extension, of.kind, of.file.bytes)
  if (other !== undefined) {
    const detail = { name, found: other.fr, foundEn: other.en }
    findings.say(rules.attachments.content, 'EXT-29', { at, detail })
  } else if (of.kind !== undefined && isMisnamed(of, of.kind)) {
    const detail = { name, given: visible(of.draft.mimeType ?? ''), found: of.kind.mimeType }
    findings.remark('EXT-40', { at, detail })
  }
}

/** A file in a ZIP may be said to be one: that is what was sent. */
function isMisnamed({ draft, file }: SurveyedFile, kind: FileKind): boolean {
  const isAboutZip = file?.entryName !== undefined && /zip/i.test(draft.mimeType ?? '')
  return !isAboutZip && contradicts(draft.mimeType ?? '', kind)
}

/** Types of text, which has no signature. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  txt: 'text/plain',
  xml: 'text/xml',
}

/** The type as sent, unless the content is of another; it is that of the file itself, whatever it was packed in. */
function mimeTypeOf(of: SurveyedFile, fileName: string): string {
  const { kind, draft, file } = of
  const isAboutZip = file?.entryName !== undefined && /zip/i.test(draft.mimeType ?? '')
  const sent = isAboutZip ? undefined : draft.mimeType
  if (kind !== undefined && (sent === undefined || contradicts(sent, kind))) return kind.mimeType
  return sent ?? TEXT_TYPES[extensionOf(fileName) ?? ''] ?? 'application/octet-stream'
}

/** The PDF that is the invoice, in E2; `undefined` in E1, or when it is missing or wrong. */
export function original(
  of: Survey,
  context: Context,
  findings: Findings,
): Partial<{ original: Attachment }> {
  if (of.originals === undefined) return {}
  const [first] = of.originals
  if (first === undefined)
    return findings.fault('EXT-30', { detail: { path: of.draft.paths.original } }) ?? {}
  if (of.originals.length > 1) {
    const names = of.originals.map((each) => visible(each.draft.name)).join(', ')
    const at = of.originals.map((each) => each.draft.source)
    findings.fault('EXT-31', { at, detail: { count: String(of.originals.length), names } })
  }
  const found = attachment(first, context, findings)
  return given({ original: found && { ...found, mimeType: 'application/pdf' } })
}

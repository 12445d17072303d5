import { type UnzipFileInfo, unzipSync } from 'fflate'
import type { AttachmentDraft, Draft } from '../../invoice/draft.ts'
import type { Attachment } from '../../invoice/invoice.ts'
import type { Limits } from '../rule-settings.ts'
import type { Findings } from './findings.ts'

/** File types that are zips themselves: these are the attachment, not its wrapping. */
const ZIP_LIKE = /\.(zip|docx|xlsx|pptx|odt|ods|odp)$/i
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Every attachment, decoded: bare base64, or base64 of a zip that holds one file. */
export function attachments(draft: Draft, limits: Limits, findings: Findings): Attachment[] {
  return draft.attachments.flatMap((each) => attachment(each, limits, findings) ?? [])
}

function attachment(of: AttachmentDraft, limits: Limits, findings: Findings): Attachment | undefined {
  const name = of.name
  const text = of.content.replaceAll(/\s/g, '')
  if (!BASE64.test(text) || text.length % 4 !== 0) {
    return unreadable(of, 'ce n’est pas du base64', 'it is not base64', findings)
  }
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length > limits.attachmentBytes) return tooLarge(of, bytes.length, limits, findings)
  const isWrapped = bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004' && !ZIP_LIKE.test(name)
  const file = isWrapped ? unwrap(of, bytes, limits, findings) : { name, bytes }
  if (file === undefined) return undefined
  const fileName = name === '' ? file.name : name
  return {
    fileName,
    mimeType: of.mimeType ?? 'application/octet-stream',
    bytes: file.bytes,
    source: of.source,
  }
}

/** The one file of the zip. Sizes are looked at before anything is inflated. */
function unwrap(of: AttachmentDraft, zip: Uint8Array, limits: Limits, findings: Findings) {
  const entries: UnzipFileInfo[] = []
  const within = (entry: UnzipFileInfo) => {
    entries.push(entry)
    return entries.length === 1 && entry.originalSize <= limits.attachmentBytes
  }
  try {
    const files = unzipSync(zip, { filter: within })
    const [first] = entries
    if (entries.length !== 1 || first === undefined) {
      return unreadable(
        of,
        `l’archive ZIP contient ${entries.length} fichiers`,
        `the ZIP holds ${entries.length} files`,
        findings,
      )
    }
    const bytes = files[first.name]
    if (bytes === undefined) return tooLarge(of, first.originalSize, limits, findings)
    return { name: first.name, bytes }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return unreadable(of, 'l’archive ZIP est abîmée', 'the ZIP is damaged', findings)
  }
}

function unreadable(of: AttachmentDraft, problem: string, problemEn: string, findings: Findings): undefined {
  return findings.fault('EXT-22', { at: of.source, detail: { name: of.name, problem, problemEn } })
}

function tooLarge(of: AttachmentDraft, size: number, limits: Limits, findings: Findings): undefined {
  const detail = { name: of.name, size: String(size), limit: String(limits.attachmentBytes) }
  return findings.fault('EXT-23', { at: of.source, detail })
}

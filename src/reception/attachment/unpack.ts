import { type Fault, fault, type FaultCode, type Detail } from '../../faults/fault.ts'
import { accept, type Result, reject } from '../../faults/result.ts'
import type { AttachmentDraft } from '../../invoice/draft.ts'
import { dangerIn, visible } from './file-name.ts'
import { unpackEntry, type ZipEntry, zipEntries } from './zip-directory.ts'

/** A file as it was before it was put into the XML. */
export interface UnpackedFile {
  bytes: Uint8Array
  /** The name it had in its ZIP; absent when it came bare. */
  entryName?: string
}

/** File types that are ZIPs themselves: these are the attachment, unless the one file in it has its very name. */
const ZIP_LIKE = /\.(zip|docx|xlsx|pptx|odt|ods|odp)$/i

/** Beyond so many times its packed size, a file too large was packed to be. */
const BOMB_RATIO = 100

/**
 * The file of an attachment: bare base64, or base64 of a ZIP that holds it alone. Never more than `limit` bytes are
 * unpacked.
 */
export function unpack(of: AttachmentDraft, limit: number): Result<UnpackedFile> {
  const decoded = of.content
  if ('problem' in decoded) {
    return refuse(of, 'EXT-34', { problem: decoded.problem.fr, problemEn: decoded.problem.en })
  }
  const { bytes } = decoded
  if (bytes.length > limit) return tooLarge(of, bytes.length, limit)
  if (bytes.toString('latin1', 0, 4) !== 'PK\u0003\u0004') return accept({ bytes })
  const entries = zipEntries(bytes)
  const isNamesake = entries?.length === 1 && entries[0]?.name === of.name
  if (ZIP_LIKE.test(of.name) && !isNamesake) {
    return entries?.some((entry) => entry.isEncrypted) === true ? refuse(of, 'EXT-33') : accept({ bytes })
  }
  return entries === undefined ? damaged(of) : unwrap(of, { bytes, entries }, limit)
}

function unwrap(
  of: AttachmentDraft,
  zip: { bytes: Uint8Array; entries: readonly ZipEntry[] },
  limit: number,
): Result<UnpackedFile> {
  const [entry] = zip.entries
  if (entry === undefined || zip.entries.length !== 1 || entry.isFolder) return notOne(of, zip.entries.length)
  if (dangerIn(entry.name) !== undefined) return refuse(of, 'EXT-35', { entry: visible(entry.name) })
  if (entry.isEncrypted) return refuse(of, 'EXT-33')
  if (entry.size > limit) {
    return entry.size > entry.packedSize * BOMB_RATIO
      ? bomb(
          of,
          `${entry.packedSize} octets en donnent ${entry.size}`,
          `${entry.packedSize} bytes give ${entry.size}`,
        )
      : tooLarge(of, entry.size, limit)
  }
  const unpacked = unpackEntry(zip.bytes, entry)
  if ('bytes' in unpacked) return accept({ bytes: unpacked.bytes, entryName: entry.name })
  if (unpacked.problem === 'damaged') return damaged(of)
  return bomb(
    of,
    `elle annonce ${entry.size} octets et en contient davantage`,
    `it says ${entry.size} bytes and holds more`,
  )
}

function notOne(of: AttachmentDraft, count: number): Result<never> {
  const problem = `l’archive ZIP contient ${count} fichiers`
  return refuse(of, 'EXT-22', { problem, problemEn: `the ZIP holds ${count} files` })
}

function damaged(of: AttachmentDraft): Result<never> {
  return refuse(of, 'EXT-22', { problem: 'l’archive ZIP est abîmée', problemEn: 'the ZIP is damaged' })
}

function bomb(of: AttachmentDraft, problem: string, problemEn: string): Result<never> {
  return refuse(of, 'EXT-36', { problem, problemEn })
}

function tooLarge(of: AttachmentDraft, size: number, limit: number): Result<never> {
  return refuse(of, 'EXT-23', { size: String(size), limit: String(limit) })
}

function refuse(of: AttachmentDraft, code: FaultCode, detail: Detail = {}): Result<never> {
  const refused: Fault = fault(code, { at: of.source, detail: { name: visible(of.name), ...detail } })
  return reject(refused)
}

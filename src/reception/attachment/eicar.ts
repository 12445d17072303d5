import { gunzipSync } from 'node:zlib'
import { unpackEntry, zipEntries } from './zip-directory.ts'

/** The test string of antivirus makers, in parts: whole, it would have this very file refused. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!', '$H+H*'].join('')

/** The name what is found by it is given. */
export const EICAR_NAME = 'Eicar-Test-Signature'

/** How deep archives within archives are looked into, and how many bytes of all of them. */
const DEEPEST = 3
const MOST_BYTES = 64 * 1024 * 1024

/**
 * True when a file, or a file in the ZIP or gzip it is, holds EICAR's string. It is looked for even where no antivirus
 * is configured: whoever tests the way is answered.
 */
export function holdsEicar(bytes: Uint8Array): boolean {
  return holds(bytes, 0, { bytes: MOST_BYTES })
}

function holds(bytes: Uint8Array, depth: number, left: { bytes: number }): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.includes(EICAR, 0, 'latin1')) return true
  if (depth >= DEEPEST) return false
  for (const inner of innerFiles(file, left)) if (holds(inner, depth + 1, left)) return true
  return false
}

function* innerFiles(file: Buffer, left: { bytes: number }): Generator<Uint8Array> {
  if (file[0] === 0x1f && file[1] === 0x8b) {
    const inner = gunzipped(file, left.bytes)
    if (inner === undefined) return
    left.bytes -= inner.length
    yield inner
    return
  }
  if (file.toString('latin1', 0, 2) !== 'PK') return
  for (const entry of zipEntries(file) ?? []) {
    if (entry.isFolder || entry.isEncrypted || entry.size > left.bytes) continue
    const unpacked = unpackEntry(file, entry)
    if (!('bytes' in unpacked)) continue
    left.bytes -= unpacked.bytes.length
    yield unpacked.bytes
  }
}

function gunzipped(file: Buffer, most: number): Uint8Array | undefined {
  if (most < 1) return undefined
  try {
    return gunzipSync(file, { maxOutputLength: most })
  } catch {
    return undefined // damaged or too large to look into: the string is not found there
  }
}

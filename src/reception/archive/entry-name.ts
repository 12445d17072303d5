import { type Fault, fault } from '../../faults/fault.ts'

/** macOS puts these beside the files it archives. */
const LEFT_BY_MACOS = /^(\._.*|\.DS_Store|__MACOSX)$/

const CONTROL = /[\p{Cc}\p{Cf}]/u

/** The file name of an entry, folders before it left out; a fault when the name could lead anywhere else. */
export function entryName(path: string, longest: number): { name: string } | { fault: Fault } {
  const problem = problemOf(path, longest)
  if (problem !== undefined) {
    const shown = path.replaceAll(new RegExp(CONTROL, 'gu'), '�').slice(0, 200)
    return { fault: fault('RCV-13', { detail: { name: shown, problem: problem[0], problemEn: problem[1] } }) }
  }
  return { name: path.split('/').at(-1) ?? '' }
}

/** The fault of a file whose name, folders left out, is none. */
export function unnamed(path: string): Fault {
  const detail = { name: path, problem: 'il ne nomme aucun fichier', problemEn: 'it names no file' }
  return fault('RCV-13', { detail })
}

/** True for what an archiver leaves beside the documents and nobody sends on purpose. */
export function isLeftover(path: string): boolean {
  return path.split('/').some((step) => LEFT_BY_MACOS.test(step))
}

/** Two names that a person, or another file system, would take for one. */
export function comparable(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function problemOf(path: string, longest: number): readonly [string, string] | undefined {
  if (CONTROL.test(path)) return ['il contient un caractère de contrôle', 'it holds a control character']
  if (path.includes('\\') || /^[A-Za-z]:/.test(path))
    return ['c’est un chemin Windows', 'it is a Windows path']
  if (path.startsWith('/')) return ['c’est un chemin absolu', 'it is an absolute path']
  if (path.split('/').includes('..'))
    return ['il remonte hors de l’archive (..)', 'it climbs out of the archive (..)']
  if (path.length > longest)
    return [`il dépasse ${longest} caractères`, `it is longer than ${longest} characters`]
  return undefined
}

import { ArchiveTrouble } from './archive.ts'

interface Kept {
  path: string
  sha256: string
}

/** The document could not be had: it is not there, or the disk says why not. */
export function unreadable({ path, sha256 }: Kept, cause: unknown): ArchiveTrouble {
  const text = `Le document ${sha256} ne peut être lu dans l’archive (${path}) : ${reason(cause)}.`
  return new ArchiveTrouble(text, { cause, damage: isMissing(cause) ? 'missing' : 'unreadable' })
}

/** The archive itself is not there, such as a share that is not mounted: that says nothing of the document. */
export function away({ path, sha256 }: Kept, cause: unknown): ArchiveTrouble {
  const text = `Le document ${sha256} ne peut être lu : l’archive (${path}) n’est pas là.`
  return new ArchiveTrouble(text, { cause, damage: 'unreadable' })
}

/** The document's bytes are not those it was put with. */
export function altered({ path, sha256 }: Kept): ArchiveTrouble {
  return new ArchiveTrouble(
    `Le document ${sha256} a été altéré dans l’archive (${path}) : son contenu n’a plus cette empreinte.`,
    { damage: 'altered' },
  )
}

/** The file system's own word for "no such file". */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function reason(cause: unknown): string {
  if (isMissing(cause)) return 'il n’y est pas'
  return cause instanceof Error ? cause.message : String(cause)
}

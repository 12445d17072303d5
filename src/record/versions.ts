import type { Directory } from '../directory/directory.ts'
import { directoryKeptIn, keptDirectory } from '../directory/kept-directory.ts'
import type { Archive } from './archive.ts'
import { now } from './events.ts'
import type { Ledger } from './ledger.ts'
import type { Queries, VersionRow } from './tables.ts'

/** Something runs are judged by, kept in the archive so that any past run can be computed again. */
export type Version = Omit<VersionRow, 'since'>

/** What is known under this mark already stays as it is. */
export async function keepVersion(queries: Queries, version: Version): Promise<void> {
  await queries
    .insertInto('versions')
    .values({ ...version, since: now() })
    .onConflict((conflict) => conflict.columns(['kind', 'mark']).doNothing())
    .execute()
}

/** Hash, in the archive, of what has this mark. */
export async function versionKept(
  queries: Queries,
  { kind, mark }: Pick<Version, 'kind' | 'mark'>,
): Promise<string | undefined> {
  const row = await queries
    .selectFrom('versions')
    .select('sha256')
    .where('kind', '=', kind)
    .where('mark', '=', mark)
    .executeTakeFirst()
  return row?.sha256
}

/** The directory runs are judged by from now on can be had again however often it changes afterwards. */
export async function keepDirectory(
  ledger: Pick<Ledger, 'keepVersion'>,
  archive: Pick<Archive, 'put'>,
  directory: Directory,
): Promise<void> {
  const [sha256 = ''] = await archive.put([keptDirectory(directory)])
  await ledger.keepVersion({ kind: 'directory', mark: directory.hash, sha256 })
}

/** @throws ArchiveTrouble, or an error when what is kept is not the directory of this mark. */
export async function directoryOfMark(
  archive: Pick<Archive, 'get'>,
  { mark, sha256 }: Pick<Version, 'mark' | 'sha256'>,
): Promise<Directory> {
  const directory = directoryKeptIn(await archive.get(sha256))
  if (directory.hash === mark) return directory
  throw new Error(
    `L’annuaire gardé sous ${mark} en est un autre, ${directory.hash} (not the one of its mark)`,
  )
}

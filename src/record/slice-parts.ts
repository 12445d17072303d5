import { z } from 'zod'
import type { Archive } from './archive.ts'

/** As `keepExamination` writes it; the rest of it is the pipeline's. */
const keptSlice = z.object({ examined: z.array(z.object({ unit: z.string().nullable() })) })

/**
 * Hashes of the documents that what a slice came to names: the invoices' parts of pivots.
 * @throws ArchiveTrouble when the archive has it no more.
 */
export async function slicePartsOf(archive: Pick<Archive, 'get'>, result: string): Promise<string[]> {
  const text = Buffer.from(await archive.get(result)).toString('utf8')
  const { examined } = keptSlice.parse(JSON.parse(text))
  return examined.flatMap(({ unit }) => (unit === null ? [] : [unit]))
}

import type { Examination } from '../src/pipeline/examine.ts'
import type { Archive } from '../src/record/archive.ts'

/** An examination as it is kept between the worker of a slice and the one that closes the flow: units by their hash. */
type Kept = Omit<Examination, 'examined'> & {
  examined: { outcome: Examination['examined'][number]['outcome']; unit: string | null }[]
  /** Hash of the directory it was judged by; absent in what an earlier Écluse kept. */
  directory?: string
}

export interface KeptExamination {
  examination: Examination
  directory?: string
}

/** Puts an examination in the archive, its units first; gives the hash to find it by. */
export async function keepExamination(
  archive: Archive,
  examination: Examination,
  directory: string,
): Promise<string> {
  const units = examination.examined.flatMap(({ unit }) => (unit === undefined ? [] : [Buffer.concat(unit)]))
  const hashes = (await archive.put(units)).values()
  const examined = examination.examined.map(({ outcome, unit }) => ({
    outcome,
    unit: unit === undefined ? null : (hashes.next().value as string),
  }))
  const kept: Kept = { ...examination, examined, directory }
  const [hash = ''] = await archive.put([Buffer.from(JSON.stringify(kept))])
  return hash
}

export async function examinationFrom(archive: Archive, hash: string): Promise<KeptExamination> {
  const { directory, ...kept } = JSON.parse(Buffer.from(await archive.get(hash)).toString('utf8')) as Kept
  const examined = await Promise.all(
    kept.examined.map(async ({ outcome, unit }) =>
      unit === null ? { outcome } : { outcome, unit: [await archive.get(unit)] },
    ),
  )
  return { examination: { ...kept, examined }, ...(directory === undefined ? {} : { directory }) }
}

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { nothingBefore } from '../../pipeline/ask.ts'
import type { Outcome } from '../../pipeline/outcome.ts'
import type { Pipeline } from '../../pipeline/pipeline.ts'
import { contentOf } from '../../reception/content.ts'
import { parse } from '../../reception/flow-name.ts'

/** Stands for the depositor of a file that is not named as a flow; it has no folder and no limit of its own. */
const NOBODY = 'XXX999'

/** Judges a file as if it had just been deposited by whoever its name says. */
export async function examineFile(
  of: { file: string; flow: number },
  as: string | undefined,
  pipeline: Pipeline,
): Promise<Outcome> {
  const bytes = await readFile(of.file)
  const name = basename(of.file)
  const deposit = {
    flow: of.flow,
    run: 0,
    name,
    depositor: parse(name)?.application ?? NOBODY,
    receivedAt: new Date().toISOString(),
    content: contentOf(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
  return pipeline.run(deposit, nothingBefore, as === undefined ? {} : { as })
}

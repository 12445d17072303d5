import { contentOf } from '../../../reception/content.ts'
import { archivedContent } from '../../../record/archived-content.ts'
import type { FlowToRehearse } from '../../../record/rehearsals.ts'
import { type CorrectedFile, correctedBytes } from '../../../support/corrected-file.ts'
import { type DepositDifference, depositDifference } from '../../../support/deposit-difference.ts'
import { type DryRunRequest, type DryRunTools, dryRun, type Rehearsed } from '../../../support/dry-run.ts'
import type { DeskTools } from '../../desk-tools.ts'

/** A text that was tried in the place of the deposit in force. */
export interface Checked {
  file: CorrectedFile
  /** What its run would come to. */
  rehearsed: Rehearsed
  /** Against the deposit in force. */
  difference: DepositDifference
  /** The bytes are those in force. */
  isSame: boolean
}

/** Judged and held against the deposit in force; nothing is recorded. @throws ArchiveTrouble */
export async function checked(
  inForce: FlowToRehearse,
  { bytes, again }: { bytes: Uint8Array; again: boolean },
  { desk, archive, pipeline, settings }: DeskTools,
): Promise<Checked> {
  const file = correctedBytes(bytes)
  const request = { filter: { flows: [inForce.flow] }, again, corrected: file }
  const rehearsed = await judged(request, { desk, archive, pipeline })
  const before = await archivedContent(archive, inForce)
  const difference = await depositDifference(before, contentOf(bytes), settings.limits)
  return { file, rehearsed, difference, isSame: file.sha256 === inForce.sha256 }
}

async function judged(request: DryRunRequest, tools: DryRunTools): Promise<Rehearsed> {
  for await (const each of dryRun(request, tools)) return each
  throw new Error('the record no longer has the flow')
}

/** It would be accepted, at least in part. */
export function isGood({ rehearsed }: Checked): boolean {
  return rehearsed.kind === 'judged' && rehearsed.outcome.after !== 'rejected'
}

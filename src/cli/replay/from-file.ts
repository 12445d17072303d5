import { archivedContent } from '../../record/archived-content.ts'
import { type CorrectedFile, correctedFile } from '../../support/corrected-file.ts'
import { depositDifference } from '../../support/deposit-difference.ts'
import { dryRun, type Rehearsed } from '../../support/dry-run.ts'
import { correctThenAsk, weigh } from '../../support/replay.ts'
import { EXIT } from '../exit-codes.ts'
import { noted } from '../noted.ts'
import { paint } from '../paint.ts'
import { type Asked, announce, goOn, warnOfSecondPivots } from './ask.ts'
import { confirmed, isSomebodyThere } from './confirm.ts'
import { depositLines } from './deposit-lines.ts'
import { rehearsedJson } from './dry-run-json.ts'
import { rehearsedText } from './dry-run-text.ts'
import { refusalText } from './refusal-words.ts'
import type { DeskTools, TrialTools } from './tools.ts'

export interface FromFile extends Asked {
  flow: number
  path: string
  dryRun: boolean
}

/**
 * The corrected file judged and held against the deposit in force, then, unless it is only tried, recorded as the next
 * version and run. The exit code of the command.
 */
export async function replayFromFile(of: FromFile, tools: DeskTools & TrialTools): Promise<number> {
  const file = await correctedFile(of.path)
  const { author, reason, again, flow } = of
  const filter = { flows: [flow] }
  const request = { author, reason, filter, again, correction: file.sha256 }
  const known = of.dryRun ? undefined : await tools.desk.replays.asked(request)
  if (known !== undefined) return goOn({ replay: known, isNew: false }, of, tools)
  const rehearsed = await judgedWith(file, of, tools)
  if (rehearsed === undefined) return refuse(flow, 'unknown')
  if (rehearsed.kind === 'refused') return refuse(flow, rehearsed.refusal)
  await show(rehearsed, file, tools)
  const isGood = rehearsed.kind === 'judged' && rehearsed.outcome.after !== 'rejected'
  if (of.dryRun) return isGood ? EXIT.accepted : EXIT.rejected
  if (!isGood && !of.yes && !(await isWantedAllTheSame())) return EXIT.trouble
  if (again) warnOfSecondPivots(await weigh({ filter, again }, tools.desk))
  const asked = await correctThenAsk({ flow, file, author, reason, again }, tools)
  if (asked.kind === 'refused') return refuse(flow, asked.refusal)
  if (asked.isNew) {
    const after = {
      version: asked.version,
      sha256: file.sha256,
      size: file.size,
      replay: asked.replay.id,
      again,
    }
    const deed = { action: 'flow-corrected', kind: 'flow', subject: String(flow), reason, after } as const
    await noted(tools.desk, author, deed)
  }
  announce(
    `Enregistré comme version ${asked.version} du dépôt, l’original est gardé (recorded as a version).`,
  )
  return goOn(asked, of, tools)
}

function refuse(flow: number, refusal: Parameters<typeof refusalText>[1]): number {
  announce(refusalText(flow, refusal))
  return EXIT.rejected
}

async function judgedWith(file: CorrectedFile, of: FromFile, tools: DeskTools & TrialTools) {
  const trial = { filter: { flows: [of.flow] }, again: of.again, corrected: file }
  for await (const rehearsed of dryRun(trial, tools)) return rehearsed
  return undefined
}

/** The verdict on the file, and what it changes. */
async function show(
  rehearsed: Rehearsed,
  file: CorrectedFile,
  { desk, archive, settings, json }: DeskTools & TrialTools,
): Promise<void> {
  const [inForce] = await desk.rehearsals.page({ flows: [rehearsed.flow] }, 0, 1)
  if (inForce === undefined) throw new Error(`the record has no flow ${rehearsed.flow}`)
  const isSame = inForce.sha256 === file.sha256
  const difference = await depositDifference(
    await archivedContent(archive, inForce),
    file.content,
    settings.limits,
  )
  if (json) {
    const { sha256, size } = file
    const correction = { flow: rehearsed.flow, against: inForce.version, sha256, size, isSame, difference }
    process.stdout.write(`${rehearsedJson(rehearsed)}\n${JSON.stringify({ correction })}\n`)
    return
  }
  const head = `Différence avec ${inForce.version === 0 ? 'l’original' : `la version ${inForce.version}`} (difference)`
  const lines = isSame
    ? ['  aucune, les octets sont les mêmes (none, the same bytes)']
    : depositLines(difference)
  process.stdout.write([rehearsedText(rehearsed), paint('bold', head), ...lines, '', ''].join('\n'))
}

async function isWantedAllTheSame(): Promise<boolean> {
  if (isSomebodyThere()) {
    return confirmed(
      'Ce fichier serait rejeté. L’enregistrer tout de même ? (It would be rejected. Record it?)',
    )
  }
  announce(
    'Ce fichier serait rejeté, rien n’est enregistré : --yes l’enregistre tout de même (it would be rejected, nothing is recorded; --yes records it).',
  )
  return false
}

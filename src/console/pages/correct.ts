import type { FastifyInstance } from 'fastify'
import type { FlowToRehearse } from '../../record/rehearsals.ts'
import { correctThenAsk } from '../../support/replay.ts'
import { maySeeFlow } from '../access/scope.ts'
import type { DeskTools } from '../desk-tools.ts'
import { numberOf } from '../number-asked.ts'
import { type Answer, type Asked, onGet, onPost, type Sent } from '../routes.ts'
import type { Visit } from '../visit.ts'
import { visitActor } from '../visit-actor.ts'
import { checked, isGood } from './correct/checked.ts'
import { type Correcting, correctPage } from './correct/correct-page.ts'
import { correctedTo, editable, LARGEST, type Mistyped } from './correct/editable.ts'
import { plainEnds } from './correct/line-ends.ts'
import { byCommand, notNow } from './correct/not-here.ts'
import { reasonOf, reasonProblem } from './replay-flow/ask-form.ts'
import { REFUSALS } from './replay-flow/refusal-words.ts'

/** A form writes some characters as three, some as nine. */
const FORM_BYTES = LARGEST.text * 4

/** A deposit corrected in the page: checked, held against what is in force, then recorded and run. */
export function correctPages(server: FastifyInstance, tools: DeskTools): void {
  const at = { path: '/flows/:flow/correct', verb: 'correct' } as const
  onGet(server, at, (visit, asked) => shown(visit, asked, tools))
  onPost(server, { ...at, bodyLimit: FORM_BYTES }, (visit, sent) => answered(visit, sent, tools))
}

async function inForceOf(
  visit: Visit,
  { params }: Asked,
  { desk }: DeskTools,
): Promise<FlowToRehearse | undefined> {
  const flow = numberOf(params['flow'])
  if (flow === undefined || flow === 0) return undefined
  const [found] = await desk.rehearsals.page({ flows: [flow] }, 0, 1)
  return found !== undefined && maySeeFlow(visit.visitor, found) ? found : undefined
}

async function shown(visit: Visit, asked: Asked, tools: DeskTools): Promise<Answer> {
  const inForce = await inForceOf(visit, asked, tools)
  if (inForce === undefined) return undefined
  const again = asked.query.get('again') === '1'
  const eligible =
    (await tools.desk.replays.eligibility([inForce.flow], again)).get(inForce.flow) ?? 'unknown'
  if (eligible !== 'yes') return notNow(visit, inForce, eligible)
  if (inForce.size > LARGEST.bytes) return byCommand(visit, inForce, 'too-large')
  const bytes = await tools.archive.get(inForce.sha256)
  const found = editable(bytes)
  if (typeof found === 'string') return byCommand(visit, inForce, found)
  const { text, folds } = found
  const now = await checked(inForce, { bytes, again }, tools)
  return correctPage(visit, { inForce, again, text, folds, checked: now, isAsked: false, problems: {} })
}

async function answered(visit: Visit, sent: Sent, tools: DeskTools): Promise<Answer> {
  const inForce = await inForceOf(visit, sent, tools)
  if (inForce === undefined) return undefined
  const { form } = sent
  const base = await baseOf(form.get('against') ?? '', inForce, tools)
  if (typeof base === 'string') return byCommand(visit, inForce, base)
  const typed = plainEnds(form.get('text') ?? '')
  const again = form.get('again') === '1'
  const said = saidIn(form)
  const of = { inForce, again, text: typed, folds: base.folds, isAsked: true, ...said }
  const written = correctedTo(typed, base)
  if (!('bytes' in written))
    return correctPage(visit, { ...of, problem: mistyped(visit, written), problems: {} })
  if (form.get('do') === 'record') return record(visit, { of, bytes: written.bytes, form }, tools)
  const now = await checked(inForce, { bytes: written.bytes, again }, tools)
  return correctPage(visit, { ...of, checked: now, problems: {} })
}

/** The deposit the text was made from: what is in force, unless somebody corrected it meanwhile. */
async function baseOf(against: string, inForce: FlowToRehearse, tools: DeskTools) {
  const base = await baseDeposit(against, inForce, tools)
  if (Math.max(base.size, inForce.size) > LARGEST.bytes) return 'too-large'
  return editable(await tools.archive.get(base.sha256))
}

async function baseDeposit(
  against: string,
  inForce: FlowToRehearse,
  { desk }: DeskTools,
): Promise<{ sha256: string; size: number }> {
  if (against === inForce.sha256) return inForce
  const dossier = await desk.dossiers.of(inForce.flow)
  const known = dossier === undefined ? [] : [dossier.flow, ...dossier.versions]
  return known.find(({ sha256 }) => sha256 === against) ?? inForce
}

function saidIn(form: URLSearchParams) {
  return {
    reason: form.get('reason') ?? '',
    isAnyway: form.get('anyway') === 'yes',
    isAccepted: form.get('accepts') === 'yes',
  }
}

function mistyped({ t }: Visit, of: Mistyped): string {
  if ('brokenAt' in of) {
    return t(
      `Ligne ${of.brokenAt} : un repère ⟦…⟧ a été modifié ; remettez-le comme il était, ou effacez-le entier.`,
      `Line ${of.brokenAt}: a mark ⟦…⟧ was changed; put it back as it was, or delete it whole.`,
    )
  }
  if ('isTooLong' in of) {
    const most = LARGEST.bytes / 1024 / 1024
    return t(
      `Avec les fichiers dont les repères ⟦…⟧ tiennent la place, ce document dépasserait ${most} Mo : un repère a été répété.`,
      `With the files its marks ⟦…⟧ stand for, this document would exceed ${most} MB: a mark was repeated.`,
    )
  }
  const { encoding, character, line } = of.unwritable
  if (character === undefined) {
    return t(
      'L’encodage que le fichier déclare n’est pas lu par Écluse.',
      'The encoding the file declares is not read by Écluse.',
    )
  }
  const name = encoding.toUpperCase()
  return t(
    `Ligne ${line} : le caractère « ${character} » n’existe pas en ${name}, l’encodage que le fichier déclare.`,
    `Line ${line}: the character “${character}” does not exist in ${name}, the encoding the file declares.`,
  )
}

interface Recording {
  of: Omit<Correcting, 'problems'>
  bytes: Uint8Array
  form: URLSearchParams
}

/** The same asked for twice is done once; nothing is recorded that was not checked as it is. */
async function record(visit: Visit, { of, bytes, form }: Recording, tools: DeskTools): Promise<Answer> {
  const { inForce, again } = of
  const now = await checked(inForce, { bytes, again }, tools)
  const author = visit.visitor.account
  const reason = reasonOf(form.get('reason'))
  const { flow } = inForce
  if (reason !== undefined) {
    const request = { author, reason, filter: { flows: [flow] }, again, correction: now.file.sha256 }
    const known = await tools.desk.replays.asked(request)
    if (known !== undefined) return { to: `/replays/${known.id}?known` }
  }
  const isChecked = form.get('checked') === now.file.sha256 && form.get('against') === inForce.sha256
  if (!isChecked) return correctPage(visit, { ...of, checked: now, problem: unchecked(visit), problems: {} })
  const problems = problemsIn(visit, of, { isGood: isGood(now), hasReason: reason !== undefined })
  if (reason === undefined || now.isSame || Object.keys(problems).length > 0) {
    return correctPage(visit, { ...of, checked: now, problems })
  }
  const asked = await correctThenAsk({ flow, file: now.file, author, reason, again }, tools)
  if (asked.kind === 'refused') {
    return correctPage(visit, {
      ...of,
      checked: now,
      problem: visit.say(REFUSALS[asked.refusal].sentence),
      problems: {},
    })
  }
  const { sha256, size } = now.file
  if (asked.isNew) {
    await tools.desk.audit.note(visitActor(visit), {
      action: 'flow-corrected',
      kind: 'flow',
      subject: String(flow),
      reason,
      before: { version: inForce.version, sha256: inForce.sha256, size: inForce.size },
      after: { version: asked.version, sha256, size, replay: asked.replay.id, again },
    })
  }
  return { to: `/replays/${asked.replay.id}${asked.isNew ? '' : '?known'}` }
}

function unchecked({ t }: Visit): string {
  return t(
    'Le texte, ou le dépôt en vigueur, a changé depuis la vérification : relisez la différence, puis enregistrez.',
    'The text, or the deposit in force, changed since the check: read the difference again, then record.',
  )
}

function problemsIn(
  visit: Visit,
  { isAnyway, isAccepted, again }: Recording['of'],
  { isGood: good, hasReason }: { isGood: boolean; hasReason: boolean },
): Correcting['problems'] {
  const { t } = visit
  const tick = t('Cochez, si c’est voulu.', 'Tick it, if it is intended.')
  return {
    ...(hasReason ? {} : { reason: reasonProblem(visit) }),
    ...(good || isAnyway === true ? {} : { anyway: tick }),
    ...(again && isAccepted !== true ? { accepts: tick } : {}),
  }
}

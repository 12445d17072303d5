import type { FlowFilter } from '../../record/flow-filter.ts'
import type { ReplayProgress, ReplayRequest } from '../../record/replays.ts'
import type { FlowState } from '../../record/tables.ts'
import { type Weighed, weigh } from '../../support/replay.ts'
import { EXIT } from '../exit-codes.ts'

import { servicePresence } from '../../support/service-at-work.ts'
import { counted, figure } from '../../support/words.ts'
import { noted } from '../noted.ts'
import { STATE_WORDS } from '../state-words.ts'
import { confirmed, isSomebodyThere } from './confirm.ts'
import { refusalText } from './refusal-words.ts'
import { replayJson, replayText } from './replay-text.ts'
import type { DeskTools } from './tools.ts'
import { exitOf, leavingOnCtrlC, NOBODY, watch } from './watch.ts'

/** Who asks, why and how. */
export interface Asked {
  author: string
  reason: string
  again: boolean
  yes: boolean
  wait: boolean
}

/** A replay of flows that were named, or of all that a filter finds. The exit code of the command. */
export async function askFor(filter: FlowFilter, of: Asked, tools: DeskTools): Promise<number> {
  const request: ReplayRequest = { author: of.author, reason: of.reason, filter, again: of.again }
  const { replays } = tools.desk
  const known = await replays.asked(request)
  if (known !== undefined) return goOn({ replay: known, isNew: false }, of, tools)
  const weighed = await weigh(request, tools.desk)
  const isWanted = filter.flows === undefined ? await bulk(weighed, of) : await named(request, tools)
  if (isWanted !== true) return isWanted
  if (of.again) warnOfSecondPivots(weighed)
  const asked = await replays.ask(request)
  if (asked.isNew) {
    const { id, found } = asked.replay
    const after = { filter, again: of.again, found }
    const deed = { action: 'replay-asked', kind: 'replay', subject: id, reason: of.reason, after } as const
    await noted(tools.desk, of.author, deed)
  }
  return goOn(asked, of, tools)
}

/** Says what is not replayed; true when something is left. */
async function named(request: ReplayRequest, { desk }: DeskTools): Promise<true | number> {
  const { flows = [] } = request.filter
  const verdicts = await desk.replays.eligibility(flows, request.again)
  for (const [flow, verdict] of verdicts) {
    if (verdict !== 'yes') announce(refusalText(flow, verdict))
  }
  return [...verdicts.values()].some((verdict) => verdict === 'yes') || EXIT.rejected
}

/** Says how many flows are meant and asks; true for a yes. */
async function bulk(weighed: Weighed, { yes }: Asked): Promise<true | number> {
  announce(weighedText(weighed))
  if (weighed.replayable === 0) return weighed.found === 0 ? EXIT.accepted : EXIT.rejected
  if (yes) return true
  if (!isSomebodyThere()) {
    announce(
      'Rien n’est demandé : sans personne pour confirmer, --yes est nécessaire (nothing was asked; --yes is needed).',
    )
    return EXIT.trouble
  }
  return (await confirmed(`Rejouer ${figure(weighed.replayable)} flux (replay them) ?`)) || EXIT.trouble
}

function weighedText({ states, found, replayable }: Weighed): string {
  const counts = Object.entries(states) as [FlowState, number][]
  const each = counts.map(
    ([state, flows]) => `  ${STATE_WORDS[state].fr.padEnd(18)}${figure(flows).padStart(10)}`,
  )
  return [
    `${counted(found, 'flux trouvé', 'flux trouvés')}, dont ${figure(replayable)} à rejouer (found, to replay)`,
    ...each,
  ].join('\n')
}

/** Said before anything is done. */
export function warnOfSecondPivots({ states }: Weighed): void {
  const sent = (states.integrated ?? 0) + (states['partially-integrated'] ?? 0)
  if (sent === 0) return
  announce(
    `Attention : --force. Pour ${figure(sent)} flux dont des factures sont déjà remises, les destinataires recevront un second pivot, marqué « Recyclée ».\n` +
      `(--force: the recipients of ${figure(sent)} flows get a second pivot, marked as recycled.)`,
  )
}

/** Says whether the replay is new, then watches it unless told not to. The exit code of the command. */
export async function goOn(
  { replay, isNew }: { replay: ReplayProgress; isNew: boolean },
  { wait }: Asked,
  tools: DeskTools,
): Promise<number> {
  const { id } = replay
  using leaving = leavingOnCtrlC()
  announce(
    isNew
      ? `Rejeu ${id} demandé (asked for).`
      : `Ce rejeu a déjà été demandé, rien n’est fait deux fois : ${id}. Pour rejouer encore, donnez un autre motif.\n` +
          '(Asked before, nothing is done twice. To replay again, give another reason.)',
  )
  if (wait && replay.state !== 'stopped') return await watch(id, tools, leaving)
  const isOver = replay.state !== 'running' && replay.ended >= replay.begun
  if (!isOver && servicePresence(tools.settings) === 'none') process.stderr.write(NOBODY)
  process.stdout.write(tools.json ? `${replayJson(replay, isNew)}\n` : replayText(replay))
  if (isOver) return exitOf(replay)
  return wait ? EXIT.unended : EXIT.accepted
}

/** Said on the error output, beside the result. */
export function announce(text: string): void {
  process.stderr.write(`${text}\n`)
}

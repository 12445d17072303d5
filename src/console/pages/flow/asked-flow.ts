import type { Dossier } from '../../../record/dossier.ts'
import { type FlowView, flowView } from '../../../support/show.ts'
import { maySeeFlow, scopeOf } from '../../access/scope.ts'
import type { DeskTools } from '../../desk-tools.ts'
import { numberOf } from '../../number-asked.ts'
import type { Asked } from '../../routes.ts'
import type { Visit } from '../../visit.ts'
import { forDepositor } from './for-depositor.ts'

/** The flow a page is about, as of the run it is asked for. */
export interface AskedFlow {
  dossier: Dossier
  view: FlowView
  /** The run that was asked for, when one was. */
  run?: number
}

/** `undefined` for a flow or a run that is not there, and for a flow that is not for the eyes of this visitor. */
export async function askedFlow(
  visit: Visit,
  { params, query }: Asked,
  { desk }: DeskTools,
): Promise<AskedFlow | undefined> {
  const dossier = await dossierFor(visit, params['flow'], desk)
  if (dossier === undefined) return undefined
  const run = query.has('run') ? numberOf(query.get('run')) : undefined
  if (query.has('run') && run === undefined) return undefined
  const view = flowView(dossier, run === undefined ? {} : { run })
  return view && { dossier, view, ...(run === undefined ? {} : { run }) }
}

/** All of a flow, for who may see it; a depositor's account is told nothing that is of the platform's people and places. */
export async function dossierFor(
  visit: Visit,
  text: string | undefined,
  { dossiers }: Pick<DeskTools['desk'], 'dossiers'>,
): Promise<Dossier | undefined> {
  const flow = numberOf(text)
  const dossier = flow === undefined || flow === 0 ? undefined : await dossiers.of(flow)
  if (dossier === undefined || !maySeeFlow(visit.visitor, dossier.flow)) return undefined
  return scopeOf(visit.visitor) === undefined ? dossier : forDepositor(visit, dossier)
}

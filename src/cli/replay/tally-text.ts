import type { FinalState } from '../../pipeline/outcome.ts'
import type { FlowState } from '../../record/tables.ts'
import type { DryRunTally } from '../../support/dry-run-tally.ts'
import { duration, wrapped } from '../layout.ts'
import { counted, figure } from '../../support/words.ts'
import { paint } from '../paint.ts'
import { STATE_WORDS } from '../state-words.ts'
import { refusalShort } from './refusal-words.ts'

const LABEL = 24

/** The counts a dry run ends with. */
export function tallyText(of: DryRunTally, seconds: number): string {
  const rate = seconds > 0 ? ` (${figure(Math.round(of.flows / seconds))} par seconde)` : ''
  const { pivots } = of
  return [
    paint('bold', `Essai de ${figure(of.flows)} flux en ${duration(seconds)}${rate}, rien n’est enregistré`),
    paint('dim', `Tried on ${figure(of.flows)} flows, nothing was recorded`),
    ...[...of.verdicts].map(([key, flows]) => verdictLine(key, flows)),
    ...[...of.refused].map(([refusal, flows]) =>
      line(`non rejoués`, `${figure(flows)}  ${refusalShort(refusal)}`),
    ),
    ...(of.trouble === 0 ? [] : [line('incidents (trouble)', paint('magenta', figure(of.trouble)))]),
    ...codeLine('disparaissent (gone)', of.gone),
    ...codeLine('apparaissent (new)', of.new),
    line('affactureur changé', `${figure(of.factorChanged)} (factor changed)`),
    line('remise changée', `${figure(of.routeChanged)} (route changed)`),
    line(
      'pivots des factures',
      [
        counted(pivots.new, 'nouveau', 'nouveaux'),
        counted(pivots.changed, 'changé', 'changés'),
        counted(pivots.same, 'inchangé', 'inchangés'),
        `${figure(pivots.gone)} sans suite`,
      ].join(', '),
    ),
    '',
  ].join('\n')
}

function verdictLine(key: `${FlowState} ${FinalState}`, flows: number): string {
  const [before, after] = key.split(' ') as [FlowState, FinalState]
  const text = `${STATE_WORDS[before].fr} → ${STATE_WORDS[after].fr}`
  return line(text, paint(STATE_WORDS[after].colour, figure(flows)))
}

function codeLine(label: string, codes: ReadonlyMap<string, number>): string[] {
  if (codes.size === 0) return []
  const texts = [...codes]
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, flows]) => `${code} ${figure(flows)}`)
  return [line(label, wrapped(texts.join(', '), LABEL + 2))]
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(LABEL)}${text}`
}

import { codesOf } from '../../support/difference.ts'
import type { Rehearsed } from '../../support/dry-run.ts'
import type { PivotDifference } from '../../support/pivot-difference.ts'
import { safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { stateWord } from './dry-run-text.ts'
import { refusalShort } from './refusal-words.ts'

/** The same on one line, where many flows are shown. */
export function rehearsedLine(of: Rehearsed): string {
  const head = `${String(of.flow).padStart(8)}  `
  if (of.kind === 'refused') return `${head}${paint('dim', `non rejoué : ${refusalShort(of.refusal)}`)}`
  if (of.kind === 'trouble') return `${head}${paint('magenta', 'incident')} : ${safe(of.error, 120)}`
  const { outcome, pivots } = of
  const said = [outcome.faults, outcome.remarks].concat(
    outcome.invoices.flatMap((each) => [each.faults, each.remarks]),
  )
  const codes = (which: 'gone' | 'new' | 'kept') => codesOf(said.flatMap((each) => each[which]))
  const parts = [
    ...codes('gone').map((code) => paint('green', `−${code}`)),
    ...codes('new').map((code) => paint('red', `+${code}`)),
    ...codes('kept').map((code) => paint('dim', `=${code}`)),
    ...(outcome.invoices.some(({ factor }) => factor.isChanged) ? ['affactureur'] : []),
    ...new Set(
      outcome.invoices.flatMap(({ route }) => (route.isChanged ? `→${route.after?.application ?? '—'}` : [])),
    ),
    ...pivotParts(pivots),
  ]
  return `${head}${stateWord(of.state)} → ${stateWord(outcome.after)}  ${parts.join(' ')}`
}

function pivotParts(pivots: readonly PivotDifference[]): string[] {
  const fields = pivots.reduce((sum, each) => sum + (each.kind === 'changed' ? each.fields.length : 0), 0)
  const fresh = pivots.filter(({ kind }) => kind === 'new').length
  return [
    ...(fresh === 0 ? [] : [`pivot +${fresh}`]),
    ...(fields === 0 ? [] : [`pivot ~${fields} champ${fields > 1 ? 's' : ''}`]),
  ]
}

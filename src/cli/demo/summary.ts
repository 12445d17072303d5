import { styleText } from 'node:util'
import type { Delivered } from './delivered.ts'

interface Ran {
  seconds: number
  /** Folder the demo left behind, relative to the current one. */
  folder: string
}

/** What arrived for each case, and where to look further. */
export function summary(results: readonly Delivered[], { seconds, folder }: Ran): string {
  const accepted = results.filter((each) => each.isAccepted).length
  const rejected = results.length - accepted
  return [
    '',
    ...results.flatMap(caseText),
    '',
    `${results.length} flux en ${seconds.toFixed(1)} s : ${accepted} intégrés, ${rejected} rejetés, un compte rendu pour chacun.`,
    `${results.length} flows in ${seconds.toFixed(1)} s: ${accepted} integrated, ${rejected} rejected, a report for each.`,
    '',
    'À ouvrir (to open):',
    `  ${folder}/destinataires/*/pivots/   les pivots remis (the pivots delivered)`,
    `  ${folder}/depot/OPE001/out/         les comptes rendus ; les .txt se lisent (reports; the .txt are for people)`,
    '',
  ].join('\n')
}

function caseText(of: Delivered): string[] {
  const mark = of.isAccepted ? paint('green', '✓ intégré') : paint('red', '✗ rejeté ')
  return [
    `${mark}  ${paint('bold', of.case.name)}${broken(of)}`,
    ...(of.recipient === undefined ? [] : [`      → ${of.recipient}${paidTo(of)}`]),
    ...of.lines.map((line) => `      ${paint('yellow', line.code)} ${line.sentence}`),
  ]
}

function paidTo(of: Delivered): string {
  if (of.account === undefined) return ' — aucun compte (no account)'
  const factor = of.factor === undefined ? '' : `, affactureur (factor) : ${paint('bold', of.factor)}`
  return ` — compte ${of.account}${factor}`
}

/** Said only of a case that did not end as its name promises. */
function broken(of: Delivered): string {
  return of.isAccepted === of.case.isToBeAccepted
    ? ''
    : paint('red', '  ← promesse non tenue (not as promised)')
}

function paint(format: 'bold' | 'green' | 'red' | 'yellow', text: string): string {
  return styleText(format, text, { stream: process.stdout })
}

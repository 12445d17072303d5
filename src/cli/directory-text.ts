import type { DirectoryChange } from '../directory/merge.ts'
import type { SettingsProblem } from '../settings/problem.ts'
import type { DirectoryCheck, DirectoryCounts, DirectoryRemark } from '../support/directory-check.ts'
import type { ImportResult } from '../support/directory-import.ts'
import { counted, figure } from '../support/words.ts'
import { safe } from './layout.ts'
import { paint } from './paint.ts'

/** Longer lists are cut for people; `--json` gives all of it. */
const MOST = 200

export function checkedText(checked: DirectoryCheck): string {
  if (checked.kind === 'wrong') {
    const count = counted(checked.problems.length, 'erreur', 'erreurs')
    return [paint(['red', 'bold'], `✗ ${count} (errors)`), ...checked.problems.map(problemLine)].join('\n')
  }
  const { counts, remarks } = checked
  const looks = counted(remarks.length, 'remarque', 'remarques')
  return [
    `${paint(['green', 'bold'], '✓ ANNUAIRE VALIDE (valid)')}  ${looks} (remarks)`,
    ...countLines(counts),
    ...cut(remarks.map(remarkLine)),
  ].join('\n')
}

function problemLine({ file, line, field, message }: SettingsProblem): string {
  return `  ${paint('red', '✗')} ${placed(file, line)}  ${safe(`${field} ${message}`, 500)}`
}

function remarkLine({ file, line, field, fr, en }: DirectoryRemark): string {
  return `  ${paint('yellow', '!')} ${placed(file, line)}  ${field}  ${safe(fr, 500)} ${paint('dim', `(${en})`)}`
}

function placed(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`
}

function countLines(of: DirectoryCounts): string[] {
  const closed = (count: number) => (count === 0 ? '' : `, dont ${figure(count)} inactifs (inactive)`)
  return [
    `  Applications : ${figure(of.applications)}`,
    `  Structures   : ${figure(of.structures)}${closed(of.inactiveStructures)}`,
    `  Services     : ${figure(of.services)}${closed(of.inactiveServices)}`,
    `  Déposants    : ${figure(of.depositors)} (depositors)`,
  ]
}

export function checkedJson(checked: DirectoryCheck): string {
  if (checked.kind === 'right')
    return JSON.stringify({ verdict: 'valid', problems: [], ...checked, kind: undefined })
  const problems = checked.problems.map(({ file, line, field, message }) => ({
    file,
    line: line ?? null,
    field,
    message,
  }))
  return JSON.stringify({ verdict: 'wrong', problems, counts: null, remarks: [] })
}

export function importedText(file: string, result: ImportResult): string {
  const read = `  ${safe(file)} : ${counted(result.lines, 'ligne', 'lignes')} (lines), ${result.encoding}, séparateur « ${result.separator} »`
  const remarks = result.remarks.map(({ line, fr, en }) => lineOf(['yellow', '!'], line, `${fr} (${en})`))
  if (result.kind === 'refused') {
    const count = counted(result.problems.length, 'erreur', 'erreurs')
    const problems = result.problems.map(({ line, fr, en }) => lineOf(['red', '✗'], line, `${fr} (${en})`))
    const head = paint(['red', 'bold'], `✗ REFUSÉ : ${count}, rien n’est écrit (refused, nothing written)`)
    return [head, read, ...cut(problems), ...cut(remarks)].join('\n')
  }
  return [
    headOf(result),
    read,
    ...cut(remarks),
    ...cut(result.changes.map(changeLine)),
    ...summary(result.changes),
    ...after(result),
  ].join('\n')
}

function headOf(result: Exclude<ImportResult, { kind: 'refused' }>): string {
  const heads = {
    unchanged: '✓ RIEN À CHANGER (nothing to change)',
    dry: '✓ À BLANC : rien n’est écrit (dry run, nothing written)',
    written: '✓ ÉCRIT (written)',
  } as const satisfies Record<typeof result.kind, string>
  return paint(['green', 'bold'], heads[result.kind])
}

function after(result: ImportResult): string[] {
  if (result.kind !== 'written') return []
  return [
    `  Écrit dans ${result.structures}, l’ancien est ${result.kept} (the former one is kept).`,
    '  Le service en marche le prend en quelques secondes, sans s’arrêter (a running service takes it within seconds).',
  ]
}

function lineOf([colour, mark]: readonly ['red' | 'yellow', string], line: number, text: string): string {
  return `  ${paint(colour, mark)} ligne ${line}  ${safe(text, 500)}`
}

const FIELDS = {
  name: 'nom',
  active: 'actif',
  application: 'application',
  engagement: 'engagement',
  'demands.service': 'service_obligatoire',
  'demands.engagement': 'engagement_obligatoire',
  'demands.serviceOrEngagement': 'service_ou_engagement',
} as const

type Change<Kind> = Extract<DirectoryChange, { kind: Kind }>

/** Its sign, and what it says behind the structure. */
const CHANGES: {
  [Kind in DirectoryChange['kind']]: readonly [
    colour: 'green' | 'red' | 'yellow',
    sign: string,
    say: (change: Change<Kind>) => string,
  ]
} = {
  added: ['green', '+', ({ structure }) => counted(structure.services.length, 'service', 'services')],
  removed: ['red', '−', () => ''],
  changed: ['yellow', '~', ({ field, from, to }) => `${FIELDS[field]} : ${shown(from)} → ${shown(to)}`],
  'service-added': ['green', '+', ({ service }) => `service ${shown(service.code)} ${shown(service.name)}`],
  'service-removed': ['red', '−', ({ service }) => `service ${shown(service.code)}`],
  'service-changed': [
    'yellow',
    '~',
    ({ code, field, from, to }) => `service ${shown(code)}  ${FIELDS[field]} : ${shown(from)} → ${shown(to)}`,
  ],
}

function changeLine(change: DirectoryChange): string {
  const [colour, sign, say] = CHANGES[change.kind]
  const said = (say as (change: DirectoryChange) => string)(change)
  return `  ${paint(colour, sign)} ${change.siret}  ${safe(change.name)}  ${said}`.trimEnd()
}

function shown(value: string | boolean): string {
  return typeof value === 'boolean' ? (value ? 'oui' : 'non') : `« ${safe(value)} »`
}

function summary(changes: readonly DirectoryChange[]): string[] {
  const structures = (wanted: RegExp) =>
    new Set(changes.filter(({ kind }) => wanted.test(kind)).map(({ siret }) => siret)).size
  const [added, changed, removed] = [
    structures(/^added$/),
    structures(/changed|service-/),
    structures(/^removed$/),
  ]
  return [
    `  ${counted(added, 'structure ajoutée', 'structures ajoutées')} (added), ${counted(changed, 'changée', 'changées')} (changed), ${counted(removed, 'retirée', 'retirées')} (removed)`,
  ]
}

function cut(lines: readonly string[]): string[] {
  if (lines.length <= MOST) return [...lines]
  return [
    ...lines.slice(0, MOST),
    `  … et ${figure(lines.length - MOST)} autres (--json : tout) (and others)`,
  ]
}

export function importedJson(result: ImportResult): string {
  const { kind, encoding, separator, lines, structures, remarks } = result
  return JSON.stringify({
    verdict: kind,
    encoding,
    separator,
    lines,
    problems: result.kind === 'refused' ? result.problems : [],
    remarks,
    changes: result.kind === 'refused' ? [] : result.changes,
    file: structures,
    kept: result.kind === 'written' ? result.kept : null,
  })
}

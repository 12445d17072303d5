import { type Explanation, fieldsFedBy } from '../../support/explain.ts'
import type { Origin } from '../../support/explain/evidence.ts'
import type { ExplainedField } from '../../support/explain/explained-fields.ts'
import { figure, safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { paragraph, pathText, wrapped } from '../show/lines.ts'
import { groupedFields, nameColumn } from './grouped-fields.ts'

/** The fields that are wanted; all of them when nothing is said. */
export interface Shown {
  field?: string
  line?: number
}

/** The fields of the invoice, or those asked for; what stands around the invoices comes with all of them only. */
export function fieldsShown(of: Explanation, { field, line }: Shown): ExplainedField[] {
  const fed = line === undefined ? [...of.fields, ...of.envelope] : fieldsFedBy(of, line)
  const wanted = field?.toLowerCase()
  return wanted === undefined ? fed : fed.filter(({ path }) => path.toLowerCase().includes(wanted))
}

/** Why each field says what it says, for a person. */
export function explanationText(of: Explanation, shown: Shown): string {
  const fields = fieldsShown(of, shown)
  const groups = groupedFields(fields)
  const column = nameColumn(groups)
  return [
    ...headText(of),
    '',
    ...(fields.length === 0 ? [paragraph(nothing(shown))] : []),
    ...groups.flatMap(({ group, members }) => [
      paint('bold', group),
      ...members.flatMap(({ name, field }) => fieldText(name, field, column)),
      '',
    ]),
    ...addedText(of),
  ]
    .join('\n')
    .trimEnd()
}

function nothing({ line }: Shown): string {
  if (line === undefined) return 'Aucun champ du pivot n’a ce nom (no field of the pivot has this name).'
  return `Aucun champ du pivot ne vient de la ligne ${line} du dépôt (no field comes from this line).`
}

function headText(of: Explanation): string[] {
  const { invoice, flow, flowName, run, lastRun, pivot, version, fields, envelope } = of
  const differing = [...fields, ...envelope].filter(({ today }) => today !== undefined).length
  const unexplained = [...fields, ...envelope].filter(({ rule }) => rule === 'unexplained').length
  const later = lastRun === run ? '' : ` (le flux en est au passage ${lastRun})`
  return [
    `${paint('bold', `Facture ${safe(invoice.number ?? invoice.document)}`)}  flux ${flow}  ${safe(flowName)}`,
    paint(
      'dim',
      paragraph(
        `pivot ${pivot.name}, facture ${pivot.place} du fichier · passage ${run}${later}${version === 0 ? '' : ` · version ${version} du dépôt`}`,
      ),
    ),
    ...of.judgedOtherwise.flatMap(({ meaning, before, today, what }) => [
      paint('yellow', paragraph(`! ${meaning.fr}`)),
      paint('dim', paragraph(`${what} : ${mark(before)} → ${mark(today)}`, 4)),
    ]),
    sameText(of, differing),
    ...(unexplained > 0
      ? [paint('red', paragraph(`✗ ${unexplained} champs ne s’expliquent pas (unexplained)`))]
      : []),
  ]
}

const LONGEST_MARK = 40

function mark(text: string): string {
  return text.length > LONGEST_MARK ? `${text.slice(0, LONGEST_MARK)}…` : text
}

function sameText({ isSame, fields, added }: Explanation, differing: number): string {
  if (isSame && differing === 0)
    return paint(
      'green',
      paragraph(
        `✓ refait à l’instant, le calcul redonne les ${fields.length} champs remis (computed again, all the same)`,
      ),
    )
  return paint(
    'yellow',
    paragraph(
      `! refait à l’instant, le calcul donne ${differing + added.length} champs autrement qu’ils ont été remis (computed again, some differ)`,
    ),
  )
}

/** Where the lines under a field begin. */
const UNDER = 6

function fieldText(name: string, of: ExplainedField, column: number): string[] {
  const under = (text: string) => `${' '.repeat(UNDER)}${wrapped(text, UNDER)}`
  const [first, ...others] = of.origins
  const isPlain = of.rule === 'as-written' && first !== undefined
  const begin = 2 + column + 2
  return [
    `  ${paint('cyan', name.padEnd(column))}  ${wrapped(valueText(of), begin)}`,
    ...(isPlain
      ? [under(`${paint('dim', of.because.fr)} · ${originText(first, of)}`)]
      : [under(becauseText(of)), ...(first === undefined ? [] : [under(originText(first, of))])]),
    ...others.map((each) => under(originText(each, of))),
    ...of.passedOver.map((each) => under(`${paint('dim', 'non retenu')} · ${originText(each)}`)),
    ...(of.today === undefined ? [] : [paint('yellow', under(todayText(of.today)))]),
  ]
}

function valueText({ path, value }: ExplainedField): string {
  if (value === '') return paint('dim', '(vide)')
  const [file, size, hash] = value.split(' · ')
  if (!path.endsWith('/Contenu') || hash === undefined) return paint('bold', safe(value, 1_000))
  return `${paint('bold', safe(file ?? ''))}  ${figure(Number(size))} octets  ${paint('dim', hash.slice(0, 24))}`
}

function becauseText({ rule, because }: ExplainedField): string {
  return rule === 'unexplained' ? paint('red', because.fr) : because.fr
}

/** Line, term and XPath; the text only where the field does not repeat it. */
function originText(origin: Origin, of?: ExplainedField): string {
  const { line, term, businessTerm, xpath, raw, length } = origin
  const isRepeated = of !== undefined && raw.trim() === of.value
  const cut = length === undefined ? '' : ` (${figure(length)} caractères)`
  const parts = [
    ...(line === undefined ? [] : [`ligne ${line}`]),
    ...(businessTerm === undefined && term === undefined ? [] : [businessTerm ?? term]),
    ...(isRepeated ? [] : [`« ${safe(raw, length === undefined ? 300 : 40)} »${cut}`]),
  ]
  return `${parts.join(' · ')} ${pathText(xpath)}`
}

function todayText(today: string | null): string {
  return today === null
    ? 'aujourd’hui : non écrit (no longer written)'
    : `aujourd’hui : « ${safe(today, 300)} » (today)`
}

function addedText({ added }: Explanation): string[] {
  if (added.length === 0) return []
  return [
    paint('yellow', 'Le calcul d’aujourd’hui écrirait en plus (computed today, there would be too)'),
    ...added.map(({ path, value }) => paragraph(`${path}  « ${safe(value, 300)} »`)),
  ]
}

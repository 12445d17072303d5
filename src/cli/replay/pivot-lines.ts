import type { FieldChange, PivotDifference } from '../../support/pivot-difference.ts'
import { columns, safe } from '../layout.ts'
import { counted, figure } from '../../support/words.ts'
import { paint } from '../paint.ts'

/** Fields shown of one invoice; the JSON form has all of them. */
const MOST_FIELDS = 25
const INDENT = 6

/** What becomes of an invoice's part of the pivots, a line a field that changes. */
export function pivotLines(pivots: readonly PivotDifference[]): string[] {
  return pivots.flatMap((each) => TEXTS[each.kind](each))
}

const TEXTS = {
  new: ({ fields }) => [`    pivot        nouveau, ${counted(fields.length, 'champ', 'champs')} (new)`],
  same: () => ['    pivot        le même, champ pour champ (the same, field by field)'],
  gone: () => [
    '    pivot        aucun de plus : celui d’avant reste où il est (none; the earlier one stays)',
  ],
  changed: ({ fields }) => [
    `    pivot        ${counted(fields.length, 'champ change', 'champs changent')} (changed)`,
    ...fieldLines(fields.slice(0, MOST_FIELDS)),
    ...(fields.length > MOST_FIELDS
      ? [
          `      … et ${figure(fields.length - MOST_FIELDS)} autres : --json les donne tous (and more, see --json)`,
        ]
      : []),
  ],
} as const satisfies Record<PivotDifference['kind'], (of: PivotDifference) => string[]>

/** Side by side where all of them have room for it, else the values below the name. */
function fieldLines(fields: readonly FieldChange[]): string[] {
  const rows = fields.map((each) => ({
    path: safe(each.path),
    values: [value(each.before), value(each.after)],
  }))
  const widest = Math.max(...rows.map(({ path }) => path.length))
  const fits = rows.every(({ values }) => INDENT + widest + 2 + values.join(' → ').length <= columns())
  return rows.map(({ path, values: [before = '', after = ''] }) => {
    const change = `${paint('red', before)} → ${paint('green', after)}`
    const margin = ' '.repeat(INDENT)
    if (fits) return `${margin}${path.padEnd(widest)}  ${change}`
    const isShort = INDENT + 2 + before.length + 3 + after.length <= columns()
    const below = isShort ? change : change.replace(' → ', `\n${margin}  → `)
    return `${margin}${path}\n${margin}  ${below}`
  })
}

/** A file, as `pivotFields` tells of it. */
const FILE = /(?<= · )(\d+) · (sha256:[0-9a-f]{8})[0-9a-f]{56}$/

function value(of: string | undefined): string {
  if (of === undefined) return '—'
  return of === '' ? '(vide)' : safe(of.replace(FILE, '$1 octets · $2…'), 120)
}

import type { DepositDifference } from '../../support/deposit-difference.ts'
import type { Hunk, TextDifference } from '../../support/text-difference.ts'
import { columns, safe } from '../layout.ts'
import { counted, figure } from '../../support/words.ts'
import { paint } from '../paint.ts'

/** What a corrected file changes in the deposit, for a person. */
export function depositLines(of: DepositDifference): string[] {
  if (of.kind === 'opaque') {
    return [
      '  trop différents, ou trop grands, pour être comparés ligne à ligne (cannot be told line by line)',
    ]
  }
  if (of.kind === 'text') return textLines(of.difference, '  ')
  return [
    ...of.removed.map((name) => `  ${paint('red', `- ${safe(name)}`)}`),
    ...of.added.map((name) => `  ${paint('green', `+ ${safe(name)}`)}`),
    ...of.changed.flatMap(({ name, difference }) => [
      `  ~ ${safe(name)}`,
      ...(difference === undefined ? [] : textLines(difference, '    ')),
    ]),
  ]
}

function textLines(of: TextDifference, indent: string): string[] {
  if (of.hunks.length === 0) return [`${indent}seuls des fins de lignes diffèrent (line ends only)`]
  return [
    `${indent}${counted(of.removed, 'ligne', 'lignes')} en moins, ${figure(of.added)} en plus (lines removed, added)`,
    ...(of.isReflowed
      ? [`${indent}comparés balise par balise, sans leur mise en lignes (tag by tag, line breaks left out)`]
      : []),
    ...of.hunks.flatMap((hunk) => hunkLines(hunk, of.isReflowed).map((line) => `${indent}${line}`)),
    ...(of.isCut ? [`${indent}… (la suite n’est pas montrée, the rest is not shown)`] : []),
  ]
}

const COLOURS = { '-': 'red', '+': 'green', ' ': 'dim' } as const

function hunkLines({ before, after, lines }: Hunk, isReflowed: boolean): string[] {
  const where = isReflowed
    ? '…'
    : before === after
      ? `ligne ${before}`
      : `ligne ${before}, puis ${after} (then)`
  return [
    paint('cyan', `@ ${where}`),
    ...lines.map(({ sign, text }) =>
      paint(COLOURS[sign], `${sign} ${sign === ' ' ? clipped(text) : plain(text)}`),
    ),
  ]
}

/** Lines that only say where one is need not be whole. */
function clipped(text: string): string {
  const room = Math.max(columns() - 8, 40)
  const line = plain(text)
  return line.length > room ? `${line.slice(0, room - 1)}…` : line
}

/** Its indent is kept: that of XML says where it is. */
function plain(text: string): string {
  const indent = /^[ \t]*/.exec(text)?.[0].replaceAll('\t', '  ') ?? ''
  return `${indent.slice(0, 40)}${safe(text, 260)}`
}

import type { Moment } from '../../support/show/journey.ts'
import { safe } from '../layout.ts'
import { paint } from '../paint.ts'
import { clock, wrapped } from './lines.ts'

const MARKS = {
  plain: ['dim', '·'],
  good: ['green', '✓'],
  partial: ['yellow', '◐'],
  bad: ['red', '✗'],
  trouble: ['magenta', '!'],
} as const satisfies Record<Moment['tone'], readonly [string, string]>

const DAY_COLUMN = 'JJ/MM/AAAA'.length
const TIME_COLUMN = 'HH:MM:SS'.length

/** What happened, a line each, the day told where it changes. */
export function journeyText(moments: readonly Moment[]): string[] {
  let last = ''
  return moments.map(({ at, tone, text }) => {
    const { day, time } = clock(at)
    const shown = day === last ? ' '.repeat(DAY_COLUMN) : day
    last = day
    const [colour, mark] = MARKS[tone]
    const begin = 2 + DAY_COLUMN + 1 + TIME_COLUMN + 2 + 2
    const words = wrapped(safe(text.fr, 600), begin)
    const told = tone === 'plain' ? words : paint(colour, words)
    return `  ${paint('dim', `${shown} ${time}`)}  ${paint(colour, mark)} ${told}`
  })
}

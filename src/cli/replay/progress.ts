import type { FlowState } from '../../record/tables.ts'
import { runsOf, type Watched } from '../../support/replay.ts'
import { columns, duration } from '../layout.ts'
import { figure } from '../../support/words.ts'
import { STATE_WORDS } from '../state-words.ts'

/** Where no line can be written over, a new one comes this often. */
const EVERY_MS = 5_000

/** How far something got, on the error output: one line written over on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  #shown = ''
  #at = Date.now()
  readonly #stream = process.stderr

  show(text: string): void {
    if (this.#stream.isTTY) {
      const line = text.slice(0, columns(this.#stream) - 1)
      this.#stream.write(`\r\u001b[K${line}`)
      this.#shown = line
    } else if (text !== this.#shown && Date.now() - this.#at >= EVERY_MS) {
      this.#stream.write(`${text}\n`)
      this.#shown = text
      this.#at = Date.now()
    }
  }

  /** Takes the line away, for what is printed next. */
  clear(): void {
    if (this.#stream.isTTY && this.#shown !== '') this.#stream.write('\r\u001b[K')
    this.#shown = ''
  }
}

/** How far a replay got: runs ended of all, rate, time left, outcomes. */
export function watchedText({ replay, perSecond, secondsLeft }: Watched): string {
  const all = runsOf(replay)
  const percent = all === 0 ? '' : ` ${Math.floor((replay.ended * 100) / all)} %`
  const rate = perSecond === undefined ? '' : `  ${rateText(perSecond)}`
  const left = secondsLeft === undefined ? '' : `  reste ${duration(secondsLeft)}`
  return `${figure(replay.ended)}/${figure(all)}${percent}${rate}${left}  ${outcomesText(replay.outcomes)}`
}

/** How far a dry run got. */
export function triedText(done: number, all: number, seconds: number): string {
  const perSecond = seconds === 0 ? 0 : done / seconds
  const left = perSecond === 0 ? '' : `  reste ${duration((all - done) / perSecond)}`
  const percent = all === 0 ? '' : ` ${Math.floor((done * 100) / all)} %`
  return `${figure(done)}/${figure(all)}${percent}  ${rateText(perSecond)}${left}`
}

function rateText(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1).replace('.', ',') : figure(Math.round(perSecond))} flux/s`
}

export function outcomesText(outcomes: Partial<Record<FlowState, number>>): string {
  const counts = Object.entries(outcomes) as [FlowState, number][]
  return counts.map(([state, flows]) => `${STATE_WORDS[state].fr} ${figure(flows)}`).join(', ')
}

import type { Dossier, Dossiers, FlowHead } from '../../record/dossier.ts'
import { safe } from '../layout.ts'
import { STATE_WORDS } from '../state-words.ts'
import { clock } from './lines.ts'

/** Flows of one name that are told of, when there are several. */
const MOST = 20

/**
 * All of the flow these words mean. When they mean none, or several, that is said on stderr, those there are being told
 * apart.
 */
export async function findFlow(words: string, dossiers: Dossiers): Promise<Dossier | undefined> {
  const found = await dossiers.meant(words, MOST + 1)
  const [only] = found
  if (only !== undefined && found.length === 1) return dossiers.of(only.flow)
  process.stderr.write(`${only === undefined ? unknown(words) : several(words, found)}\n`)
  return undefined
}

function unknown(words: string): string {
  return [
    `Aucun flux n’a ce numéro, ce nom ni cet identifiant : ${safe(words)}`,
    '(no flow of this number, name or flow identifier)',
  ].join('\n')
}

function several(words: string, found: readonly FlowHead[]): string {
  const shown = found.slice(0, MOST)
  const numbers = Math.max(...shown.map(({ flow }) => String(flow).length))
  return [
    `Plusieurs flux s’appellent ${safe(words)} ; donnez un numéro (several flows: give a number) :`,
    ...shown.map((each) => `  ${String(each.flow).padStart(numbers)}  ${about(each)}`),
    ...(found.length > MOST ? ['  … et d’autres, plus anciens (and older ones)'] : []),
  ].join('\n')
}

function about({ depositor, receivedAt, state }: FlowHead): string {
  const { day, time } = clock(receivedAt)
  return `${day} ${time}  ${depositor}  ${STATE_WORDS[state].fr}`
}

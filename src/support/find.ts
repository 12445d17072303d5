import { isValidIBAN } from 'ibantools'
import { catalogue } from '../faults/catalogue.ts'
import { interfaceOf } from '../reception/interfaces.ts'
import type { FlowFilter } from '../record/flow-filter.ts'
import { folded } from '../record/folded.ts'
import type { FlowState } from '../record/tables.ts'

/** What is known of the place one searches in. */
export interface Surroundings {
  /** Application codes of those who drop flows. */
  depositors: ReadonlySet<string>
}

/**
 * What a person typed into one line, as a filter: words that can mean but one thing (a state, the code of a fault, of an
 * interface, of a depositor, the end of an account after `*` or `…`) are taken for it, all the others together are text. An
 * account is looked for by its end. Empty when nothing was typed.
 */
export function typedFilter(typed: string, around: Surroundings): FlowFilter {
  const account = accountEnd(typed)
  if (account !== undefined) return { account }
  const states = new Set<FlowState>()
  const parts: FlowFilter = {}
  const text: string[] = []
  for (const word of typed.split(/\s+/u).filter((each) => each !== '')) {
    const state = stateOf(word)
    const part = codeOf(word.toUpperCase(), around)
    if (state !== undefined) states.add(state)
    else if (part !== undefined && !Object.keys(part).some((name) => name in parts))
      Object.assign(parts, part)
    else text.push(word)
  }
  return {
    ...(states.size === 0 ? {} : { states: [...states] }),
    ...parts,
    ...(text.length === 0 ? {} : { text: text.join(' ') }),
  }
}

/** The words of both languages, folded, whatever their gender and number. */
const STATE_WORDS = {
  received: /^(RECUE?S?|RECEIVED)$/,
  processing: /^PROCESSING$/,
  integrated: /^(INTEGREE?S?|INTEGRATED)$/,
  'partially-integrated': /^PARTIALLY-INTEGRATED$/,
  rejected: /^(REJETEE?S?|REJECTED)$/,
  blocked: /^(BLOQUEE?S?|BLOCKED)$/,
} as const satisfies Record<FlowState, RegExp>

function stateOf(word: string): FlowState | undefined {
  const name = folded(word)
  const found = Object.entries(STATE_WORDS).find(([, words]) => words.test(name))
  return found?.[0] as FlowState | undefined
}

const RIB = /^\d{10}[A-Z0-9]{11}\d{2}$/
/** After what hides the rest of it: `…2280`, `*2280`, `FR76 **** 2280`, `FR76XXXXXXXX2280`. */
const MARKED_END = /^(?:(?:[A-Z]{2}\d{2})?(?:…|\.{2,}|[*•·]+)|[A-Z]{2}\d{2}X{4,})([A-Z0-9]{4,})$/
/** How much of an account the record shows. */
const END = 4

/** Of a whole IBAN or RIB, however it is grouped, or of an end marked as one. */
export function accountEnd(typed: string): string | undefined {
  const bare = typed.replaceAll(/\s/gu, '').toUpperCase()
  return RIB.test(bare) || isValidIBAN(bare) ? bare.slice(-END) : MARKED_END.exec(bare)?.[1]?.slice(-END)
}

const LONG_END = /^(?=.*\d)[A-Z0-9]{5,27}$/

/**
 * What a text may mean besides, when nothing was found for it: the end of an account longer than the record keeps. Not
 * looked for at once, since flows of other accounts end so too.
 */
export function otherMeaning({ text, ...rest }: FlowFilter): FlowFilter | undefined {
  const bare = text?.replaceAll(/\s/gu, '').toUpperCase()
  if (bare === undefined || rest.account !== undefined || !LONG_END.test(bare)) return undefined
  return { ...rest, account: bare.slice(-END) }
}

function codeOf(word: string, { depositors }: Surroundings): FlowFilter | undefined {
  if (Object.hasOwn(catalogue, word)) return { fault: word }
  const account = accountEnd(word)
  if (account !== undefined) return { account }
  if (interfaceOf(word) !== undefined) return { interfaceCode: word }
  return depositors.has(word) ? { depositor: word } : undefined
}

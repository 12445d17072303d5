import { advice, entryOf, type Fault, type Place, sentence } from '../../faults/fault.ts'
import type { Blame } from '../../faults/catalogue-entry.ts'
import { given } from '../../invoice/given.ts'
import type { Words } from '../words.ts'

/** A fault or a remark as people are told of it. */
export interface FaultView {
  code: string
  kind: 'fault' | 'remark'
  /** The official code it corresponds to; a remark has none. */
  official?: string
  /** Who has to mend it. */
  blame: Blame
  sentence: Words
  /** What to do about it. */
  advice: Words
  places: Place[]
  /** The standard's own number for the rule. */
  rule?: string
}

export function faultView(fault: Fault, kind: FaultView['kind']): FaultView {
  const { blame, official } = entryOf(fault.code)
  return {
    code: fault.code,
    kind,
    blame,
    sentence: { fr: sentence(fault), en: sentence(fault, 'en') },
    advice: { fr: advice(fault), en: advice(fault, 'en') },
    places: fault.places,
    ...given({ official: kind === 'fault' ? official : undefined, rule: fault.rule }),
  }
}

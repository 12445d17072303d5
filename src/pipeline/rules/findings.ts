import { type Fault, type FaultCode, type FaultParts, fault, type Place } from '../../faults/fault.ts'
import type { Sourced } from '../../invoice/factor.ts'
import { TERMS, type Term } from '../../invoice/terms.ts'

/** What the rules have to say of one invoice: all of it, not the first fault only. */
export class Findings {
  readonly faults: Fault[] = []
  readonly remarks: Fault[] = []

  fault(code: FaultCode, parts?: FaultParts): undefined {
    this.faults.push(fault(code, parts))
  }

  remark(code: FaultCode, parts?: FaultParts): undefined {
    this.remarks.push(fault(code, parts))
  }

  /** Some rules are milder or stricter by configuration. */
  say(severity: 'fault' | 'remark', code: FaultCode, parts?: FaultParts): undefined {
    if (severity === 'fault') this.fault(code, parts)
    else this.remark(code, parts)
  }

  /** A term the pivot cannot do without is not there. */
  missing(term: Term, path: string, at?: Place): undefined {
    const detail = { field: TERMS[term].fr, fieldEn: TERMS[term].en, path }
    this.fault('EXT-01', { detail, at: at ?? { xpath: path } })
  }
}

/** The place of a value, for a fault. */
export function place(found: Sourced): Place {
  return { ...found.source, value: found.value }
}

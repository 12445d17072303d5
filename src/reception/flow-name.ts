import { type Fault, fault } from '../faults/fault.ts'
import { interfaceOf } from './interfaces.ts'
import { nameProblem } from './name-problem.ts'

/** What a flow's name says. */
export interface FlowName {
  interfaceCode: string
  application: string
  digits: string
  /** Fifteen digits. */
  sequence: string
  /** The last 25 characters: application, interface digits, sequence. */
  identifier: string
}

export interface NameJudgement {
  name?: FlowName
  faults: Fault[]
  remarks: Fault[]
}

/** Strict is the channel's own rule. Lenient takes an extension and a shorter sequence, as some official examples have. */
export type NameRule = 'strict' | 'lenient'

const FORM = /^([A-Z]{3}\d{4}[A-Z])_([A-Z0-9]{6})_\2(\d{4})(\d{1,15})((?:\.tar)?\.\w+)?$/
const SEQUENCE_LENGTH = 15

/** Judges the name of a flow dropped by the depositor of this application code. */
export function judgeName(text: string, application: string, rule: NameRule = 'strict'): NameJudgement {
  const name = parse(text)
  const problem = rule === 'lenient' && name !== undefined ? undefined : nameProblem(text)
  if (problem !== undefined) {
    const example = `FSO1100A_${application}_${application}1100${'1'.padStart(SEQUENCE_LENGTH, '0')}`
    const detail = { name: problem.shown, problem: problem.fr, problemEn: problem.en, example }
    return { faults: [fault('RCV-01', { detail })], remarks: [] }
  }
  if (name === undefined)
    throw new Error(`no problem was found in the flow name ${text}, yet it does not parse`)
  return { name, faults: faultsOf(name, application), remarks: remarksOf(name) }
}

/** Name of the flow we send: interface, our code twice, the interface's digits, the sequence. */
export function outgoingName(
  interfaceCode: string,
  application: string,
  sequence: number,
): FlowName & { text: string } {
  const digits = interfaceCode.slice(3, 7)
  const padded = String(sequence).padStart(15, '0')
  if (padded.length > 15) throw new Error(`flow sequence ${sequence} is longer than 15 digits`)
  const identifier = `${application}${digits}${padded}`
  return {
    interfaceCode,
    application,
    digits,
    sequence: padded,
    identifier,
    text: `${interfaceCode}_${application}_${identifier}`,
  }
}

/** The name taken apart, by the lenient rule; `undefined` when it cannot be. The identifier is always of 25 characters. */
export function parse(text: string): FlowName | undefined {
  const found = FORM.exec(text)
  if (found === null) return undefined
  const [, interfaceCode = '', application = '', digits = '', given = ''] = found
  const sequence = given.padStart(SEQUENCE_LENGTH, '0')
  return { interfaceCode, application, digits, sequence, identifier: `${application}${digits}${sequence}` }
}

function faultsOf(name: FlowName, application: string): Fault[] {
  const faults: Fault[] = []
  const known = interfaceOf(name.interfaceCode)
  if (known === undefined) faults.push(fault('RCV-02', { detail: { code: name.interfaceCode } }))
  else if (!known.isRead) faults.push(fault('RCV-03', { detail: { code: known.code, label: known.label } }))
  if (name.application !== application) {
    faults.push(fault('RCV-04', { detail: { found: name.application, expected: application } }))
  }
  return faults
}

function remarksOf(name: FlowName): Fault[] {
  const expected = name.interfaceCode.slice(3, 7)
  if (name.digits === expected) return []
  return [fault('RCV-08', { detail: { digits: name.digits, code: name.interfaceCode, expected } })]
}

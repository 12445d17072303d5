import { type Fault, fault } from '../faults/fault.ts'
import { interfaceOf } from './interfaces.ts'

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

const FORM = /^([A-Z]{3}\d{4}[A-Z])_([A-Z0-9]{6})_([A-Z0-9]{6})(\d{4})(\d{15})$/

/** Judges the name of a flow dropped by the depositor of this application code. */
export function judgeName(text: string, application: string): NameJudgement {
  const problem = problemOf(text)
  if (problem !== undefined) {
    const example = `FSO1100A_${application}_${application}1100${'1'.padStart(15, '0')}`
    const detail = { name: text, problem: problem.fr, problemEn: problem.en, example }
    return { faults: [fault('RCV-01', { detail })], remarks: [] }
  }
  const name = parse(text)
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

/** The name taken apart; `undefined` when it has not the form, or its two application codes differ. */
export function parse(text: string): FlowName | undefined {
  const found = FORM.exec(text)
  if (found === null || found[2] !== found[3]) return undefined
  const [, interfaceCode = '', application = '', , digits = '', sequence = ''] = found
  return { interfaceCode, application, digits, sequence, identifier: text.slice(-25) }
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

interface Problem {
  fr: string
  en: string
}

/** The first thing that keeps a name from having the form, in words; `undefined` when it has it. */
function problemOf(text: string): Problem | undefined {
  if (/\.\w+$/.test(text))
    return {
      fr: `il porte une extension (${text.slice(text.lastIndexOf('.'))})`,
      en: `it has an extension (${text.slice(text.lastIndexOf('.'))})`,
    }
  if (FORM.test(text)) {
    const [, first, second] = text.split('_')
    if (second?.startsWith(first ?? '') === true) return undefined
    return {
      fr: `les deux codes application diffèrent (${first} et ${second?.slice(0, 6)})`,
      en: `the two application codes differ (${first} and ${second?.slice(0, 6)})`,
    }
  }
  const parts = text.split('_')
  if (parts.length !== 3)
    return {
      fr: 'il n’a pas trois parties séparées par « _ »',
      en: 'it does not have three parts with "_" between',
    }
  return partProblem(parts as [string, string, string])
}

function partProblem([code, application, rest]: [string, string, string]): Problem {
  if (!/^[A-Z]{3}\d{4}[A-Z]$/.test(code)) {
    return {
      fr: `le code interface « ${code} » n’est pas de la forme FSO1100A`,
      en: `the interface code "${code}" is not like FSO1100A`,
    }
  }
  if (!/^[A-Z0-9]{6}$/.test(application)) {
    return {
      fr: `le code application « ${application} » n’a pas 6 lettres majuscules ou chiffres`,
      en: `the application code "${application}" is not 6 capitals or digits`,
    }
  }
  const digits = rest.slice(6)
  if (digits.length !== 19) {
    return {
      fr: `après le second code application viennent ${digits.length} caractères au lieu de 19 (4 chiffres d’interface et 15 de séquence)`,
      en: `after the second application code come ${digits.length} characters instead of 19 (4 interface digits and 15 of sequence)`,
    }
  }
  return {
    fr: `« ${rest} » n’est pas un code application suivi de 19 chiffres`,
    en: `"${rest}" is not an application code followed by 19 digits`,
  }
}

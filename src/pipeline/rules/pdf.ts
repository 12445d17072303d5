import type { FaultCode, Place } from '../../faults/fault.ts'
import type { PdfProblem, PdfReport } from '../../formats/pdf/report.ts'
import type { PdfRules } from '../rule-settings.ts'
import type { Findings } from './findings.ts'

/** The code of each problem, how severe it is, and the name its sentence has for what exactly was found. */
const CODES = {
  'not-pdf': { code: 'EXT-50' },
  'no-end': { code: 'EXT-51', rule: 'noEnd' },
  unreadable: { code: 'EXT-52' },
  rebuilt: { code: 'EXT-53', rule: 'rebuilt' },
  encrypted: { code: 'EXT-54', rule: 'encrypted' },
  'no-page': { code: 'EXT-55' },
  'too-heavy': { code: 'EXT-56', names: ['problem', 'problemEn'] },
  script: { code: 'EXT-57', rule: 'script', names: ['what', 'whatEn'] },
  launch: { code: 'EXT-58', rule: 'launch' },
  executable: { code: 'EXT-59', rule: 'executable', names: ['embedded', 'embeddedEn'] },
  polyglot: { code: 'EXT-60', rule: 'polyglot', names: ['other', 'otherEn'] },
} as const satisfies Record<PdfProblem, Row>

interface Row {
  code: FaultCode
  /** Absent: it is a fault whatever is configured, there is no PDF to go on with. */
  rule?: keyof PdfRules
  names?: readonly [string, string]
}

/** Everything wrong with a PDF, each thing with its own code and as severe as configured. */
export function pdfFindings(
  report: PdfReport,
  of: { name: string; at: Place },
  rules: PdfRules,
  findings: Findings,
): void {
  for (const { problem, what } of report.findings) {
    const { code, rule, names }: Row = CODES[problem]
    const [fr = '', en = ''] = names ?? []
    const more = what === undefined ? {} : { [fr]: what.fr, [en]: what.en }
    findings.say(rule === undefined ? 'fault' : rules[rule], code, {
      at: of.at,
      detail: { name: of.name, ...more },
    })
  }
}

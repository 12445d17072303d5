import { type PDF, PdfArray, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '@libpdf/core'
import type { PdfFinding } from './report.ts'

/** What a walk over the objects of a PDF found. */
export interface Walk {
  findings: PdfFinding[]
  /** False when there was more than the limit. */
  isWhole: boolean
}

/**
 * Everything that can be reached from the catalog, each object once and none by recursion, looked at for what acts:
 * scripts, launches, embedded programs.
 */
export function walkObjects(pdf: PDF, most: number): Walk {
  const findings = new Findings()
  const seen = new Set<string>()
  const waiting: PdfObject[] = [pdf.getCatalog()]
  let count = 0
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (++count > most) return { findings: findings.all, isWhole: false }
    if (at instanceof PdfRef) {
      const key = at.toString()
      if (seen.has(key)) continue
      seen.add(key)
      const target = pdf.getObject(at)
      if (target !== null) waiting.push(target)
    } else if (at instanceof PdfArray) {
      for (const item of at) if (holdsMore(item)) waiting.push(item)
    } else if (at instanceof PdfDict) {
      look(at, pdf, findings)
      for (const [, value] of at) if (holdsMore(value)) waiting.push(value)
    }
  }
  return { findings: findings.all, isWhole: true }
}

function holdsMore(value: PdfObject): boolean {
  return value instanceof PdfRef || value instanceof PdfArray || value instanceof PdfDict
}

function look(dict: PdfDict, pdf: PDF, findings: Findings): void {
  const resolve = (ref: PdfRef) => pdf.getObject(ref)
  const action = dict.getName('S', resolve)?.value
  if (action === 'JavaScript' || dict.has('JS'))
    findings.add('script', { fr: 'une action JavaScript', en: 'a JavaScript action' })
  if (action === 'Launch') findings.add('launch')
  if (dict.has('JavaScript') && dict.get('JavaScript', resolve) instanceof PdfDict)
    findings.add('script', { fr: 'des scripts du document', en: 'scripts of the document' })
  if (dict.has('XFA')) findings.add('script', { fr: 'un formulaire XFA', en: 'an XFA form' })
  if (dict.has('EF')) embedded(dict, pdf, findings)
}

/** Names of programs, and of files a double click runs. */
const RUNS =
  /\.(exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|cpl|dll|jar|lnk|reg|sh|app|dmg|apk|deb|rpm|iso|docm|xlsm|pptm)$/i

/** A file specification that brings its file along: judged by its name and by its first bytes. */
function embedded(dict: PdfDict, pdf: PDF, findings: Findings): void {
  const resolve = (ref: PdfRef) => pdf.getObject(ref)
  const files = dict.getDict('EF', resolve)
  const name = [dict.get('UF', resolve), dict.get('F', resolve)].find((each) => each instanceof PdfString)
  const shown = name instanceof PdfString ? name.asString() : '?'
  const streams = files === undefined ? [] : [...files].map(([, value]) => value)
  const runs = streams.some((value) => {
    const stream = value instanceof PdfRef ? pdf.getObject(value) : value
    return stream instanceof PdfStream && isProgram(headOf(stream))
  })
  if (runs || RUNS.test(shown.trim())) findings.add('executable', { fr: shown, en: shown })
}

/** The first bytes of an embedded file. */
function headOf(stream: PdfStream): string {
  return Buffer.from(stream.getDecodedData().subarray(0, 4)).toString('latin1')
}

function isProgram(head: string): boolean {
  const magic = [...head].map((each) => each.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return head.startsWith('MZ') || head === '\u007fELF' || head.startsWith('#!') || MACH_O.has(magic)
}

const MACH_O = new Set(['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe'])

/** The same thing found twice is said once. */
class Findings {
  readonly all: PdfFinding[] = []

  add(problem: PdfFinding['problem'], what?: PdfFinding['what']): void {
    const isSaid = this.all.some((each) => each.problem === problem && each.what?.fr === what?.fr)
    if (!isSaid) this.all.push({ problem, ...(what === undefined ? {} : { what }) })
  }
}

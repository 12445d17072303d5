import { PDF, PdfArray, PdfDict, type PdfObject, PdfRef } from '@libpdf/core'
import { looseFindings } from './loose-names.ts'
import { outsideFindings } from './outside.ts'
import type { PdfFinding, PdfLimits, PdfReport } from './report.ts'
import { textOf } from './text.ts'
import { walkObjects } from './walk.ts'

export interface PdfQuestion {
  limits: PdfLimits
  /** Whether its text is wanted too. */
  wantsText: boolean
}

/**
 * Looks at a PDF from outside, then opens it and looks at all it holds. Never throws for what is in the file. It may
 * take long and much memory over a file made for that: see `openPdfInspector`, which bounds both.
 */
export async function inspectPdf(bytes: Uint8Array, question: PdfQuestion): Promise<PdfReport> {
  const outside = outsideFindings(bytes)
  if (outside.some(({ problem }) => problem === 'not-pdf')) return { findings: outside }
  const pdf = await opened(bytes)
  if (pdf === undefined) return { findings: [...outside, { problem: 'unreadable' }, ...looseFindings(bytes)] }
  if (pdf.isEncrypted) return { findings: [...outside, { problem: 'encrypted' }] }
  try {
    return insideReport(pdf, bytes, { ...question, outside })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { findings: [...outside, { problem: 'unreadable' }] }
  }
}

async function opened(bytes: Uint8Array): Promise<PDF | undefined> {
  try {
    return await PDF.load(bytes)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return undefined
  }
}

function insideReport(
  pdf: PDF,
  bytes: Uint8Array,
  { limits, wantsText, outside }: PdfQuestion & { outside: readonly PdfFinding[] },
): PdfReport {
  const pages = pageCount(pdf)
  const findings = [...outside]
  if (pdf.recoveredViaBruteForce) findings.push({ problem: 'rebuilt' })
  if (pages === 0) findings.push({ problem: 'no-page' })
  if (pages > limits.pages) {
    const fr = `il a ${pages} pages ; la limite est de ${limits.pages}`
    const en = `it has ${pages} pages; the limit is ${limits.pages}`
    return { pages, findings: [...findings, { problem: 'too-heavy', what: { fr, en } }] }
  }
  const walk = walkObjects(pdf, limits.objects)
  findings.push(...walk.findings)
  for (const loose of looseFindings(bytes))
    if (!findings.some((each) => each.problem === loose.problem)) findings.push(loose)
  if (!walk.isWhole) {
    const fr = `il a plus de ${limits.objects} objets`
    const en = `it has more than ${limits.objects} objects`
    return { pages, findings: [...findings, { problem: 'too-heavy', what: { fr, en } }] }
  }
  return { pages, findings, ...(wantsText ? { text: textOf(pdf, limits.textPages) } : {}) }
}

/** The library passes over a list of pages that is itself an object of its own: then the root of the tree is asked. */
function pageCount(pdf: PDF): number {
  const counted = pdf.getPageCount()
  if (counted > 0) return counted
  const root = pdf.getCatalog().getDict('Pages', (ref) => pdf.getObject(ref))
  const kids = root instanceof PdfDict ? root.getArray('Kids', (ref) => pdf.getObject(ref)) : undefined
  const own = kids instanceof PdfArray ? [...kids] : []
  return own.filter((kid) => typeOf(kid, pdf) === 'Page').length
}

function typeOf(kid: PdfObject, pdf: PDF): string | undefined {
  const node = kid instanceof PdfRef ? pdf.getObject(kid) : kid
  return node instanceof PdfDict ? node.getName('Type')?.value : undefined
}

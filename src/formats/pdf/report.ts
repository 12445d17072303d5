/** What can be wrong with a PDF. */
export type PdfProblem =
  | 'not-pdf'
  | 'no-end'
  | 'unreadable'
  | 'rebuilt'
  | 'encrypted'
  | 'no-page'
  | 'too-heavy'
  | 'script'
  | 'launch'
  | 'executable'
  | 'polyglot'

/** One thing wrong, with what exactly as the end of a sentence, where there is more to say than its kind. */
export interface PdfFinding {
  problem: PdfProblem
  what?: { fr: string; en: string }
}

/** What a PDF is, as far as it could be looked at. */
export interface PdfReport {
  findings: PdfFinding[]
  /** Absent when it does not open. */
  pages?: number
  /** Text of its pages in reading order, a line each; blank for a scan; absent when not asked for or not to be had. */
  text?: string
}

/** How far a PDF is looked at. */
export interface PdfLimits {
  /** Pages it may have. */
  pages: number
  /** Objects that can be reached from its catalog. */
  objects: number
  /** Seconds of computing. */
  seconds: number
  /** Bytes of memory it may take to look at it. */
  memoryBytes: number
  /** Pages whose text is read: the first ones, and the last. */
  textPages: number
}

/** Said of the invoice by the flow and the directory, not by the deposit itself. */
export interface ReadableContext {
  /** ISO 8601, UTC. */
  receivedAt: string
  flowName: string
  /** Names of the recipient as the directory has them. */
  structureName?: string
  serviceName?: string
}

/** A value may hold several lines, separated by `\n`. */
export interface Field {
  label: string
  value: string
}

/** Somebody, or a place: a name, its address, then what else is known. */
export interface Panel {
  title: string
  name: string
  address: string[]
  fields: Field[]
  /** Words of the supplier, shown as they were sent. */
  quote?: Field
  /** True for the one panel a reader may not miss. */
  prominent: boolean
}

export interface Column {
  label: string
  align: 'left' | 'right'
  /** True for the column that takes the room the others leave. */
  grows: boolean
}

/** One row: as many cells as the table has columns; `details` stand below the cell of the column that grows. */
export interface Row {
  tone: 'plain' | 'heading' | 'aside'
  cells: string[]
  details: string[]
}

export interface Table {
  title: string
  columns: Column[]
  rows: Row[]
}

export interface Total {
  label: string
  value: string
  /** Net to pay: the figure the eye must find first. */
  due: boolean
  /** What keeps the figure from being misread. */
  remark?: string
}

/** Terms of payment; absent from the view where no payment may be asked for. */
export interface PaymentSection {
  title: string
  fields: Field[]
  /** Where to pay, or who cashes. */
  panel?: Panel
}

export interface TextSection {
  title: string
  paragraphs: string[]
}

/**
 * What a reader of the invoice sees, in French, in order: every label, amount and date already written. The PDF and
 * the HTML only place it, so they cannot say different things.
 */
export interface ReadableView {
  kind: string
  number: string
  /** `Facture n° F-2026-001` */
  title: string
  author: string
  subject: string
  facts: Field[]
  parties: Panel[]
  references: Field[]
  delivery?: Panel
  lines: Table
  adjustments: Table
  taxes: Table
  totals: Total[]
  payment?: PaymentSection
  /** Names the factor where there is no payment section. */
  factor?: Panel
  notes: TextSection
  attachments: Table
  footer: { origin: string; flow: string; page: (page: number, pages: number) => string }
}

import type { Invoice, Line, LineKind } from '../../../invoice/invoice.ts'
import { day, fileSize, isZero, money, percent, quantity } from './french.ts'
import { unitLabel } from './labels.ts'
import { shownLines } from './party-panels.ts'
import { oneLine, plainText } from './plain-text.ts'
import type { Column, Row, Table } from './readable-view.ts'

const left = (label: string): Column => ({ label, align: 'left', grows: false })
const right = (label: string): Column => ({ label, align: 'right', grows: false })
const growing = (label: string): Column => ({ label, align: 'left', grows: true })

const TONES = {
  DETAIL: 'plain',
  INFORMATION: 'aside',
  REGROUPEMENT: 'heading',
} as const satisfies Record<LineKind, Row['tone']>

export function lineTable(invoice: Invoice): Table {
  return withoutEmptyColumns({
    title: 'Lignes',
    columns: [
      left('N°'),
      left('Référence'),
      growing('Désignation'),
      right('Quantité'),
      left('Unité'),
      right('Prix unitaire HT'),
      right('TVA'),
      right('Montant HT'),
    ],
    rows: invoice.lines.map((line) => lineRow(line, invoice.currency)),
  })
}

/** A line of INFORMATION or REGROUPEMENT counts nowhere: an amount it carries is told apart from the column of amounts. */
function lineRow(line: Line, currency: string): Row {
  const counted = line.kind === 'DETAIL'
  const [name = '', ...details] = shownLines([line.name ?? '', ...line.descriptions, line.note ?? ''])
  const cells = [
    oneLine(line.id),
    oneLine(line.reference ?? ''),
    name,
    counted && line.quantity !== undefined ? quantity(line.quantity) : '',
    counted ? unitLabel(oneLine(line.unit ?? '')) : '',
    counted && line.unitPrice !== undefined ? money(line.unitPrice, currency) : '',
    counted && line.taxRate !== undefined ? percent(line.taxRate) : '',
    counted ? money(line.amount, currency) : '',
  ]
  if (!counted && !isZero(line.amount)) {
    details.push(`Montant indiqué, non compté dans le total : ${money(line.amount, currency)}`)
  }
  return { tone: TONES[line.kind], cells, details: [...details, ...deliveryText(line)] }
}

function deliveryText(line: Line): string[] {
  const when = line.deliveryDate === undefined ? '' : `Livré le ${day(line.deliveryDate)}`
  const note = line.deliveryNote === undefined ? '' : `Bon de livraison ${oneLine(line.deliveryNote)}`
  return shownLines([[when, note].filter((part) => part !== '').join(' – ')])
}

export function taxTable(invoice: Invoice): Table {
  return withoutEmptyColumns({
    title: 'Détail de la TVA',
    columns: [left('Taux'), growing('Exonération'), right('Base HT'), right('Montant TVA')],
    rows: invoice.taxes.map((tax) => ({
      tone: 'plain',
      cells: [
        percent(tax.rate),
        plainText(tax.exemption ?? ''),
        money(tax.base, invoice.currency),
        money(tax.tax, invoice.currency),
      ],
      details: [],
    })),
  })
}

export function adjustmentTable(invoice: Invoice): Table {
  return withoutEmptyColumns({
    title: 'Remises et majorations',
    columns: [left('Nature'), growing('Motif'), right('Montant')],
    rows: invoice.adjustments.map(({ isCharge, amount, reason }) => ({
      tone: 'plain',
      cells: [isCharge ? 'Majoration' : 'Remise', plainText(reason ?? ''), money(amount, invoice.currency)],
      details: [],
    })),
  })
}

export function attachmentTable(invoice: Invoice): Table {
  return {
    title: 'Pièces jointes',
    columns: [growing('Fichier'), left('Format'), right('Taille')],
    rows: invoice.attachments.map(({ fileName, mimeType, bytes }) => ({
      tone: 'plain',
      cells: [oneLine(fileName), oneLine(mimeType), fileSize(bytes.length)],
      details: [],
    })),
  }
}

/** A column in which no row says anything is not shown. */
function withoutEmptyColumns(table: Table): Table {
  const kept = table.columns.map(({ grows }, index) =>
    table.rows.some((row) => row.cells[index] !== '' || (grows && row.details.length > 0)),
  )
  const keep = <T>(values: T[]): T[] => values.filter((_, index) => kept[index])
  if (table.rows.length === 0) return table
  return {
    ...table,
    columns: keep(table.columns),
    rows: table.rows.map((row) => ({ ...row, cells: keep(row.cells) })),
  }
}

import type { Field, Panel, PaymentSection, ReadableView, Total } from '../view/readable-view.ts'
import { areaItem, type Block, beside, EMPTY, padded, type Span, stack, textBlock } from './block.ts'
import type { Faces } from './faces.ts'
import { CONTENT_WIDTH, PAGE } from './pages.ts'
import { STYLES } from './styles.ts'
import { tableBlock } from './table-block.ts'

const GAP = 24
const HALF = (CONTENT_WIDTH - GAP) / 2
const LEFT: Span = { x: PAGE.left, width: HALF }
const RIGHT: Span = { x: PAGE.left + HALF + GAP, width: HALF }
export const FULL: Span = { x: PAGE.left, width: CONTENT_WIDTH }

/** Title and number at the left, the facts of the document at the right. */
export function titleBlock(faces: Faces, view: ReadableView): Block {
  const left = stack([
    textBlock(faces, view.kind, { style: STYLES.title, place: LEFT }),
    textBlock(faces, `n° ${view.number}`, { style: STYLES.number, place: LEFT }),
  ])
  return beside([left, padded(fieldList(faces, view.facts, { span: RIGHT, labels: 92 }), { x: 0, y: 5 })])
}

/** Panels two by two. */
export function panelRows(faces: Faces, panels: readonly Panel[]): Block[] {
  const rows: Block[] = []
  for (let index = 0; index < panels.length; index += 2) {
    const pair = panels.slice(index, index + 2)
    rows.push(beside(pair.map((panel, side) => panelBlock(faces, panel, side === 0 ? LEFT : RIGHT))))
  }
  return rows
}

const BAR = 2.5

export function panelBlock(faces: Faces, panel: Panel, span: Span): Block {
  if (!panel.prominent) return panelText(faces, panel, { span, ruled: true })
  const inner = { x: span.x + 12, width: span.width - 22 }
  const block = padded(
    panelText(faces, panel, { span: inner, ruled: false }),
    { x: 0, y: 9 },
    { x: span.x, width: span.width, color: 'pale' },
  )
  block.items.push(areaItem({ x: span.x, width: BAR }, { top: 0, height: block.height, color: 'accent' }))
  return block
}

function panelText(faces: Faces, panel: Panel, { span, ruled }: { span: Span; ruled: boolean }): Block {
  const title = sectionTitle(faces, panel.title, { span, ruled })
  const who = stack([
    textBlock(faces, panel.name, { style: STYLES.name, place: span }),
    ...panel.address.map((line) => textBlock(faces, line, { style: STYLES.body, place: span })),
  ])
  const fields = fieldList(faces, panel.fields, { span, labels: 68 })
  const quote =
    panel.quote === undefined
      ? EMPTY
      : stack([
          textBlock(faces, panel.quote.label, { style: STYLES.label, place: span }),
          textBlock(faces, panel.quote.value, { style: STYLES.quote, place: span }),
        ])
  return stack([title, who, fields, quote], 4)
}

/** A section's name, in capitals, under a fine rule where it opens a part of the page. */
export function sectionTitle(
  faces: Faces,
  title: string,
  { span, ruled }: { span: Span; ruled: boolean },
): Block {
  const text = textBlock(faces, title.toUpperCase(), { style: STYLES.section, place: span })
  if (!ruled) return text
  const block = padded(text, { x: 0, y: 3 })
  block.items.push(areaItem(span, { top: 0, height: 0.8, color: 'accent' }))
  return { height: block.height - 3, items: block.items }
}

/** Labels in a column of their own, values beside them; a blank ends a label, for whoever copies the line. */
export function fieldList(
  faces: Faces,
  fields: readonly Field[],
  { span, labels }: { span: Span; labels: number },
): Block {
  const value = { x: span.x + labels, width: span.width - labels }
  const label = { x: span.x, width: labels - 6 }
  return stack(
    fields.map((field) =>
      beside([
        textBlock(faces, `${field.label} `, { style: STYLES.label, place: label }),
        textBlock(faces, field.value, { style: STYLES.body, place: value }),
      ]),
    ),
    1,
  )
}

const REFERENCES_A_ROW = 3

/** References in a pale band, each value under its label. */
export function referenceBand(faces: Faces, references: readonly Field[]): Block {
  if (references.length === 0) return EMPTY
  const width = (CONTENT_WIDTH - 20) / REFERENCES_A_ROW
  const rows: Block[] = []
  for (let index = 0; index < references.length; index += REFERENCES_A_ROW) {
    const cells = references.slice(index, index + REFERENCES_A_ROW).map((field, place) => {
      const span = { x: PAGE.left + 10 + place * width, width: width - 10 }
      return stack([
        textBlock(faces, field.label, { style: STYLES.label, place: span }),
        textBlock(faces, field.value, { style: STYLES.strong, place: span }),
      ])
    })
    rows.push(beside(cells))
  }
  return padded(stack(rows, 5), { x: 0, y: 6 }, { ...FULL, color: 'pale' })
}

const TOTALS: Span = { x: PAGE.left + CONTENT_WIDTH - 212, width: 212 }
const BESIDE_TOTALS: Span = { x: PAGE.left, width: CONTENT_WIDTH - 212 - GAP }

/** Taxes and discounts at the left, the totals at the right. */
export function summaryBlock(faces: Faces, view: ReadableView): Block {
  const left = stack(
    [tableBlock(faces, view.taxes, BESIDE_TOTALS), tableBlock(faces, view.adjustments, BESIDE_TOTALS)],
    10,
  )
  return beside([left, stack(view.totals.map((total) => totalBlock(faces, total)))])
}

function totalBlock(faces: Faces, total: Total): Block {
  const inner = { x: TOTALS.x + 10, width: TOTALS.width - 20 }
  const style = total.due ? STYLES.due : STYLES.body
  const labelStyle = total.due ? STYLES.dueLabel : STYLES.body
  const label = textBlock(faces, total.label, { style: labelStyle, place: inner })
  const labelWidth = (faces[labelStyle.weight].advance(total.label) * labelStyle.size) / 1000 + 12
  const valueWidth = (faces[style.weight].advance(total.value) * style.size) / 1000
  const fits = valueWidth <= inner.width
  const text = fits ? total.value : total.value.replaceAll('\u00a0', ' ')
  const value = textBlock(faces, text, { style, place: inner, align: 'right' })
  const line = labelWidth + valueWidth <= inner.width ? beside([label, value]) : stack([label, value])
  if (!total.due) return padded(line, { x: 0, y: 1.6 })
  const remark = textBlock(faces, total.remark ?? '', { style: STYLES.dueRemark, place: inner })
  return stack([
    { height: 3, items: [] },
    padded(stack([line, remark]), { x: 0, y: 7 }, { ...TOTALS, color: 'accent' }),
  ])
}

export function paymentBlock(faces: Faces, payment: PaymentSection): Block {
  const span = payment.panel === undefined ? FULL : LEFT
  const title = sectionTitle(faces, payment.title, { span, ruled: true })
  const fields = stack([title, fieldList(faces, payment.fields, { span, labels: 80 })], 4)
  if (payment.panel === undefined) return fields
  return beside([fields, panelBlock(faces, payment.panel, RIGHT)])
}

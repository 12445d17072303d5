import { html, type Markup, NOTHING } from '../markup.ts'
import type { AssetName } from '../assets.ts'
import type { Visit } from '../visit.ts'

/** What a page with plots needs. */
export const PLOT_NEEDS = [
  'uplot.css',
  'statistics.css',
  'uplot.js',
  'plots.js',
] as const satisfies AssetName[]

/** How `plots.js` draws a table: parts on top of one another under their sum, or bars beside one another. */
export type PlotKind = 'stacked' | 'beside'

export interface PlotColumn {
  words: string
  /** A colour of the sheet, by its name there; absent: it is told, and not drawn. */
  colour?: string
}

export interface PlotRow {
  /** When it begins, ISO 8601 UTC. */
  at: string
  /** As it is written in the table, and at the foot of the plot. */
  words: string
  /** One for each column. */
  values: readonly number[]
  /** What each column shows; the value itself unless it is said. */
  cells?: readonly (Markup | string)[]
  /** The list of what is behind it. */
  href: string
}

export interface Plot {
  /** Names it on its page. */
  id: string
  kind: PlotKind
  title: string
  /** What the rows are: « Heure », « Mois ». */
  of: string
  columns: readonly PlotColumn[]
  rows: readonly PlotRow[]
  grain: 'hour' | 'day' | 'month'
  /** Columns that a second, smaller plot shows once more, since they are small beside the others. */
  closer?: { columns: readonly number[]; words: string }
  /** The table is read as much as the plot: it stands open. */
  isTableOpen?: boolean
}

/** A plot drawn by script from the table of its numbers, which whoever has no script or no eyes reads instead. */
export function plotFigure(visit: Visit, plot: Plot): Markup {
  const { id, kind, grain, closer } = plot
  const numbers = html`<div class="scroll">${plotTable(visit, plot)}</div>`
  const zoom =
    closer === undefined
      ? NOTHING
      : html` data-closer="${closer.columns.join(',')}" data-closer-words="${closer.words}"`
  return html`<figure class="plot" data-plot="${kind}" data-grain="${grain}" data-table="${id}" data-language="${visit.language}" data-total="${visit.t('Total', 'Total')}"${zoom}>
<div class="plot-area" aria-hidden="true"></div>
${
  plot.isTableOpen === true
    ? numbers
    : html`<details class="numbers"><summary>${visit.t('Les nombres', 'The numbers')}</summary>${numbers}</details>`
}
</figure>`
}

/** The table alone, to take the place of the one that is there. */
export function plotTable(visit: Visit, { id, title, of, columns, rows }: Plot): Markup {
  return html`<table id="${id}" class="plot-numbers"><caption class="unseen">${title}</caption>
<thead><tr><th scope="col">${of}</th>${columns.map(columnHead)}</tr></thead>
<tbody>${rows.map((row) => rowOf(visit, row))}</tbody></table>`
}

function columnHead({ words, colour }: PlotColumn): Markup {
  return html`<th scope="col" class="num"${colour === undefined ? NOTHING : html` data-colour="${colour}"`}>${words}</th>`
}

function rowOf({ language }: Visit, { at, words, values, cells, href }: PlotRow): Markup {
  const shown = cells ?? values.map((value) => value.toLocaleString(language))
  return html`<tr data-at="${Date.parse(at) / 1_000}" data-values="${values.join(',')}"><th scope="row"><a href="${href}">${words}</a></th>${shown.map((cell) => html`<td class="num">${cell}</td>`)}</tr>`
}

// Plots, by uPlot, of the tables they stand by: the table is the truth, read again whenever it was changed.

const ZONE = 'Europe/Paris'
const MAIN_HEIGHT = { stacked: 190, beside: 220 }
const CLOSER_HEIGHT = 84

/** A colour of the sheet as it is now, light or dark. */
function colour(name, alpha = 1) {
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const found = getComputedStyle(probe).color
  probe.remove()
  return alpha === 1 ? found : found.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`)
}

/** Columns, of which those with a colour are drawn, and the values of each row. */
function readTable(figure) {
  const table = document.getElementById(figure.dataset.table)
  const heads = [...table.tHead.rows[0].cells].slice(1)
  const columns = heads
    .map(({ dataset, textContent }, at) => ({ at, words: textContent, colour: dataset.colour }))
    .filter(({ at }) => at < table.tBodies[0].rows[0]?.dataset.values.split(',').length)
  const rows = [...table.tBodies[0].rows].map((row) => ({
    at: Number(row.dataset.at),
    values: row.dataset.values.split(',').map(Number),
    words: row.cells[0].textContent,
    href: row.querySelector('a')?.href,
  }))
  return {
    columns,
    rows,
    language: figure.dataset.language,
    grain: figure.dataset.grain,
    total: figure.dataset.total,
  }
}

/** What stands at the foot of the plot. */
function footWords({ language, grain }) {
  const of = (options) => new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options })
  if (grain === 'month') return (date) => of({ month: 'short' }).format(date)
  const day = of({ day: 'numeric', month: 'short' })
  if (grain === 'day') return (date) => day.format(date)
  const hour = of({ hour: 'numeric', hourCycle: 'h23' })
  return (date) => {
    const text = hour.format(date)
    return /^0?0(\D|$)/.test(text) ? day.format(date) : text
  }
}

/** So many rows apart that their words do not touch. */
function footSplits({ rows, grain }, width) {
  const room = Math.max(Math.floor(width / (grain === 'day' ? 60 : 46)), 2)
  const steps = { hour: [1, 2, 3, 4, 6, 12, 24], day: [1, 2, 5, 7, 10, 15, 30], month: [1, 2, 3] }[grain]
  const step = steps.find((each) => rows.length / each <= room) ?? steps.at(-1)
  const first = grain === 'hour' ? rows.findIndex(({ words }) => /\b0?0( h|:00)/.test(words)) % step : 0
  return rows.flatMap((_, index) => ((index - Math.max(first, 0)) % step === 0 ? [index] : []))
}

/** Bars one over the other: each is drawn down to the foot, the largest first. */
function stacked(read, wanted) {
  const parts = read.columns.filter(({ at, colour: name }) => name !== undefined && wanted.includes(at))
  const top = (last) =>
    read.rows.map(({ values }) => parts.slice(0, last + 1).reduce((sum, { at }) => sum + values[at], 0))
  return parts.map((part, index) => ({ part, data: top(index), width: 0.72 })).toReversed()
}

function beside(read) {
  const parts = read.columns.filter(({ colour: name }) => name !== undefined)
  return parts.map((part, index, { length }) => ({
    part,
    data: read.rows.map(({ values }) => values[part.at]),
    width: 0.74 / length,
    align: length === 1 ? 0 : index === 0 ? -1 : 1,
  }))
}

function bars({ part, width, align = 0 }) {
  const fill = colour(part.colour)
  return {
    label: part.words,
    fill,
    stroke: fill,
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars({ size: [width, 40], align, radius: 0.12, gap: align === 0 ? 0 : 1 }),
  }
}

/** Flows and invoices are whole: 1, 2, 5, 10, 20 … */
const WHOLE_STEPS = Array.from(
  { length: 24 },
  (_, index) => [1, 2, 5][index % 3] * 10 ** Math.floor(index / 3),
)

function options(read, drawn, { width, height, hasFoot, isSmall, onCursor, key }) {
  const ink = colour('soft')
  const rule = colour('rule')
  const family = getComputedStyle(document.body).fontFamily
  const words = footWords(read)
  const format = new Intl.NumberFormat(read.language)
  const foot = footSplits(read, width)
  return {
    width,
    height,
    padding: [8, 4, hasFoot ? 0 : 8, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, sync: { key } },
    scales: {
      x: { time: false, range: [-0.6, read.rows.length - 0.4] },
      y: { range: (_, __, most) => [0, Math.max(most * 1.06, 1)] },
    },
    axes: [
      {
        show: hasFoot,
        stroke: ink,
        font: `12px ${family}`,
        size: 26,
        gap: 6,
        grid: { show: false },
        ticks: { show: false },
        splits: () => foot,
        values: (_, splits) => splits.map((index) => words(new Date(read.rows[index].at * 1000))),
      },
      {
        stroke: ink,
        font: `12px ${family}`,
        size: 52,
        gap: 8,
        space: 34,
        incrs: WHOLE_STEPS,
        ...(isSmall
          ? { splits: (_, __, ___, most) => [0, Math.max(Math.floor(most / 1.06 + 1e-9), 1)] }
          : {}),
        grid: { stroke: rule, width: 1 },
        ticks: { show: false },
        values: (_, splits) => splits.map((value) => format.format(value)),
      },
    ],
    series: [{}, ...drawn.map(bars)],
    hooks: { setCursor: [onCursor] },
  }
}

/** The words beside the plot: what is what, and how much at the place pointed at. */
function legendOf(read) {
  const box = document.createElement('div')
  box.className = 'plot-legend'
  const when = box.appendChild(document.createElement('span'))
  when.className = 'when'
  const values = read.columns.map(({ words, colour: name }) => {
    const item = box.appendChild(document.createElement('span'))
    if (name !== undefined) item.appendChild(document.createElement('i')).className = `swatch ${name}`
    item.append(words)
    return item.appendChild(document.createElement('b'))
  })
  const format = new Intl.NumberFormat(read.language)
  const total = read.columns.map(({ at }) => read.rows.reduce((sum, { values: each }) => sum + each[at], 0))
  const show = (index) => {
    const row = read.rows[index ?? -1]
    when.textContent = row === undefined ? read.total : row.words
    for (const [at, value] of values.entries())
      value.textContent = format.format(row === undefined ? total[at] : row.values[at])
  }
  show()
  return { box, show }
}

const drawnPlots = new Map()

/** As wide as a page of A4 between its margins, in the pixels of print. */
const PAPER_WIDTH = 680
let isOnPaper = false

function draw(figure) {
  const area = figure.querySelector('.plot-area')
  const read = readTable(figure)
  for (const plot of drawnPlots.get(figure) ?? []) plot.destroy()
  area.replaceChildren()
  drawnPlots.set(figure, [])
  if (read.rows.length === 0) return
  const legend = legendOf(read)
  area.append(legend.box)
  const kind = figure.dataset.plot
  const onCursor = ({ cursor }) => legend.show(cursor.idx)
  const width = isOnPaper ? PAPER_WIDTH : area.clientWidth
  const key = uPlot.sync(figure.dataset.table).key
  const closer = figure.dataset.closer?.split(',').map(Number)
  const add = (series, { height, hasFoot, isSmall }) => {
    const data = [read.rows.map((_, index) => index), ...series.map((each) => each.data)]
    const plot = new uPlot(
      options(read, series, { width, height, hasFoot, isSmall, onCursor, key }),
      data,
      area,
    )
    plot.over.addEventListener('click', () => follow(read.rows[plot.cursor.idx]))
    return plot
  }
  const all = read.columns.map(({ at }) => at)
  const main = kind === 'stacked' ? stacked(read, all) : beside(read)
  const plots = [add(main, { height: MAIN_HEIGHT[kind], hasFoot: closer === undefined, isSmall: false })]
  if (closer !== undefined) {
    const words = area.appendChild(document.createElement('p'))
    words.className = 'plot-closer'
    words.textContent = figure.dataset.closerWords
    plots.push(add(stacked(read, closer), { height: CLOSER_HEIGHT, hasFoot: true, isSmall: true }))
  }
  drawnPlots.set(figure, plots)
}

function follow(row) {
  if (row?.href) location.assign(row.href)
}

const figures = [...document.querySelectorAll('figure[data-plot]')]
const drawAll = () => figures.forEach(draw)

drawAll()
// What the sheet says of colours and widths changes while one looks.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll)
let drawnWidth = document.body.clientWidth
new ResizeObserver(() => {
  if (document.body.clientWidth === drawnWidth) return
  drawnWidth = document.body.clientWidth
  drawAll()
}).observe(document.body)
// The numbers change while one looks; the picture follows those that are its own.
for (const figure of figures) {
  const table = document.getElementById(figure.dataset.table)
  let drawn = table.textContent
  new MutationObserver(() => {
    const now = document.getElementById(figure.dataset.table)?.textContent
    if (now === undefined || now === drawn) return
    drawn = now
    draw(figure)
  }).observe(table.parentElement, { childList: true, subtree: true, characterData: true, attributes: true })
}
// On paper all is light, and as wide as the page.
function toPaper(isPaper) {
  isOnPaper = isPaper
  if (isPaper) document.documentElement.dataset.theme = 'light'
  else delete document.documentElement.dataset.theme
  drawAll()
}
addEventListener('beforeprint', () => toPaper(true))
addEventListener('afterprint', () => toPaper(false))
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-prints]')) print()
})

/** Light, dark, narrow and paper, in one sheet; the colours are those of the PDF. */
export const HTML_STYLE = `
:root { --ink: #1c242b; --soft: #5c6872; --rule: #d1d9e0; --pale: #f3f6f8; --accent: #12546b; --paper: #fff; --desk: #e9edf0; --due: #12546b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e9ed; --soft: #9aa7b2; --rule: #36414b; --pale: #222b33; --accent: #7cc3da; --paper: #171d23; --desk: #0f1418; --due: #12546b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--desk); color: var(--ink); font: .9375rem/1.45 Helvetica, Arial, "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 2rem auto; padding: 3rem; background: var(--paper); display: grid; gap: 1.75rem; }
main > * { min-width: 0; }
p, dl, dd, blockquote { margin: 0; }
h1 { margin: 0; color: var(--accent); font-size: 2.2rem; line-height: 1.1; }
h1 small { display: block; margin-top: .4rem; color: var(--ink); font-size: 1.15rem; }
h2, caption { margin: 0 0 .5rem; color: var(--accent); font-size: .75rem; font-weight: bold; letter-spacing: .04em; text-transform: uppercase; text-align: left; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.75rem 2.5rem; }
.panel { min-width: 0; border-top: 1px solid var(--accent); padding-top: .5rem; display: grid; gap: .5rem; align-content: start; }
.panel h2 { margin: 0; }
.panel strong { font-size: 1.1rem; }
.prominent { border-top: 0; border-left: 4px solid var(--accent); background: var(--pale); padding: 1rem 1.25rem; }
dl > div { display: grid; grid-template-columns: 9rem 1fr; gap: .5rem; }
dt, .label { color: var(--soft); font-size: .85rem; }
blockquote { font-style: italic; }
.references { background: var(--pale); padding: 1rem 1.25rem; }
.references dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .75rem 1.5rem; }
.references dl > div { display: block; }
.references dd { font-weight: bold; }
.scroll { overflow-x: auto; }
table { width: 100%; text-wrap: pretty; border-collapse: collapse; font-size: .93rem; overflow-wrap: normal; }
th { background: var(--pale); color: var(--accent); font-size: .8rem; text-align: left; white-space: nowrap; }
th, td { padding: .45rem .5rem; vertical-align: top; }
td { border-bottom: 1px solid var(--rule); }
td small { display: block; color: var(--soft); font-size: .85rem; }
.grows { width: 100%; min-width: 12rem; overflow-wrap: anywhere; }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.heading td { font-weight: bold; }
.heading small { font-weight: normal; }
.aside td { color: var(--soft); font-style: italic; }
.summary { display: grid; grid-template-columns: 1fr 20rem; gap: 1.75rem 2.5rem; align-items: start; }
.summary > div { display: grid; gap: 1.25rem; min-width: 0; }
.totals > div { grid-template-columns: auto 1fr; padding: .2rem .9rem; }
.totals dt { color: inherit; font-size: inherit; }
.totals dd { text-align: right; font-variant-numeric: tabular-nums; }
.totals .due { margin-top: .4rem; padding: .75rem .9rem; align-items: baseline; background: var(--due); color: #fff; font-weight: bold; }
.totals .due dd { font-size: 1.35rem; }
.totals small { display: block; font-weight: normal; }
footer { border-top: 1px solid var(--rule); padding-top: .5rem; color: var(--soft); font-size: .8rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 45rem) {
  main { margin: 0; padding: 1.25rem; }
  .pair, .summary { grid-template-columns: 1fr; }
}
@media print {
  :root { --ink: #1c242b; --soft: #5c6872; --rule: #d1d9e0; --pale: #f3f6f8; --accent: #12546b; --paper: #fff; --desk: #fff; }
  @page { size: A4; margin: 16mm; }
  html { font-size: 11px; }
  body { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { margin: 0; padding: 0; max-width: none; gap: 1.25rem; }
  .pair { grid-template-columns: 1fr 1fr; }
  .summary { grid-template-columns: 1fr 20rem; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr, .panel, .totals { break-inside: avoid; }
}
`

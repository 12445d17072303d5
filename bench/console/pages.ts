/** A page that is measured and shown. */
export interface ShownPage {
  name: string
  path: string
}

/** The console's pages, the real flows being the last ones after so many invented. */
export function PAGES(flows: number): ShownPage[] {
  const real = (place: number) => flows + place
  return [
    { name: 'today', path: '/' },
    { name: 'flows', path: '/flows' },
    { name: 'flows-rejected', path: '/flows?state=rejected&since=30j' },
    { name: 'flow-found', path: '/flows?q=FA-2026-0412' },
    { name: 'flow-factored', path: `/flows/${real(3)}` },
    { name: 'flow-rejected', path: `/flows/${real(8)}` },
    { name: 'invoice', path: `/flows/${real(3)}/invoices/0` },
    { name: 'replay-of-a-flow', path: `/flows/${real(8)}/replay` },
    { name: 'correct', path: `/flows/${real(8)}/correct` },
    { name: 'replays', path: '/replays' },
    { name: 'structures', path: '/structures' },
    { name: 'structure', path: '/structures/29900001800018' },
    { name: 'depositors', path: '/depositors' },
    { name: 'activity', path: '/activity' },
    { name: 'accounts', path: '/accounts' },
    { name: 'audit', path: '/audit' },
  ]
}

import { LiveDirectory } from '../../../support/directory/live-directory.ts'
import { StructureSearch } from '../../../support/directory/structure-search.ts'
import type { DeskTools } from '../../desk-tools.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'

/** What the pages of the directory stand on. */
export interface Ground {
  tools: DeskTools
  readonly live: LiveDirectory
  search: StructureSearch
}

export function groundOf(tools: DeskTools): Ground {
  let live = tools.live
  return {
    tools,
    get live() {
      const { settings, config } = tools
      return (live ??= new LiveDirectory({ config, data: settings.data }, settings.directory))
    },
    search: new StructureSearch(),
  }
}

const TABS = [
  { href: '/structures', fr: 'Structures', en: 'Structures' },
  { href: '/endpoints', fr: 'Destinations', en: 'Endpoints' },
  { href: '/depositors', fr: 'Déposants', en: 'Depositors' },
  { href: '/structures/changes', fr: 'Modifications', en: 'Changes' },
] as const

/** The pages beside one another; `at`: the one that is open. */
export function tabs({ say, t }: Visit, at: (typeof TABS)[number]['href']): Markup {
  return html`<nav class="tabs" aria-label="${t('Annuaire', 'Directory')}">${TABS.map(
    (tab) =>
      html`<a href="${tab.href}"${tab.href === at ? html` aria-current="page"` : NOTHING}>${say(tab)}</a>`,
  )}</nav>`
}

/** Said on every page of the directory while its file is wrong. */
export function fileProblems({ t }: Visit, { live }: Ground): Markup {
  const { problems = [] } = live.current()
  const [first] = problems
  if (first === undefined) return NOTHING
  const { file, line, field, message } = first
  const place = line === undefined ? file : `${file}:${line}`
  return notice(
    'bad',
    html`<p><strong>${t('structures.yaml ne peut pas être lu tel qu’il est.', 'structures.yaml cannot be read as it is.')}</strong> ${t(
      'L’annuaire montré est le dernier qui était bon ; le service continue avec lui.',
      'The directory shown is the last that was right; the service goes on with it.',
    )}</p><p class="small"><code>${place} ${field} ${message}</code></p>`,
  )
}

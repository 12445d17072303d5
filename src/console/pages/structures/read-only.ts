import type { Structure } from '../../../directory/structure.ts'
import type { StructureChange } from '../../../support/directory/change-structure.ts'
import { isWritable, structuresPath } from '../../../support/directory/structures-file.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import type { Ground } from './ground.ts'

/** Said beforehand where the file cannot be written. */
export function fileNotice({ t }: Visit, { live }: Ground): Markup {
  const file = structuresPath(live.source)
  if (isWritable(file)) return NOTHING
  return notice(
    'warn',
    html`<p>${t('structures.yaml ne peut pas être écrit d’ici ; la page montrera la commande qui fait la même chose.', 'structures.yaml cannot be written from here; the page will show the command that does the same.')} <code>${file}</code></p>`,
  )
}

/** In the place of the button, where the file cannot be written: the command, and the file it takes. */
export function readOnlyHelp(
  visit: Visit,
  { wanted, siret }: StructureChange,
  { live }: Ground,
): Markup | undefined {
  const file = structuresPath(live.source)
  if (isWritable(file)) return undefined
  const { t } = visit
  const folder = file.replace(/\/[^/]+$/, '')
  if (wanted === undefined) {
    return notice(
      'warn',
      html`<p>${t(`${file} ne peut pas être écrit d’ici : retirez-en la structure ${siret} à la main.`, `${file} cannot be written from here: remove the structure ${siret} by hand.`)}</p>`,
    )
  }
  return notice(
    'warn',
    html`<p><strong>${t('structures.yaml ne peut pas être écrit d’ici.', 'structures.yaml cannot be written from here.')}</strong> ${t('Là où il peut l’être, mettez ces lignes dans un fichier puis lancez la commande :', 'Where it can be, put these lines into a file and run the command:')}</p>
<pre class="paste" tabindex="0"><code>${csvOf(wanted)}</code></pre>
<pre class="paste" tabindex="0"><code>ecluse directory import modification.csv --config ${folder}</code></pre>
<p class="small">${t('Un service à retirer se retire à la main : la commande n’enlève rien.', 'A service to be removed is removed by hand: the command takes nothing away.')}</p>`,
  )
}

const COLUMNS = [
  'siret',
  'nom',
  'actif',
  'application',
  'service_obligatoire',
  'engagement_obligatoire',
  'service_ou_engagement',
  'code_service',
  'nom_service',
  'service_actif',
  'engagement_service',
].join(';')

/** As `ecluse directory import` reads it. */
function csvOf(structure: Structure): string {
  const { siret, name = '', active, application, demands, services } = structure
  const yes = (is: boolean) => (is ? 'oui' : 'non')
  const own = [
    siret,
    cell(name),
    yes(active),
    application,
    yes(demands.service),
    yes(demands.engagement),
    yes(demands.serviceOrEngagement),
  ]
  const lines = services.map((each) => [
    ...own,
    cell(each.code),
    cell(each.name),
    yes(each.active),
    yes(each.engagement),
  ])
  return [
    COLUMNS,
    ...(lines.length === 0 ? [[...own, '', '', '', '']] : lines).map((line) =>
      Array.isArray(line) ? line.join(';') : line,
    ),
  ].join('\n')
}

function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

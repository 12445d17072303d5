import type { DirectoryChange } from '../../../directory/merge.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup } from '../../markup.ts'
import type { Visit } from '../../visit.ts'
import { yesNo } from './cells.ts'

type Change<Kind> = Extract<DirectoryChange, { kind: Kind }>

const FIELDS = {
  name: { fr: 'Nom', en: 'Name' },
  active: { fr: 'Active', en: 'Active' },
  application: { fr: 'Application', en: 'Application' },
  'demands.service': { fr: 'Exige un code service', en: 'Demands a service code' },
  'demands.engagement': { fr: 'Exige un engagement', en: 'Demands an engagement' },
  'demands.serviceOrEngagement': { fr: 'Exige l’un des deux', en: 'Demands one of the two' },
} as const satisfies Record<Change<'changed'>['field'], Words>

const SERVICE_FIELDS = {
  name: { fr: 'nom', en: 'name' },
  active: { fr: 'actif', en: 'active' },
  engagement: { fr: 'exige un engagement', en: 'demands an engagement' },
} as const satisfies Record<Change<'service-changed'>['field'], Words>

interface Row {
  what: string
  from?: string
  to?: string
}

const ROWS: { [Kind in DirectoryChange['kind']]: (change: Change<Kind>, visit: Visit) => Row } = {
  added: ({ structure }, { t }) => ({
    what: t('Structure ajoutée', 'Structure added'),
    to: structure.name ?? structure.siret,
  }),
  removed: ({ name }, { t }) => ({ what: t('Structure retirée', 'Structure removed'), from: name }),
  changed: ({ field, from, to }, visit) => ({
    what: visit.say(FIELDS[field]),
    from: shown(visit, from),
    to: shown(visit, to),
  }),
  'service-added': ({ service }, { t }) => ({
    what: t('Service ajouté', 'Service added'),
    to: `${service.code} – ${service.name}`,
  }),
  'service-removed': ({ service }, { t }) => ({
    what: t('Service retiré', 'Service removed'),
    from: `${service.code} – ${service.name}`,
  }),
  'service-changed': ({ code, field, from, to }, visit) => ({
    what: `${visit.t('Service', 'Service')} ${code} : ${visit.say(SERVICE_FIELDS[field])}`,
    from: shown(visit, from),
    to: shown(visit, to),
  }),
}

function shown(visit: Visit, value: string | boolean): string {
  return typeof value === 'boolean' ? yesNo(visit, value) : value
}

/** What was and what is, one line a thing. */
export function changeTable(visit: Visit, changes: readonly DirectoryChange[]): Markup {
  const { t } = visit
  return html`<div class="scroll"><table class="stacks"><thead><tr><th scope="col">${t('Quoi', 'What')}</th><th scope="col">${t('Avant', 'Before')}</th><th scope="col">${t('Après', 'After')}</th></tr></thead>
<tbody>${changes.map((change) => {
    const say = ROWS[change.kind] as (change: DirectoryChange, visit: Visit) => Row
    const { what, from, to } = say(change, visit)
    return html`<tr><td data-label="${t('Quoi', 'What')}">${what}</td><td data-label="${t('Avant', 'Before')}">${from === undefined ? html`<span class="soft">–</span>` : html`<del class="was">${from}</del>`}</td><td data-label="${t('Après', 'After')}">${to === undefined ? html`<span class="soft">–</span>` : html`<ins class="is">${to}</ins>`}</td></tr>`
  })}</tbody></table></div>`
}

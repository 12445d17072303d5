import { structureChanges } from '../../../directory/structure-changes.ts'
import type { Structure } from '../../../directory/structure.ts'
import type { AuditEntry } from '../../../record/audit.ts'
import { isStill } from '../../../support/directory/change-structure.ts'
import { may } from '../../access/permissions.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { instant } from '../../parts/instant.ts'
import { numberOf } from '../../number-asked.ts'
import type { Asked } from '../../routes.ts'
import { changed, type Visit } from '../../visit.ts'
import { siretText } from './cells.ts'
import { changeTable } from './change-words.ts'
import { type Ground, tabs } from './ground.ts'

const SHOWN = 25
const RECENT = 5

/** One change of the directory as the audit log has it. */
export interface PastChange {
  entry: AuditEntry
  before: Structure | undefined
  after: Structure | undefined
}

/** What this entry changed; `undefined` when it is no change of a structure. */
export function pastChange(entry: AuditEntry): PastChange | undefined {
  if (entry.kind !== 'structure' || entry.before === undefined || entry.after === undefined) return undefined
  return { entry, before: structureIn(entry.before), after: structureIn(entry.after) }
}

/** As `changeStructure` wrote it. */
function structureIn(json: string): Structure | undefined {
  const { structure } = JSON.parse(json) as { structure: Structure | null }
  return structure ?? undefined
}

/** Every change made here, the newest first. */
export async function historyPage(visit: Visit, { query }: Asked, ground: Ground): Promise<Page> {
  const { t } = visit
  const before = numberOf(query.get('before'))
  const from = before === undefined || before === 0 ? {} : { before }
  const { entries, next } = await ground.tools.desk.audit.page(
    { kind: 'structure' },
    { limit: SHOWN, ...from },
  )
  return {
    title: { fr: 'Modifications de l’annuaire', en: 'Changes of the directory' },
    section: 'structures',
    body: html`<div class="bar"><div class="lead"><h1>${t('Modifications de l’annuaire', 'Changes of the directory')}</h1>
<p class="soft">${t('Celles qui ont été faites ici, avec leur auteur et leur motif. Ce qui est écrit à la main ou importé par la commande n’y est pas.', 'Those made here, with who and why. What is written by hand or imported by the command is not among them.')}</p></div></div>
${tabs(visit, '/structures/changes')}
${entries.length === 0 ? html`<div class="empty"><p>${t('Rien n’a été modifié ici.', 'Nothing was changed here.')}</p></div>` : entries.map((entry) => entryPanel(visit, entry, ground, true))}
${next === undefined ? NOTHING : html`<nav class="pager" aria-label="${t('Pages', 'Pages')}"><span></span><a class="button" href="${changed(visit, { before: String(next) })}">${t('Plus anciennes', 'Older')}</a></nav>`}`,
  }
}

/** The last changes of one structure; nothing when there is none. */
export async function recentChanges(visit: Visit, siret: string, ground: Ground): Promise<Markup> {
  const { t } = visit
  const of = { kind: 'structure', subject: siret } as const
  const { entries } = await ground.tools.desk.audit.page(of, { limit: RECENT })
  if (entries.length === 0) return NOTHING
  return html`<h2>${t('Ses modifications', 'Its changes')}</h2>${entries.map((entry) => entryPanel(visit, entry, ground, false))}`
}

function entryPanel(visit: Visit, entry: AuditEntry, { live }: Ground, names: boolean): Markup {
  const past = pastChange(entry)
  if (past === undefined) return NOTHING
  const { t, visitor } = visit
  const { before, after } = past
  const current = live.current().directory.findStructure(entry.subject)
  const isLast = isStill(current, after ?? null)
  const name = after?.name ?? before?.name ?? entry.subject
  const undo = may(visitor, 'change-structures')
    ? html`<a class="button" href="/structures/${entry.subject}/undo/${entry.id}">${isLast ? t('Annuler', 'Undo') : t('Revenir à l’état d’avant', 'Go back to before')}</a>`
    : NOTHING
  const title = names
    ? html`<a href="/structures/${entry.subject}">${name}</a> <span class="mono soft small">${siretText(entry.subject)}</span>`
    : instant(entry.at)
  return html`<section class="panel flush"><header><${names ? 'h2' : 'h3'}>${title}</${names ? 'h2' : 'h3'}>${undo}</header>
<p class="about-change">${names ? html`${instant(entry.at)} · ` : NOTHING}<strong>${entry.author}</strong>${entry.action === 'directory-undone' ? html` · <span class="tag">${t('annulation', 'undone')}</span>` : NOTHING}${entry.reason === undefined ? NOTHING : html` · ${entry.reason}`}</p>
${changeTable(visit, structureChanges(before, after))}</section>`
}

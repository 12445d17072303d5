import type { FinalState } from '../../../pipeline/outcome.ts'
import type { FlowToRehearse } from '../../../record/rehearsals.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { icon } from '../../parts/icon.ts'
import { notice } from '../../parts/notice.ts'
import { stateMark } from '../../parts/state.ts'
import type { Visit } from '../../visit.ts'
import { reasonField, wrong } from '../replay-flow/ask-form.ts'
import { REFUSALS } from '../replay-flow/refusal-words.ts'
import { rehearsedView } from '../replay-flow/rehearsed-view.ts'
import { type Checked, isGood } from './checked.ts'
import { differenceView } from './difference-view.ts'
import { type Folds, wholeLines } from './folded.ts'
import { faultsList, faultsOf, markedLines } from './found-faults.ts'

/** The page where a deposit is corrected, as far as somebody got. */
export interface Correcting {
  inForce: FlowToRehearse
  again: boolean
  /** Lines end in line feeds; files are folded away. */
  text: string
  folds: Folds
  /** Of the text; absent when what was typed is no document. */
  checked?: Checked
  /** It was checked by somebody, not only shown. */
  isAsked: boolean
  reason?: string
  isAnyway?: boolean
  isAccepted?: boolean
  /** Why nothing was recorded, and what is wrong with the fields. */
  problem?: string
  problems: Partial<Record<'reason' | 'anyway' | 'accepts', string>>
}

export function correctPage(visit: Visit, of: Correcting): Page {
  const { t } = visit
  const { inForce, again } = of
  const { flow } = inForce
  return {
    title: { fr: `Corriger le flux ${flow}`, en: `Correct flow ${flow}` },
    section: 'flows',
    status: of.problem === undefined && Object.keys(of.problems).length === 0 ? 200 : 422,
    needs: ['correct.js'],
    body: html`${head(visit, inForce)}
<form method="post" action="/flows/${flow}/correct#check" class="stack"><input type="hidden" name="_csrf" value="${visit.csrf}">
<input type="hidden" name="against" value="${inForce.sha256}">${again ? html`<input type="hidden" name="again" value="1">` : NOTHING}
${of.checked === undefined ? NOTHING : html`<input type="hidden" name="checked" value="${of.checked.file.sha256}">`}
<div class="correcting"><section class="panel" aria-label="${t('Le fichier', 'The file')}">${editor(visit, of)}</section>
<div class="stack" id="check">${of.problem === undefined ? NOTHING : notice('bad', html`<p class="verdict">${of.problem}</p>`)}
<section class="panel" aria-label="${t('Vérification', 'Check')}">${verdict(visit, of)}</section>
${of.isAsked && of.checked !== undefined ? toRecord(visit, of, of.checked) : NOTHING}</div></div>
</form>`,
  }
}

export function head(visit: Visit, { flow, name, version, state }: FlowToRehearse): Markup {
  const { t } = visit
  const which =
    version === 0
      ? t('fichier déposé', 'file as dropped')
      : t(`version ${version}, corrigée`, `version ${version}, corrected`)
  return html`<div class="bar"><div class="lead"><p class="crumbs"><a href="/flows">${t('Flux', 'Flows')}</a> / <a href="/flows/${flow}">${flow}</a></p>
<h1>${t(`Corriger le flux ${flow}`, `Correct flow ${flow}`)}</h1>
<p class="soft"><span class="mono">${name}</span> · ${which} · ${stateMark(visit, state)}</p></div>
<div class="actions"><a class="button" href="/flows/${flow}/replay">${t('Rejouer sans corriger', 'Replay uncorrected')}</a></div></div>`
}

function editor({ t }: Visit, { text, folds, checked }: Correcting): Markup {
  const places = checked === undefined ? [] : faultsOf(checked.rehearsed).flatMap((each) => each.places)
  const marked = [...new Set(places.flatMap(({ line }) => line ?? []))]
  const kept =
    folds.size === 0
      ? NOTHING
      : html`<p class="small soft">${t(
          `Un repère ⟦…⟧ tient la place de chaque fichier contenu (${folds.size}) : il est gardé tel quel. L’effacer enlève le fichier.`,
          `A mark ⟦…⟧ stands for each file inside (${folds.size}): it is kept as it is. To delete the mark is to take the file out.`,
        )}</p>`
  return html`<h2 id="text-title">${t('Fichier à corriger', 'File to correct')}</h2>
<div class="editor" data-marked="${marked.join(' ')}"><textarea class="code" id="text" name="text" aria-labelledby="text-title" spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off">
${text}</textarea></div>${kept}
<div class="actions"><button name="do" value="check" formnovalidate class="main-action">${icon('check')}${t('Vérifier', 'Check')}</button>
<span class="small soft">${t('Rien n’est enregistré par une vérification.', 'A check records nothing.')}</span></div>`
}

function verdict(visit: Visit, of: Correcting): Markup {
  const { t, say } = visit
  const { checked, text, folds, isAsked } = of
  const title = html`<h2>${isAsked ? t('Ce que donnerait ce fichier', 'What this file would come to') : t('Ce que donne le fichier en vigueur', 'What the file in force comes to')}</h2>`
  if (checked === undefined) return title
  const { rehearsed } = checked
  if (rehearsed.kind === 'refused')
    return html`${title}${notice('info', html`<p>${say(REFUSALS[rehearsed.refusal].sentence)}</p>`)}`
  if (rehearsed.kind === 'trouble') return html`${title}${rehearsedView(visit, rehearsed, true)}`
  const faults = faultsOf(rehearsed)
  const numbers = wholeLines(text, folds)
  const lines = text.split('\n').map((line, at) => ({ number: numbers[at] ?? at + 1, text: line }))
  return html`${title}
${notice(isGood(checked) ? 'good' : 'bad', html`<p class="verdict">${outcomeText(visit, rehearsed.outcome.after)}</p>`)}
${faultsList(visit, faults)}
${markedLines(visit, lines, faults)}`
}

const OUTCOMES = {
  integrated: { fr: 'Il serait intégré.', en: 'It would be integrated.' },
  'partially-integrated': { fr: 'Il serait intégré en partie.', en: 'It would be partly integrated.' },
  rejected: { fr: 'Il serait rejeté.', en: 'It would be rejected.' },
} as const satisfies Record<FinalState, Words>

function outcomeText({ say }: Visit, state: FinalState): string {
  return say(OUTCOMES[state])
}

function toRecord(visit: Visit, of: Correcting, checked: Checked): Markup {
  const { t } = visit
  const { inForce } = of
  const against =
    inForce.version === 0
      ? t('l’original', 'the original')
      : t(`la version ${inForce.version}`, `version ${inForce.version}`)
  if (checked.isSame) {
    return notice(
      'info',
      html`<p>${t('Ces octets sont ceux du dépôt en vigueur : il n’y a rien à enregistrer.', 'These bytes are those in force: there is nothing to record.')}</p>
<p><a href="/flows/${inForce.flow}/replay">${t('Rejouer sans corriger', 'Replay uncorrected')}</a></p>`,
    )
  }
  return html`<section class="panel"><h2>${t(`Différence avec ${against}`, `Difference with ${against}`)}</h2>${differenceView(visit, checked.difference)}
<details><summary>${t('Ce que le rejeu changerait', 'What the replay would change')}</summary><div class="stack inset">${rehearsedView(visit, checked.rehearsed, true)}</div></details></section>
<section class="panel" id="record"><h2>${t('Enregistrer et rejouer', 'Record and replay')}</h2><div class="form">
${reasonField(visit, of, t('Par exemple : SIRET du destinataire corrigé, ticket 4512', 'For example: recipient’s SIRET corrected, ticket 4512'))}
${of.again ? acceptField(visit, of) : NOTHING}
${isGood(checked) ? NOTHING : anywayField(visit, of)}
<div class="actions"><button name="do" value="record" class="main-action">${icon('replay')}${t('Enregistrer et rejouer', 'Record and replay')}</button></div>
<p class="small soft">${t(
    'Le fichier devient la version suivante du dépôt ; l’original est gardé.',
    'The file becomes the next version of the deposit; the original is kept.',
  )}</p></div></section>`
}

function anywayField({ t }: Visit, { isAnyway, problems }: Correcting): Markup {
  return html`${notice(
    'warn',
    html`<p>${t('Ce fichier serait rejeté.', 'This file would be rejected.')}</p>
<p><label><input type="checkbox" name="anyway" value="yes"${isAnyway === true ? html` checked` : NOTHING}> ${t('L’enregistrer tout de même', 'Record it all the same')}</label></p>`,
  )}${wrong(problems.anyway)}`
}

function acceptField({ t }: Visit, { isAccepted, problems }: Correcting): Markup {
  return html`${notice(
    'warn',
    html`<p>${t(
      'Ce qui est déjà remis part à nouveau : le destinataire recevra un second pivot, marqué « Recyclée ».',
      'What was sent is sent again: the recipient gets a second pivot, marked as recycled.',
    )}</p>
<p><label><input type="checkbox" name="accepts" value="yes"${isAccepted === true ? html` checked` : NOTHING}> ${t('C’est voulu', 'That is intended')}</label></p>`,
  )}${wrong(problems.accepts)}`
}

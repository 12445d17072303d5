import type { CorrectionRefusal } from '../../../record/corrections.ts'
import type { FlowToRehearse } from '../../../record/rehearsals.ts'
import type { Refusal } from '../../../record/replay-refusal.ts'
import type { Words } from '../../../support/words.ts'
import { html, NOTHING } from '../../markup.ts'
import type { Page } from '../../page.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import { REFUSALS } from '../replay-flow/refusal-words.ts'
import { head } from './correct-page.ts'
import type { Uneditable } from './editable.ts'

const WHY = {
  archive: {
    fr: 'Ce dépôt est une archive de plusieurs fichiers : elle ne se corrige pas dans une page.',
    en: 'This deposit is an archive of several files: it is not corrected in a page.',
  },
  'too-large': {
    fr: 'Ce dépôt est trop grand pour être corrigé dans une page.',
    en: 'This deposit is too large to be corrected in a page.',
  },
  binary: {
    fr: 'Les octets de ce dépôt ne sont pas un texte qu’une page garderait tel quel (encodage illisible).',
    en: 'The bytes of this deposit are no text that a page would keep as it is (encoding unreadable).',
  },
} as const satisfies Record<Uneditable, Words>

/** A deposit that is corrected by the command: it takes any file. */
export function byCommand(visit: Visit, inForce: FlowToRehearse, why: Uneditable): Page {
  const { t, say } = visit
  const { flow } = inForce
  return page(visit, inForce, {
    body: html`<p class="verdict">${say(WHY[why])}</p>
<p>${t('Sur la machine d’Écluse, avec le fichier corrigé :', 'On Écluse’s machine, with the corrected file:')}</p>
<pre class="mono">ecluse replay ${flow} --from-file ${t('CORRIGÉ', 'CORRECTED')} --dry-run
ecluse replay ${flow} --from-file ${t('CORRIGÉ', 'CORRECTED')} --reason "…"</pre>`,
  })
}

/** A flow that takes no correction now. */
export function notNow(visit: Visit, inForce: FlowToRehearse, refusal: Refusal | CorrectionRefusal): Page {
  const { t, say } = visit
  const again =
    refusal === 'integrated'
      ? html`<p><a class="button" href="/flows/${inForce.flow}/correct?again=1">${t('Corriger et envoyer à nouveau…', 'Correct and send again…')}</a></p>`
      : NOTHING
  return page(visit, inForce, {
    body: html`<p class="verdict">${say(REFUSALS[refusal].sentence)}</p>${again}`,
  })
}

function page(visit: Visit, inForce: FlowToRehearse, { body }: { body: ReturnType<typeof html> }): Page {
  const { flow } = inForce
  return {
    title: { fr: `Corriger le flux ${flow}`, en: `Correct flow ${flow}` },
    section: 'flows',
    body: html`${head(visit, inForce)}${notice('info', body)}`,
  }
}

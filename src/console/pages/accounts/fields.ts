import { PASSWORD_RULE } from '../../access/password-rule.ts'
import { ACCOUNT_ROLES } from '../../../settings/account-roles.ts'
import type { Settings } from '../../../settings.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import { notice } from '../../parts/notice.ts'
import type { Visit } from '../../visit.ts'
import { ROLE_WORDS } from '../account-words.ts'

/** What the form was sent with, or what the account is. */
export interface Chosen {
  role?: string
  depositor?: string
}

export function roleFields(visit: Visit, chosen: Chosen, { depositors }: Settings): Markup {
  const { t, say } = visit
  return html`<label class="field">${t('Rôle', 'Role')}<select name="role" required>
${ACCOUNT_ROLES.map((role) => html`<option value="${role}"${role === (chosen.role ?? 'reader') ? html` selected` : NOTHING}>${say(ROLE_WORDS[role])}</option>`)}
</select></label>
<label class="field">${t('Déposant (pour un compte de déposant seulement)', 'Depositor (of a depositor’s account only)')}<select name="depositor">
<option value="">–</option>
${depositors.map(({ application, name }) => html`<option value="${application}"${application === chosen.depositor ? html` selected` : NOTHING}>${application} – ${name}</option>`)}
</select></label>`
}

export function passwordField(visit: Visit, label: Words): Markup {
  return html`<label class="field">${visit.say(label)}
<input name="password" type="password" autocomplete="new-password" required minlength="12" maxlength="200">
<span class="small">${visit.say(PASSWORD_RULE)}</span></label>`
}

export function reasonField({ t }: Visit): Markup {
  return html`<label class="field">${t('Motif (gardé dans le journal)', 'Reason (kept in the audit log)')}
<input name="reason" maxlength="300" autocomplete="off"></label>`
}

export function tokenField({ csrf }: Visit): Markup {
  return html`<input type="hidden" name="_csrf" value="${csrf}">`
}

/** Why it was not done. */
export function refusedNotice({ say }: Visit, refused: Words | undefined): Markup {
  if (refused === undefined) return NOTHING
  return html`<div role="alert">${notice('bad', html`<p>${say(refused)}</p>`)}</div>`
}

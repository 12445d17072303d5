import { addressOf } from '../../../directory/sftp-server.ts'
import type { DeliveryPlace } from '../../../directory/structure.ts'
import type { Words } from '../../../support/words.ts'
import { html, type Markup, NOTHING } from '../../markup.ts'
import type { Visit } from '../../visit.ts'

const CHANNELS = {
  folder: { fr: 'dossier', en: 'folder' },
  sftp: { fr: 'SFTP', en: 'SFTP' },
} as const satisfies Record<DeliveryPlace['channel'], Words>

export function placeWords(place: DeliveryPlace | undefined): Words {
  return place === undefined ? { fr: 'plus configurée', en: 'no longer configured' } : CHANNELS[place.channel]
}

/** Where it is, and how we and the server know each other; never a secret. */
export function placeFacts({ t, say }: Visit, place: DeliveryPlace | undefined): Markup {
  if (place === undefined) return NOTHING
  const folder = html`<dt>${t('Dossier', 'Folder')}</dt><dd class="mono">${place.folder}</dd>`
  if (place.channel === 'folder')
    return html`<dt>${t('Par', 'By')}</dt><dd>${say(CHANNELS.folder)}</dd>${folder}`
  const { login, hostKeys } = place.server
  const means = [
    ...(login.key === undefined ? [] : [t('une clé', 'a key')]),
    ...(login.password === undefined ? [] : [t('un mot de passe', 'a password')]),
  ].join(t(' et ', ' and '))
  const known =
    'knownHosts' in hostKeys
      ? html`${t('les clés de', 'the keys of')} <span class="mono">${hostKeys.knownHosts}</span>`
      : html`<span class="mono">${hostKeys.fingerprints.join(', ')}</span>`
  return html`<dt>${t('Par', 'By')}</dt><dd>${say(CHANNELS.sftp)}</dd><dt>${t('Serveur', 'Server')}</dt><dd class="mono">${addressOf(place.server)}</dd>${folder}
<dt>${t('Nous entrons avec', 'We log in with')}</dt><dd>${means}</dd><dt>${t('Nous le reconnaissons à', 'We know it by')}</dt><dd>${known}</dd>`
}

import { html, type Markup } from '../../markup.ts'
import type { Visit } from '../../visit.ts'
import { numberText } from '../replays/numbers.ts'

/** How a number stands to that of the year before: « +12 % sur 3 400 ». */
export function change(visit: Visit, now: number, before: number): Markup {
  const { t } = visit
  if (before === 0) return html`${t('rien l’année d’avant', 'nothing the year before')}`
  return html`${changeText(visit, now, before)} ${t(`sur ${numberText(visit, before)}`, `on ${numberText(visit, before)}`)}`
}

/** From here on a change is told as so many times as much. */
const TIMES = 10

/** « +12 % », « × 14 »; a dash when there is nothing to hold it against. */
export function changeText({ language }: Visit, now: number, before: number): string {
  if (before === 0) return '–'
  if (now / before >= TIMES) return `×\u00a0${Math.round(now / before).toLocaleString(language)}`
  const percent = Math.round((now / before - 1) * 100)
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : ''
  const text = Math.abs(percent).toLocaleString(language)
  return language === 'fr' ? `${sign}${text}\u00a0%` : `${sign}${text}%`
}

import { createHash } from 'node:crypto'
import type { Directory } from '../directory/directory.ts'
import type { PdfInspector } from '../formats/pdf/inspector.ts'
import type { Schemas } from '../formats/schemas.ts'
import type { Antivirus } from '../reception/antivirus.ts'
import type { NameRule } from '../reception/flow-name.ts'
import type { LargeWork } from './large-work.ts'
import type { OpenedArchives } from './opened-archives.ts'
import type { Limits, RuleSettings } from './rule-settings.ts'

/** What the rules ask, as a version: it changes when a rule is added, dropped or asks something else. */
const RULES_VERSION = '2026.11'

/** All that judges a deposit beside its own bytes. The same deposit in the same context is the same outcome, byte for byte. */
export interface Context {
  /** Our own application code and what it is called. */
  application: { code: string; label: string }
  directory: Directory
  limits: Limits
  /** Bytes a flow of this depositor may have. */
  flowBytes: (depositor: string) => number
  /** How strictly this depositor's flow names are judged. */
  nameRule: (depositor: string) => NameRule
  rules: RuleSettings
  /** What `rulesMark` says of these rules and limits. */
  rulesMark: string
  schemas: Schemas
  archives: OpenedArchives
  large: LargeWork
  /** Asked about each file of an invoice before the rules judge it; they themselves ask nobody. */
  antivirus: Antivirus
  pdf: PdfInspector
  /** Told how long a part of a room's work took, in ms; absent: nobody watches. */
  clock?: Clock
}

/** Parts of the pivot's room that are timed by themselves, invoice by invoice. */
export type Clock = (part: 'readable' | 'zip', ms: number) => void

/** The rules a run was judged by: their version, and a hash of how they are configured. */
export function rulesMark(context: Pick<Context, 'rules' | 'limits'>): string {
  const configured = createHash('sha256')
    .update(JSON.stringify([context.rules, context.limits]))
    .digest('hex')
  return `${RULES_VERSION}+${configured.slice(0, 12)}`
}

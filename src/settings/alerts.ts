import type { SettingsProblem } from './problem.ts'
import type { YamlFile } from './yaml-file.ts'

/** Whom to tell that something is not as it should be, and what is taken for it. */
export interface AlertSettings {
  send: 'none' | 'command' | 'webhook'
  /** A program and its parameters. */
  command: readonly string[]
  webhook: string
  /** The webhook may be an address of our own network, or of this machine. */
  webhookInside: boolean
  timeoutMs: number
  /** Between two looks. */
  everySeconds: number
  blocked: boolean
  endpointMinutes: number | 'never'
  pendingMinutes: number | 'never'
  /** Shown to the webhook, when it asks for one. */
  token?: string
}

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** When a depositor usually drops flows, by the clock in Paris. */
export interface UsualHours {
  days: readonly Weekday[]
  /** HH:MM. */
  from: string
  to: string
  /** So long without a flow, within these hours, is a silence. */
  silentMinutes: number
}

type Said = Partial<Pick<AlertSettings, 'webhook' | 'webhookInside'>>
type AlertsFile = Partial<Pick<YamlFile<unknown>, 'problem'>> & { value: { alerts?: Said } | undefined }

/** What is told goes over a network that others share, unless it is said to be ours: then it is encrypted. */
export function alertProblems(base: AlertsFile, overrides: AlertsFile): SettingsProblem[] {
  const { webhook, webhookInside } = { ...base.value?.alerts, ...overrides.value?.alerts }
  if (webhook === undefined || webhookInside === true || !webhook.startsWith('http:')) return []
  const said = overrides.value?.alerts?.webhook === undefined ? base : overrides
  const message =
    'is not encrypted; wanted https://, or webhookInside: true for an address of your own network'
  return said.problem === undefined ? [] : [said.problem(['alerts', 'webhook'], message)]
}

import { z } from 'zod'
import { FRAMES, type Frame } from '../invoice/frame.ts'
import { siret } from '../invoice/identifier.ts'
import { PAYMENT_MODES, type PaymentMode } from '../invoice/payment-mode.ts'
import { WEEKDAYS } from './alerts.ts'
import { consoleFields } from './oidc.ts'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** The most characters of a service code (the pivot's own limit). */
const SERVICE_CODE_LENGTH = 100

const text = (wanted: string) => z.string(wanted).regex(/\S/, wanted)
const count = (wanted: string) => z.int(wanted).positive(wanted)
const yesOrNo = z.boolean('wanted true or false')
const group = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'invalid_type' ? 'wanted a group of fields' : undefined),
  })
const list = <S extends z.ZodType>(entry: S) => z.array(entry, 'wanted a list')

const APPLICATION_CODE = 'wanted six characters between quotes, A–Z and 0–9, such as "OPE001"'
const applicationCode = z.string(APPLICATION_CODE).regex(/^[A-Z0-9]{6}$/, APPLICATION_CODE)
const label = text('wanted a name for people')
const folder = text('wanted a folder, absolute or relative to the data folder')
const milliseconds = count('wanted a whole number of milliseconds, 1 or more')
const number = count('wanted a whole number, 1 or more')
const bytes = count('wanted a whole number of bytes, 1 or more')

const FILE = 'wanted a file, absolute or relative to the folder of this configuration'
const VARIABLE = 'wanted the name of an environment variable: capitals, digits and _'
const FINGERPRINT =
  'wanted a host key fingerprint between quotes, SHA256: and 43 characters, or a list of them'
const PORT = 'wanted a port, 1 to 65535'
const HOST = 'wanted the name or address of a server'
const file = text(FILE).exactOptional()
const variable = z
  .string(VARIABLE)
  .regex(/^[A-Z_][A-Z0-9_]*$/, VARIABLE)
  .exactOptional()
const fingerprint = z.string(FINGERPRINT).regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, FINGERPRINT)
const remoteFolder = text('wanted a folder of the SFTP server, absolute or from where the login begins')

/** How an SFTP server is reached; `sftp-server.ts` checks what must go together. */
const sftpServerFields = {
  host: z.string(HOST).regex(/^[A-Za-z0-9._:-]+$/, HOST),
  port: z.int(PORT).min(1, PORT).max(65_535, PORT).default(22),
  user: text('wanted the user to log in as'),
  keyFile: file,
  keyEnv: variable,
  passphraseFile: file,
  passphraseEnv: variable,
  passwordFile: file,
  passwordEnv: variable,
  knownHosts: file,
  fingerprint: z
    .union([fingerprint.transform((one) => [one]), z.array(fingerprint).nonempty()], FINGERPRINT)
    .exactOptional(),
}

const MODES = Object.keys(PAYMENT_MODES) as PaymentMode[]
const TOLERANCE = 'wanted an amount of 0 or more between quotes, with a point, such as "0.05"'
const TYPE_CODES = 'wanted a list of codes of three digits, each with "380" or "381"'

const severity = z.enum(['remark', 'fault'], 'wanted remark or fault')

const rules = {
  tolerance: z.string(TOLERANCE).regex(/^\d+(\.\d+)?$/, TOLERANCE),
  siretKey: severity,
  defaultPaymentMode: z.enum(MODES, `wanted, between quotes, one of ${MODES.join(', ')}`),
  typeCodes: z.record(
    z.string().regex(/^\d{3}$/),
    z.enum(['380', '381'], 'wanted "380" or "381", between quotes'),
    {
      error: TYPE_CODES,
    },
  ),
  attachments: group({ longName: severity, extension: severity, content: severity }),
  pdf: group({
    noEnd: severity,
    rebuilt: severity,
    encrypted: severity,
    script: severity,
    launch: severity,
    executable: severity,
    polyglot: severity,
  }),
  frames: list(
    z.enum(Object.keys(FRAMES) as Frame[], 'wanted a frame, A1 to A25 (A11 is withdrawn)'),
  ).nonempty('wanted one frame or more'),
}

const DAYS = 'wanted never or a whole number of days, 1 or more'
const days = z.union([z.literal('never'), count(DAYS)], DAYS)

const MINUTES = 'wanted never or a whole number of minutes, 1 or more'
const minutes = z.union([z.literal('never'), count(MINUTES)], MINUTES)
const WEBHOOK = 'wanted an address, https://…'

const PROCESSES = 'wanted auto or a whole number of processes, 1 or more'

const sections = {
  application: applicationCode,
  applicationLabel: label,
  workers: group({
    flows: z.union([z.literal('auto'), count(PROCESSES)], PROCESSES),
  }),
  intake: group({ settleMs: milliseconds, scanMs: milliseconds, batch: number }),
  deliveries: group({ backoffMs: milliseconds, backoffMaxMs: milliseconds, batch: number }),
  flows: group({ attempts: number, backoffMs: milliseconds }),
  limits: group({
    flowBytes: bytes,
    invoiceBytes: bytes,
    attachmentBytes: bytes,
    depth: number,
    invoices: number,
    pdfPages: number,
    pdfObjects: number,
    pdfSeconds: number,
    pdfMemoryBytes: bytes,
    pdfTextPages: number,
    entries: number,
    inflatedBytes: bytes,
    expansion: number,
    nameLength: number,
  }),
  antivirus: group({
    ask: z.enum(['none', 'clamd', 'command'], 'wanted none, clamd or command'),
    socket: text('wanted the path of a unix socket'),
    command: list(text('wanted a word of the command')).nonempty('wanted a program and its parameters'),
    timeoutMs: milliseconds,
  }),
  retention: group({
    everyMinutes: count('wanted a whole number of minutes, 1 or more'),
    goodDocumentsDays: days,
    erroredDocumentsDays: days,
    recordsDays: days,
  }),
  console: group(consoleFields),
  alerts: group({
    send: z.enum(['none', 'command', 'webhook'], 'wanted none, command or webhook'),
    command: list(text('wanted a word of the command')).nonempty('wanted a program and its parameters'),
    webhook: z.string(WEBHOOK).refine((url) => /^https?:\/\/./.test(url) && URL.canParse(url), WEBHOOK),
    webhookInside: yesOrNo,
    timeoutMs: milliseconds,
    everySeconds: count('wanted a whole number of seconds, 1 or more'),
    blocked: yesOrNo,
    endpointMinutes: minutes,
    pendingMinutes: minutes,
  }),
  rules: group(rules),
  logLevel: z.enum(LOG_LEVELS, `wanted one of ${LOG_LEVELS.join(', ')}`),
}

/** `default.yaml`: every setting is there. */
export const defaultShape = group(sections)
export type DefaultFile = z.infer<typeof defaultShape>

/** `ecluse.yaml`: the settings that differ from `default.yaml`. */
export const overrideShape = group({
  ...sections,
  workers: sections.workers.exactPartial(),
  intake: sections.intake.exactPartial(),
  deliveries: sections.deliveries.exactPartial(),
  flows: sections.flows.exactPartial(),
  limits: sections.limits.exactPartial(),
  antivirus: sections.antivirus.exactPartial(),
  retention: sections.retention.exactPartial(),
  alerts: sections.alerts.exactPartial(),
  console: sections.console.exactPartial(),
  rules: group({
    ...rules,
    attachments: rules.attachments.exactPartial(),
    pdf: rules.pdf.exactPartial(),
  }).exactPartial(),
}).exactPartial()
export type OverrideFile = z.infer<typeof overrideShape>

const NAMES = 'wanted strict or lenient'
const CHANNEL = 'wanted folder or sftp'
const byFolder = { channel: z.literal('folder').default('folder') }
const bySftp = { channel: z.literal('sftp'), ...sftpServerFields }

const DAYS_OF_WEEK = `wanted a list of days, of ${WEEKDAYS.join(', ')}`
const TIME = 'wanted a time of the day between quotes, such as "08:00"'
const time = z.string(TIME).regex(/^([01]\d|2[0-3]):[0-5]\d$/, TIME)
const usual = group({
  days: list(z.enum(WEEKDAYS, DAYS_OF_WEEK)).nonempty(DAYS_OF_WEEK),
  from: time,
  to: time,
  silentMinutes: count('wanted a whole number of minutes, 1 or more'),
})

const depositor = {
  application: applicationCode,
  name: label,
  renames: yesOrNo.default(false),
  names: z.enum(['strict', 'lenient'], NAMES).default('strict'),
  limits: group({ flowBytes: bytes }).exactPartial().default({}),
  usual: usual.exactOptional(),
}

/** `depositors.yaml`. */
export const depositorsShape = group({
  depositors: list(
    z.discriminatedUnion(
      'channel',
      [
        group({ ...depositor, ...byFolder, in: folder, out: folder }),
        group({
          ...depositor,
          ...bySftp,
          remoteOut: remoteFolder,
          remoteIn: remoteFolder,
          done: remoteFolder.exactOptional(),
          pollMs: milliseconds.default(10_000),
        }),
      ],
      CHANNEL,
    ),
  ),
})
export type DepositorsFile = z.infer<typeof depositorsShape>

const SIRET = 'wanted a SIRET: 14 digits between quotes, without blanks'
const SERVICE_CODE = `wanted a service code between quotes, 1 to ${SERVICE_CODE_LENGTH} characters`
const service = group({
  code: z.string(SERVICE_CODE).regex(/\S/, SERVICE_CODE).max(SERVICE_CODE_LENGTH, SERVICE_CODE),
  name: label,
  active: yesOrNo.default(true),
  engagement: yesOrNo.default(false),
})

/** `structures.yaml`. */
export const structuresShape = group({
  applications: list(
    z.discriminatedUnion(
      'channel',
      [
        group({ code: applicationCode, label, ...byFolder, folder }),
        group({ code: applicationCode, label, ...bySftp, remoteFolder }),
      ],
      CHANNEL,
    ),
  ),
  structures: list(
    group({
      siret: z.string(SIRET).transform((written, context) => {
        const read = siret(written)
        if (read !== undefined) return read
        context.addIssue({ code: 'custom', message: SIRET, input: written })
        return z.NEVER
      }),
      name: label,
      active: yesOrNo.default(true),
      application: applicationCode,
      demands: group({ service: yesOrNo, engagement: yesOrNo, serviceOrEngagement: yesOrNo })
        .exactPartial()
        .default({}),
      services: list(service).default([]),
    }),
  ),
})
export type StructuresFile = z.infer<typeof structuresShape>

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sshd } from '../channels/sshd.ts'
import { DEPOSITORS, RECIPIENTS, type Recipient } from './stream/parties.ts'

/** How an SFTP server is reached, by way of what may cut it off. */
export interface FarPlace {
  sshd: Sshd
  /** Of the proxy before it. */
  port: number
  flows: string
  reports: string
  pivots: string
}

export interface Configured {
  /** Folder of the configuration, made. */
  folder: string
  /** Folders of each depositor's flows and reports, by its code. */
  doors: ReadonlyMap<string, { in: string; out: string }>
  /** Folders of recipients, by the code of their application. */
  places: ReadonlyMap<string, string>
  far: FarPlace | undefined
  workers: number
  /** Tries at a flow, and crashes of those who work on it, before it is blocked. */
  attempts: number
}

/** Short waits, so that what was cut is soon tried again; all else is as Écluse ships it. */
export function writeConfiguration(of: Configured): void {
  mkdirSync(of.folder, { recursive: true })
  const { far } = of
  if (far !== undefined) {
    copyFileSync(far.sshd.keyFile, join(of.folder, 'key'))
    writeFileSync(join(of.folder, 'known_hosts'), far.sshd.knownHost(far.port))
  }
  writeFileSync(join(of.folder, 'ecluse.yaml'), settings(of))
  writeFileSync(join(of.folder, 'depositors.yaml'), depositors(of))
  writeFileSync(join(of.folder, 'structures.yaml'), structures(of))
}

function settings({ workers, attempts }: Configured): string {
  return `logLevel: info
workers: { flows: ${workers} }
flows: { attempts: ${attempts} }
intake: { settleMs: 2000, scanMs: 500 }
deliveries: { backoffMs: 200, backoffMaxMs: 2000, batch: 20 }
`
}

function depositors({ doors, far }: Configured): string {
  const byFolder = [...doors].map(
    ([code, { in: entry, out }]) => `  - application: ${code}
    name: Déposant ${code}
    in: ${entry}
    out: ${out}
    renames: ${code !== DEPOSITORS.writes}
`,
  )
  const bySftp =
    far === undefined
      ? ''
      : `  - application: ${DEPOSITORS.far}
    name: Déposant ${DEPOSITORS.far}
    channel: sftp
    ${loginTo(far)}
    remoteOut: ${far.sshd.remote(far.flows)}
    remoteIn: ${far.sshd.remote(far.reports)}
    renames: true
    pollMs: 300
`
  return `depositors:\n${byFolder.join('')}${bySftp}`
}

function structures({ places, far }: Configured): string {
  const applications = [...places].map(
    ([code, folder]) => `  - { code: ${code}, label: Application ${code}, folder: ${folder} }\n`,
  )
  const known = Object.values<Recipient>(RECIPIENTS).filter(
    ({ application }) => far !== undefined || places.has(application),
  )
  const structure = ({ siret, name, application }: Recipient) =>
    `  - { siret: "${siret}", name: "${name}", application: ${application} }\n`
  const bySftp =
    far === undefined
      ? ''
      : `  - code: ${RECIPIENTS.far.application}
    label: Application ${RECIPIENTS.far.application}
    channel: sftp
    ${loginTo(far)}
    remoteFolder: ${far.sshd.remote(far.pivots)}
`
  return `applications:\n${applications.join('')}${bySftp}structures:\n${known.map(structure).join('')}`
}

function loginTo({ sshd, port }: FarPlace): string {
  return `host: 127.0.0.1
    port: ${port}
    user: ${sshd.user}
    keyFile: key
    knownHosts: known_hosts`
}

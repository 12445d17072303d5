import type { Siret } from '../invoice/identifier.ts'
import type { SftpServer } from './sftp-server.ts'

/** What a structure demands of every invoice. `serviceOrEngagement` comes first: with it the two others do not count. */
export interface Demands {
  /** codeServiceDoitEtreRenseigne: the code of one of its active services. */
  service: boolean
  /** numeroEJDoitEtreRenseigne: an engagement number. */
  engagement: boolean
  /** gestionNumeroEJOuCodeService: at least one of the two. */
  serviceOrEngagement: boolean
}

export interface Service {
  /** At most 100 characters, compared exactly, case included. */
  code: string
  name: string
  active: boolean
  /** True: an invoice for this service must carry an engagement number, whatever the structure demands. */
  engagement: boolean
}

/** A public structure that receives invoices. */
export interface Structure {
  siret: Siret
  /** Absent only on a synthetic structure: the name is then the flow's own. */
  name?: string
  active: boolean
  /** Code of the application its pivots are delivered to. */
  application: string
  demands: Demands
  services: readonly Service[]
  /** True: not in the directory, taken as known by `lenient`. Nothing is ever delivered to it. */
  synthetic?: true
}

/** The software of one or several structures, the addressee of pivot files. */
export interface RecipientApplication {
  /** Six characters, A–Z and 0–9: the code in the names of the flows it receives. */
  code: string
  label: string
}

/** Where documents are delivered. */
export type DeliveryPlace =
  /** `folder`: absolute path. */
  | { channel: 'folder'; folder: string }
  /** `folder`: path there, absolute or from where the login begins. */
  | { channel: 'sftp'; server: SftpServer; folder: string }

/** A place documents are delivered to; `id`: `application:<code>` or `depositor:<code>`. */
export type Endpoint = { id: string } & DeliveryPlace

/** The id of the endpoint a recipient application receives its pivots at. */
export function applicationEndpointId(code: string): string {
  return `application:${code}`
}

import { createHash } from 'node:crypto'
import { type Siret, siret } from '../invoice/identifier.ts'
import {
  applicationEndpointId,
  type DeliveryPlace,
  type Endpoint,
  type RecipientApplication,
  type Structure,
} from './structure.ts'

/** The State has one SIRET for all its services. */
export const STATE_SIRET = '11000201100044' as Siret

/** The SIRET a depositor writes when it does not know the State's; the service code then says who is meant. */
export const UNKNOWN_SIRET = '00000000000000' as Siret

/**
 * Who receives invoices, and where. An unknown recipient is a value (`undefined`); a directory that cannot answer
 * throws, which is trouble of ours and never a fault of the deposit.
 */
export interface Directory {
  /** Hex SHA-256 over what is judged by: applications and structures, whatever their order. Runs record it. */
  readonly hash: string
  findStructure(siret: string): Structure | undefined
  /** The State, when one of its services has this code. */
  stateOfService(code: string): Structure | undefined
  application(code: string): RecipientApplication | undefined
  /** Every application, in the order of the configuration. */
  applications(): RecipientApplication[]
  /** Where the application of this code receives its pivots. */
  endpoint(code: string): Endpoint | undefined
  /** All that is judged by: no place, no server, no secret. */
  contents(): DirectoryContents
}

/** What invoices are judged by of a directory, without the places documents go to. */
export interface DirectoryContents {
  applications: readonly RecipientApplication[]
  structures: readonly Structure[]
}

/** What a directory is made of: an application and the place it receives in; absent in a directory of the past. */
export interface DirectoryEntry extends RecipientApplication {
  place?: DeliveryPlace
}

/** A directory held in memory. Codes and SIRETs are taken as unique and as naming one another; `readSettings` saw to that. */
export function directoryOf(
  applications: readonly DirectoryEntry[],
  structures: readonly Structure[],
): Directory {
  const byCode = new Map(applications.map((each) => [each.code, each]))
  const bySiret = new Map<string, Structure>(structures.map((each) => [each.siret, each]))
  return {
    hash: hashOf(applications, structures),
    findStructure: (siret) => bySiret.get(siret),
    stateOfService(code) {
      const state = bySiret.get(STATE_SIRET)
      return state?.services.some((service) => service.code === code) ? state : undefined
    },
    application(code) {
      const found = byCode.get(code)
      return found && { code: found.code, label: found.label }
    },
    applications: () => applications.map(({ code, label }) => ({ code, label })),
    endpoint(code) {
      const found = byCode.get(code)
      return found?.place && { id: applicationEndpointId(code), ...found.place }
    },
    contents: () => ({ applications: applications.map(({ code, label }) => ({ code, label })), structures }),
  }
}

/**
 * The structure a deposit means. The SIRET 00000000000000 stands for the State when the service code is one of the
 * State's; every other SIRET stands for itself only.
 */
export function findRecipient(
  directory: Directory,
  meant: { siret: string; service?: string | undefined },
): Structure | undefined {
  if (meant.siret === UNKNOWN_SIRET && meant.service !== undefined) {
    const state = directory.stateOfService(meant.service)
    if (state !== undefined) return state
  }
  return siret(meant.siret) && directory.findStructure(meant.siret)
}

/** Places are left out: the same directory on another machine judges the same. */
function hashOf(applications: readonly DirectoryEntry[], structures: readonly Structure[]): string {
  const canonical = {
    applications: applications.map(({ code, label }) => [code, label]).toSorted(byFirst),
    structures: structures.map(canonicalStructure).toSorted(byFirst),
  }
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex')
}

function canonicalStructure(of: Structure): [string, ...unknown[]] {
  const { service, engagement, serviceOrEngagement } = of.demands
  const services = of.services
    .map((each): [string, ...unknown[]] => [each.code, each.name, each.active, each.engagement])
    .toSorted(byFirst)
  const demands = [service, engagement, serviceOrEngagement]
  return [of.siret, of.name, of.active, of.application, demands, services]
}

/** By code unit, so that the order does not hang on the machine's language. */
function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  const [left, right] = [String(a[0]), String(b[0])]
  return left < right ? -1 : left > right ? 1 : 0
}

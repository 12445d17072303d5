import { type Fault, fault } from '../../faults/fault.ts'
import { parisText } from '../../invoice/paris.ts'
import { contentKind, type ContentKind } from '../../reception/content-kind.ts'
import { type FlowName, judgeName } from '../../reception/flow-name.ts'
import type { EarlierFlow } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Deposit } from '../outcome.ts'

/** What is known of earlier deposits when a flow is opened. */
export interface Past {
  sameIdentifier?: EarlierFlow | undefined
  sameBytes?: EarlierFlow | undefined
}

/** One document of the flow. */
export interface FlowDocument {
  index: number
  /** File name inside the flow, the flow's own name when it is a single document. */
  name: string
  bytes: Uint8Array
}

/** A flow opened: its documents, or why it is inadmissible as a whole. */
export interface Opened {
  name?: FlowName
  interfaceCode: string | undefined
  documents: FlowDocument[]
  faults: Fault[]
  remarks: Fault[]
}

/** Judges name, size, kind and uniqueness of the flow, and gives its documents when nothing is wrong with them. */
export function open(
  deposit: Deposit,
  name: ReturnType<typeof judgeName>,
  past: Past,
  context: Context,
): Opened {
  const faults = [
    ...name.faults,
    ...sizeFaults(deposit, context),
    ...kindFaults(deposit),
    ...pastFaults(name.name, past),
  ]
  const remarks = [...name.remarks, ...sameBytesRemark(past)]
  const document = { index: 0, name: deposit.name, bytes: deposit.bytes }
  return {
    interfaceCode: name.name?.interfaceCode,
    documents: faults.length === 0 ? [document] : [],
    faults,
    remarks,
    ...(name.name === undefined ? {} : { name: name.name }),
  }
}

function sizeFaults(deposit: Deposit, context: Context): Fault[] {
  const limit = context.flowBytes(deposit.depositor)
  if (deposit.size <= limit) return []
  return [fault('RCV-07', { detail: { size: String(deposit.size), limit: String(limit) } })]
}

const ARCHIVES: Readonly<Record<Exclude<ContentKind, 'empty' | 'document'>, string>> = {
  gzip: 'gzip ou tar.gz',
  zip: 'zip',
  tar: 'tar',
}

function kindFaults(deposit: Deposit): Fault[] {
  if (deposit.size === 0) return [fault('RCV-06')]
  const kind = contentKind(deposit.bytes)
  if (kind === 'empty' || kind === 'document') return []
  return [fault('RCV-10', { detail: { kind: ARCHIVES[kind] } })]
}

function pastFaults(name: FlowName | undefined, past: Past): Fault[] {
  if (name === undefined || past.sameIdentifier === undefined) return []
  return [fault('RCV-05', { detail: { identifier: name.identifier, ...earlier(past.sameIdentifier) } })]
}

/** Said only where the identifier is new: otherwise the fault above says it already. */
function sameBytesRemark(past: Past): Fault[] {
  if (past.sameBytes === undefined || past.sameIdentifier !== undefined) return []
  return [fault('RCV-09', { detail: earlier(past.sameBytes) })]
}

function earlier(flow: EarlierFlow): { date: string; earlier: string } {
  return { date: parisText(flow.receivedAt), earlier: flow.name }
}

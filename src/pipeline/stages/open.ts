import { type Fault, fault } from '../../faults/fault.ts'
import { parisText } from '../../invoice/paris.ts'
import type { ArchivedFile } from '../../reception/archive/read-archive.ts'
import { kindOf } from '../../reception/content.ts'
import type { FlowName, judgeName } from '../../reception/flow-name.ts'
import type { EarlierFlow } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Deposit } from '../outcome.ts'

/** What is known of earlier deposits when a flow is opened. */
export interface Past {
  sameIdentifier?: EarlierFlow | undefined
  sameBytes?: EarlierFlow | undefined
}

/** A flow opened: what it holds, or why it is inadmissible as a whole. */
export interface Opened {
  name?: FlowName
  interfaceCode: string | undefined
  isArchive: boolean
  /** Its documents, none when it is inadmissible. */
  files: ArchivedFile[]
  faults: Fault[]
  remarks: Fault[]
}

/** Judges name, size, kind and uniqueness of the flow, and tells what is in it when nothing is wrong with them. */
export async function open(
  deposit: Deposit,
  name: ReturnType<typeof judgeName>,
  past: Past,
  context: Context,
): Promise<Opened> {
  const faults = [
    ...name.faults,
    ...sizeFaults(deposit, context),
    ...kindFaults(deposit),
    ...pastFaults(name.name, past),
  ]
  const remarks = [...name.remarks, ...sameBytesRemark(past)]
  const isArchive = kindOf(deposit.content) === 'gzip'
  const held = faults.length > 0 ? nothing : await contents(deposit, isArchive, context)
  return {
    interfaceCode: name.name?.interfaceCode,
    isArchive,
    files: held.files,
    faults: [...faults, ...held.faults],
    remarks: [...remarks, ...held.remarks],
    ...(name.name === undefined ? {} : { name: name.name }),
  }
}

const nothing = { files: [], faults: [], remarks: [] }

async function contents(deposit: Deposit, isArchive: boolean, context: Context) {
  if (isArchive) return context.archives.contentsOf(deposit)
  return { ...nothing, files: [{ index: 0, name: deposit.name, size: deposit.content.size }] }
}

function sizeFaults(deposit: Deposit, context: Context): Fault[] {
  const limit = context.flowBytes(deposit.depositor)
  const { size } = deposit.content
  return size <= limit ? [] : [fault('RCV-07', { detail: { size: String(size), limit: String(limit) } })]
}

function kindFaults(deposit: Deposit): Fault[] {
  const kind = kindOf(deposit.content)
  if (kind === 'empty') return [fault('RCV-06')]
  return kind === 'zip' || kind === 'tar' ? [fault('RCV-10', { detail: { kind } })] : []
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

import { waitingAtDoors } from './arrivals.ts'
import { type Finding, finding } from './finding.ts'
import type { DepositNote, World } from './notes.ts'
import type { Flow, Record } from './record.ts'

/** A deposit with the flow the record has for it. */
export interface Accounted {
  deposit: DepositNote
  flow: Flow
}

export interface DepositsChecked {
  findings: Finding[]
  accounted: Accounted[]
}

/**
 * Each deposit is one flow, and each flow one deposit. Those of the same depositor, name and bytes are told apart by
 * their order: it is that of their flows' numbers, as none was dropped before the one before it had been taken.
 */
export function checkDeposits(world: World, record: Record): DepositsChecked {
  const deposits = Map.groupBy(world.deposits, identityOf)
  const flows = Map.groupBy(record.flows, identityOf)
  const findings = waitingAtDoors(world).map(({ folder, name }) => finding('left-at-the-door', name, folder))
  const accounted: Accounted[] = []
  for (const [identity, dropped] of deposits) {
    const taken = flows.get(identity) ?? []
    for (const [index, deposit] of dropped.entries()) {
      const flow = taken[index]
      if (flow === undefined) findings.push(finding('deposit-lost', subjectOf(deposit), deposit.kind))
      else accounted.push({ deposit, flow })
    }
    for (const flow of taken.slice(dropped.length)) {
      findings.push(finding('deposit-doubled', flow.name, `flow ${flow.number}`))
    }
  }
  for (const flow of record.flows.filter((each) => !deposits.has(identityOf(each)))) {
    findings.push(finding('flow-from-nowhere', flow.name, `flow ${flow.number} of ${flow.depositor}`))
  }
  return { findings, accounted }
}

/** Each flow came to what its deposit deserves. */
export function checkVerdicts(accounted: readonly Accounted[]): Finding[] {
  const grouped = Map.groupBy(accounted, ({ deposit }) => groupOf(deposit))
  const single = grouped.get(undefined) ?? []
  const groups = [...grouped].flatMap(([group, members]) =>
    group === undefined ? [] : checkGroup(group, members),
  )
  return [...single.flatMap(checkVerdict), ...groups]
}

const UNFINISHED = ['received', 'processing']

function checkVerdict({ deposit, flow }: Accounted): Finding[] {
  if (flow.state === deposit.expected) return []
  const subject = `${subjectOf(deposit)}, flow ${flow.number}`
  const detail = `${deposit.kind}: ${flow.state} instead of ${deposit.expected}`
  if (UNFINISHED.includes(flow.state)) return [finding('flow-unfinished', subject, detail)]
  return [finding(flow.state === 'blocked' ? 'flow-blocked' : 'verdict-wrong', subject, detail)]
}

function checkGroup(group: string, members: readonly Accounted[]): Finding[] {
  const integrated = members.filter(({ flow }) => flow.state === 'integrated')
  const others = members.filter(({ flow }) => flow.state !== 'integrated')
  const findings = others.flatMap(({ deposit, flow }) =>
    checkVerdict({ deposit: { ...deposit, expected: 'rejected' }, flow }),
  )
  if (integrated.length === 1) return findings
  return [...findings, finding('verdict-wrong', group, `${integrated.length} integrated instead of 1`)]
}

function groupOf({ expected }: DepositNote): string | undefined {
  return expected.startsWith('one-of:') ? expected.slice('one-of:'.length) : undefined
}

function identityOf({ depositor, name, sha256, size }: Pick<Flow, 'depositor' | 'name' | 'sha256' | 'size'>) {
  return `${depositor} ${name} ${sha256} ${size}`
}

export function subjectOf({ id, name }: DepositNote): string {
  return `deposit ${id} ${name}`
}

import type { Fault } from '../faults/fault.ts'
import type { SchemaMark } from '../formats/schema-mark.ts'
import { judgeName, type NameJudgement } from '../reception/flow-name.ts'
import type { Ask } from './ask.ts'
import type { Context } from './context.ts'
import type { Journey } from './journey.ts'
import { type Judged, keysOf, unreadable, withoutDuplicates } from './judgement.ts'
import type { Deposit } from './outcome.ts'
import { check } from './stages/check.ts'
import { extract } from './stages/extract.ts'
import { type FlowDocument, type Opened, open } from './stages/open.ts'
import { validate } from './stages/validate.ts'

/** One run at work: what judges it, what it may ask, and the marks it leaves. */
export interface Bench {
  context: Context
  ask: Ask
  journey: Journey
  /** Judge the file as a flow of this interface whatever its name. */
  as?: string | undefined
}

/** The flow opened, its name judged and its past asked for. */
export async function openFlow(deposit: Deposit, bench: Bench): Promise<Opened> {
  const { ask, context, journey, as } = bench
  const name = as === undefined ? judgeName(deposit.name, deposit.depositor) : unnamed()
  const past = {
    sameIdentifier:
      name.name && (await ask.flowIdentifierSeen(deposit.depositor, name.name.identifier, deposit.flow)),
    sameBytes: await ask.sameBytes(deposit.depositor, deposit.sha256, deposit.flow),
  }
  const opened = await journey.stage('open', () => open(deposit, name, past, context))
  if (opened.faults.length > 0) journey.faulted('open')
  return as === undefined ? opened : { ...opened, interfaceCode: as }
}

function unnamed(): NameJudgement {
  return { faults: [], remarks: [] }
}

/** Every document of the flow, validated, read and held against the rules; each is let go before the next is parsed. */
export async function examine(opened: Opened, deposit: Deposit, bench: Bench) {
  const schemas = new Map<string, SchemaMark>()
  const judged: Judged[] = []
  for (const file of opened.documents) {
    const { result, schema } = await bench.journey.stage('validate', () =>
      validate(file, opened.interfaceCode ?? '', bench.context),
    )
    if (schema !== undefined) schemas.set(schema.id, schema)
    judged.push(
      result.ok
        ? await examineValid(file, result.value, deposit, bench)
        : refused(file, result.faults, bench),
    )
  }
  return { judged, schemas: [...schemas.values()] }
}

async function examineValid(
  file: FlowDocument,
  valid: Parameters<typeof extract>[0],
  deposit: Deposit,
  { context, journey }: Bench,
): Promise<Judged> {
  try {
    const draft = await journey.stage('extract', () => extract(valid))
    const checked = await journey.stage('check', () => check(draft, deposit.receivedAt, context))
    if (checked.faults.length > 0) journey.faulted('check')
    return { file, draft, checked }
  } finally {
    valid.document.dispose()
  }
}

function refused(file: FlowDocument, faults: readonly Fault[], { journey }: Bench): Judged {
  journey.faulted('validate')
  return unreadable(file, faults)
}

/** The invoices that are the first of their key, in the record and in this flow; the others get their fault. */
export async function tellDuplicates(judged: readonly Judged[], deposit: Deposit, { ask, journey }: Bench) {
  const before = await ask.acceptedBefore(keysOf(judged))
  const itself = { flow: deposit.flow, flowName: deposit.name, acceptedAt: deposit.receivedAt }
  const told = withoutDuplicates(judged, before, itself)
  if (told.some(({ draft, checked }) => draft !== undefined && checked.faults.length > 0))
    journey.faulted('check')
  return told
}

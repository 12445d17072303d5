import { expect, test } from 'vitest'
import type { AlertDesk, AlertNotice, Problem } from '../../src/record/alerts.ts'
import { DutyLost } from '../../src/record/duties.ts'
import type { RecordUnderTest } from './replay-promises.ts'

const DUTY = { name: 'alerts', owner: 'machine-1' }
const MINUTE_MS = 60_000
const KEPT_SINCE = '2020-01-01T00:00:00.000Z'
const FAR = '2099-01-01T00:00:00.000Z'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString()

function problem(over: Partial<Problem> = {}): Problem {
  const facts = { endpoint: 'application:FIN001', waiting: 3 }
  return { key: 'endpoint:application:FIN001', kind: 'endpoint', toleratedMs: 0, facts, ...over }
}

/** What alerts keep, whatever engine is under them. */
export function keepsAlertPromises(open: () => Promise<RecordUnderTest>): void {
  const onDuty = async () => {
    const record = await open()
    await record.ledger.duties.take([DUTY.name], { owner: DUTY.owner }, 600_000)
    return record
  }

  test('what lasts is told once when it begins and once when it is over', async () => {
    await using record = await onDuty()
    const { alerts } = record.desk
    for (const minute of [0, 1, 2]) await alerts.found([problem()], at(minute), DUTY)
    for (const minute of [3, 4]) await alerts.found([], at(minute), DUTY)
    expect(await allTold(alerts)).toEqual([
      expect.objectContaining({ key: problem().key, phase: 'begin', since: at(0), at: at(0) }),
      expect.objectContaining({ key: problem().key, phase: 'over', since: at(0), at: at(3) }),
    ])
  })

  test('what is over before it has lasted long enough is never told', async () => {
    await using record = await onDuty()
    const { alerts } = record.desk
    const short = problem({ toleratedMs: 15 * MINUTE_MS })
    await alerts.found([short], at(0), DUTY)
    await alerts.found([short], at(14), DUTY)
    expect(await alerts.current()).toEqual([expect.objectContaining({ key: short.key, since: at(0) })])
    await alerts.found([], at(16), DUTY)
    expect(await allTold(alerts)).toEqual([])
    expect(await alerts.current()).toEqual([])
  })

  test('what lasts longer than is tolerated begins then, since it was first found', async () => {
    await using record = await onDuty()
    const { alerts } = record.desk
    const long = problem({ toleratedMs: 15 * MINUTE_MS })
    for (const minute of [0, 10, 15, 20]) await alerts.found([long], at(minute), DUTY)
    expect(await allTold(alerts)).toEqual([
      expect.objectContaining({ phase: 'begin', since: at(0), at: at(15) }),
    ])
    expect(await alerts.current()).toEqual([expect.objectContaining({ begunAt: at(15) })])
  })

  test('what comes back after it was over is told again', async () => {
    await using record = await onDuty()
    const { alerts } = record.desk
    await alerts.found([problem()], at(0), DUTY)
    await alerts.found([], at(1), DUTY)
    await alerts.found([problem()], at(2), DUTY)
    expect((await allTold(alerts)).map(({ phase }) => phase)).toEqual(['begin', 'over', 'begin'])
  })

  test('what could not be told waits for its next try, and nothing overtakes it', async () => {
    await using record = await onDuty()
    const { alerts } = record.desk
    await alerts.found([problem()], at(0), DUTY)
    await alerts.found([], at(1), DUTY)
    const first = await alerts.nextToTell(at(1))
    if (first === undefined) throw new Error('nothing is to be told')
    await alerts.notTold(first, { error: 'nobody there', nextAt: at(5) })
    expect(await alerts.nextToTell(at(4))).toBe(undefined)
    expect(await alerts.nextToTell(at(5))).toMatchObject({ phase: 'begin', tries: 1 })
  })

  test('who lost the duty changes nothing', async () => {
    await using record = await onDuty()
    const { alerts } = record.desk
    const other = { ...DUTY, owner: 'machine-2' }
    await expect(alerts.found([problem()], at(0), other)).rejects.toThrow(DutyLost)
    expect(await alerts.current()).toEqual([])
  })

  test('what was told long ago is forgotten', async () => {
    await using record = await onDuty()
    const { alerts } = record.desk
    await alerts.found([problem()], at(0), DUTY)
    const [first] = await allTold(alerts)
    await alerts.found([], at(1), DUTY)
    const last = await alerts.nextToTell(FAR)
    if (first === undefined || last === undefined) throw new Error('nothing is to be told')
    await alerts.told(last, at(2), at(1))
    await expect(alerts.notTold(first, { error: 'late', nextAt: at(9) })).resolves.toBe(undefined)
    expect(await alerts.nextToTell(FAR)).toBe(undefined)
  })
}

/** Tells all there is to tell, in its order. */
async function allTold(alerts: AlertDesk): Promise<AlertNotice[]> {
  const told: AlertNotice[] = []
  for (;;) {
    const notice = await alerts.nextToTell(FAR)
    if (notice === undefined) return told
    told.push(notice)
    await alerts.told(notice, FAR, KEPT_SINCE)
  }
}

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tarGz } from './reception/tar.ts'
import {
  clearsAway,
  dataFolder,
  drop,
  dropBytes,
  filesIn,
  fixtureBytes,
  flowName,
  pivots,
  reports,
  start,
  until,
  value,
} from './walk-world.ts'

clearsAway()

test('dropped invoices become pivots with the right factor in the right folders, and a report each', {
  timeout: 90_000,
}, async () => {
  const data = dataFolder()
  const service = start(data)
  drop(data, 'accepted-factored-invoice-notice-in-payment-terms')
  drop(data, 'remark-FAC-04-factor-ignored-for-want-of-an-account')
  drop(data, 'rejected-RTE-01-unknown-recipient')
  await until(() => reports(data).length === 3, service.log)
  expect(new Set(pivots(data).map((each) => value(each, 'RaisonSocialeEncaisseur')))).toEqual(
    new Set(['Factofictif SA', undefined]),
  )
  expect(
    reports(data)
      .map((each) => [...each.matchAll(/<IdStatut>(\d+)/g)].map((found) => found[1]).join('+'))
      .toSorted(),
  ).toEqual(['90', '90', '90+93'])
  expect(filesIn(join(data, 'depot/OPE001/in'))).toEqual([])
  service.stop()
  expect(await service.ended).toBe(0)
})

test('the same flow dropped again is told so, and its recipient gets nothing twice', {
  timeout: 90_000,
}, async () => {
  const data = dataFolder()
  const service = start(data)
  drop(data, 'accepted-account-of-the-supplier')
  await until(() => reports(data).length === 1, service.log)
  drop(data, 'accepted-account-of-the-supplier')
  await until(() => reports(data).length === 2, service.log)
  expect(pivots(data)).toHaveLength(1)
  expect(reports(data).filter((each) => each.includes('<CodeErreur>RCV-05'))).toHaveLength(1)
})

test('everything killed in the middle and started again: every flow has its report, none its pivot twice', {
  timeout: 180_000,
}, async () => {
  const data = dataFolder()
  const flows = 120
  const first = start(data)
  for (let n = 1; n <= flows; n++) drop(data, 'rejected-RTE-01-unknown-recipient', flowName(n))
  drop(data, 'accepted-account-of-the-supplier', flowName(flows + 1))
  drop(data, 'accepted-account-of-the-supplier', flowName(flows + 2))
  await until(() => reports(data).length > 10, first.log)
  first.killAll()
  await first.ended
  const second = start(data)
  await until(() => reports(data).length === flows + 2, second.log)
  const reported = reports(data).map((each) => value(each, 'IdFlux'))
  expect(new Set(reported).size).toBe(flows + 2)
  expect(pivots(data)).toHaveLength(1)
})

test('an archive is shared out among the workers, and killed in the middle still ends as one flow: one report, one pivot a recipient', {
  timeout: 180_000,
}, async () => {
  const data = dataFolder()
  const first = start(data)
  dropBytes(data, await archiveOfSixty(), flowName(1))
  await until(
    () => filesIn(join(data, 'depot/OPE001/in')).length === 0 && first.log().includes('received'),
    first.log,
  )
  first.killAll()
  await first.ended
  const second = start(data)
  await until(() => reports(data).length === 1 && pivots(data).length === 2, second.log)
  const [report = ''] = reports(data)
  expect([...report.matchAll(/<IdStatut>(\d+)/g)].map((found) => found[1])).toEqual(['90', '96'])
  expect(report).toContain('57 facture(s) intégrée(s), 3 rejetée(s)')
  expect([...report.matchAll(/<CodeErreur>([^<]+)/g)].map((found) => found[1])).toEqual([
    'RTE-01',
    'EXT-18',
    'VAL-01',
  ])
  const files = pivots(data)
  expect(new Set(files.map((each) => /Compteur="(\d+)"/.exec(each)?.[1]))).toEqual(new Set(['1', '56']))
  for (const file of files) {
    const numbers = [...file.matchAll(/<CPPFacturePivotUnitaire NumOrdre="(\d+)"/g)].map((found) =>
      Number(found[1]),
    )
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  }
  const ids = files.flatMap((each) => [...each.matchAll(/<IdCPRO>(\d+)/g)].map((found) => found[1]))
  expect(new Set(ids).size).toBe(57)
})

/** Sixty documents: 56 for one application, one for another, one for nobody, one twice, one cut short. */
async function archiveOfSixty(): Promise<Buffer> {
  const one = fixtureBytes('accepted-factored-invoice-notice-in-payment-terms').toString('utf8')
  const numbered = (n: number) => one.replaceAll('FA-2026-0412', `LOT-${n}`)
  const many = Array.from({ length: 56 }, (_, n) => ({ name: `facture-${n}.xml`, content: numbered(n) }))
  return tarGz([
    ...many,
    { name: 'departement.xml', content: fixtureBytes('accepted-account-of-the-supplier') },
    { name: 'inconnu.xml', content: fixtureBytes('rejected-RTE-01-unknown-recipient') },
    { name: 'doublon.xml', content: numbered(7) },
    { name: 'coupee.xml', content: one.slice(0, 3000) },
  ])
}

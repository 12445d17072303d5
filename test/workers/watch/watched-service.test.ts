import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drop, dropBytes, fixtureBytes, flowName, reports } from '../../walk-world.ts'
import { metricsOf, startWatched, until, type WatchedService, watchedFolder } from './watched-world.ts'

const folder = watchedFolder('workers: { flows: 2 }\nlimits: { depth: 200 }\n')
const ACCEPTED = 'accepted-factored-invoice-notice-in-payment-terms'
const FIXTURES = [
  ACCEPTED,
  'accepted-foreign-supplier',
  'accepted-credit-note',
  'rejected-FAC-03-iban-cut-short',
  'rejected-RTE-01-unknown-recipient',
  'rejected-VAL-01-ampersand-alone',
  'rejected-EXT-22-zip-of-two-files',
]
/** Files that are no flows, named after people. */
const MISNAMED = ['Facture de Jeanne Dupontel 0612345678.xml', 'jeanne.dupontel@exemple.example']

let service: WatchedService
beforeAll(async () => {
  service = await startWatched(folder)
  for (const [n, fixture] of FIXTURES.entries()) drop(service.data, fixture, flowName(n))
  for (const name of MISNAMED) dropBytes(service.data, fixtureBytes(ACCEPTED), name)
  const all = FIXTURES.length + MISNAMED.length
  await until(
    () => reports(service.data).length >= all,
    () => service.log(),
  )
}, 120_000)
afterAll(async () => {
  await service.stop()
  rmSync(folder.root, { recursive: true })
})

async function ready(): Promise<{ status: number; parts: Record<string, { state: string; fr: string }> }> {
  const answer = await fetch(`${service.url}/health/ready`)
  const { parts } = (await answer.json()) as { parts: Record<string, { state: string; fr: string }> }
  return { status: answer.status, parts }
}

async function doorsNow(): Promise<string> {
  return (await ready()).parts['doors']?.fr ?? 'not told'
}

test('what was taken in, judged and delivered is counted, by state, code, factor and endpoint', async () => {
  const all = FIXTURES.length + MISNAMED.length
  const wanted = {
    'ecluse_flows_received_total{depositor="OPE001"}': all,
    'ecluse_flows{state="integrated"}': 3,
    'ecluse_flows{state="rejected"}': all - 3,
    'ecluse_flows{state="pending"}': 0,
    'ecluse_flows_judged_total{interface="FSO1100A",state="integrated"}': 3,
    'ecluse_flows_judged_total{interface="unknown",state="rejected"}': MISNAMED.length,
    'ecluse_flows_with_code{code="RTE-01"}': 1,
    'ecluse_codes_given_total{code="VAL-01"}': 1,
    'ecluse_invoices_judged_total{verdict="accepted"}': 3,
    'ecluse_documents_delivered_total{endpoint="depositor:OPE001",kind="report"}': all,
    ecluse_flow_verdict_seconds_count: all,
    'ecluse_worker_processes{state="ready"}': 2,
  }
  let told = new Map<string, number>()
  const isTold = async () => {
    told = await metricsOf(service.url)
    return Object.entries(wanted).every(([name, value]) => told.get(name) === value)
  }
  await until(isTold, () =>
    JSON.stringify(
      [...told].filter(([name]) => name in wanted),
      null,
      1,
    ),
  )
  expect(told.get('ecluse_invoice_factors_total{factor="present"}')).toBeGreaterThan(0)
  expect(told.get('ecluse_archive_documents')).toBeGreaterThanOrEqual(all)
}, 90_000)

test('the time in each room is told, each passage in one bucket', async () => {
  const told = await metricsOf(service.url)
  for (const room of [
    'reception',
    'open',
    'validate',
    'extract',
    'check',
    'readable',
    'zip',
    'pivot',
    'commit',
    'delivery',
  ]) {
    const count = told.get(`ecluse_room_seconds_count{room="${room}"}`)
    expect(count, room).toBeGreaterThan(0)
    expect(told.get(`ecluse_room_seconds_bucket{room="${room}",le="+Inf"}`)).toBe(count)
    expect(told.get(`ecluse_room_seconds_sum{room="${room}"}`)).toBeGreaterThan(0)
  }
})

test('each room a flow went through has its line in the log, with what was found there', async () => {
  let rooms: Record<string, unknown>[] = []
  const isTold = () => {
    rooms = roomsOfRejected(service.log())
    return rooms.length >= 9
  }
  await until(isTold, () => JSON.stringify(rooms, null, 1)) // a worker writes its lines some at a time
  expect(rooms.map((line) => line['room'])).toEqual([
    'reception',
    'open',
    'validate',
    'extract',
    'check',
    'route',
    'commit',
    'delivery',
    'delivery',
  ])
  expect(rooms[4]).toMatchObject({ interface: 'FSO1100A', run: 0, verdict: 'faults', codes: ['FAC-03'] })
  expect(rooms[6]).toMatchObject({ state: 'rejected', invoices: 1, accepted: 0, codes: ['FAC-03'] })
  for (const line of rooms) expect(line).toMatchObject({ ms: expect.any(Number), bytes: expect.any(Number) })
})

/** In the order of their times: each process writes its own lines, when it has some. */
function roomsOfRejected(log: string): Record<string, unknown>[] {
  const lines = log
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .toSorted((a, b) => Number(a['time']) - Number(b['time']))
  const rejected = lines.find((line) => Array.isArray(line['codes']) && line['codes'].includes('FAC-03'))
  return lines.filter((line) => line['flow'] === rejected?.['flow'] && line['room'] !== undefined)
}

test('nothing of what the documents say, and no name of a file, is in the log or in the metrics', async () => {
  const text = FIXTURES.map((fixture) => fixtureBytes(fixture).toString('utf8')).join('\n')
  const said = [...text.matchAll(/>([^<>]{4,})</g)].map(([, inside = '']) => inside.trim())
  const personal = new Set([...said.filter(isTelling), 'Dupontel', '0612345678', 'exemple.example'])
  expect(personal.size).toBeGreaterThan(60)
  expect(personal).toContain('FR7600000000000002201010122')
  expect(personal).toContain('Hélène Marchegay')
  const told = service.log() + (await (await fetch(`${service.url}/metrics`)).text())
  expect([...personal].filter((each) => told.includes(each))).toEqual([])
})

/** Words, or numbers that name somebody; not the short ones that any page of figures holds. */
function isTelling(said: string): boolean {
  return /\d{9}/.test(said) || (/\p{L}{3}/u.test(said) && said !== 'IBAN')
}

test('every metric the dashboard asks for is told', async () => {
  const dashboard = readFileSync(join(import.meta.dirname, '../../../docs/grafana/ecluse.json'), 'utf8')
  const asked = new Set(dashboard.match(/\b(ecluse|process|nodejs)_[a-z0-9_]+/g))
  const page = await (await fetch(`${service.url}/metrics`)).text()
  const told = new Set<string>()
  for (const [, name = '', type] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    for (const suffix of suffixes) told.add(name + suffix)
  }
  expect(asked.size).toBeGreaterThan(25)
  expect([...asked].filter((name) => !told.has(name))).toEqual([])
})

test('every metric of ours is in docs/watching.md, and every one there is told', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/watching.md'), 'utf8')
  const written = new Set([...guide.matchAll(/^\| `(ecluse_[a-z_]+)/gm)].map(([, name]) => name))
  const page = await (await fetch(`${service.url}/metrics`)).text()
  const told = new Set([...page.matchAll(/^# TYPE (ecluse_\S+)/gm)].map(([, name]) => name))
  expect(written).toEqual(told)
})

test('a house where all is well is ready; a recipient that is away degrades its doors, and no more', async () => {
  const before = await ready()
  expect(before.status).toBe(200)
  expect(Object.values(before.parts).map(({ state }) => state)).toEqual(Array(7).fill('well'))
  const out = join(service.data, 'depot/OPE001/out')
  renameSync(out, `${out}-away`)
  writeFileSync(out, 'no folder')
  drop(service.data, 'rejected-RTE-01-unknown-recipient', flowName(100))
  await until(async () => (await ready()).parts['doors']?.state === 'degraded', service.log)
  expect(await ready()).toMatchObject({
    status: 200,
    parts: { doors: { fr: 'portes : 1 fermée : depositor:OPE001' } },
  })
  rmSync(out)
  renameSync(`${out}-away`, out)
}, 90_000)

test('a depositor’s folder that is away is told, and that it is back', async () => {
  const inside = join(service.data, 'depot/DEM002/in')
  renameSync(inside, `${inside}-away`)
  await until(async () => (await doorsNow()).includes('depositor:DEM002'), service.log)
  renameSync(`${inside}-away`, inside)
  await until(async () => !(await doorsNow()).includes('depositor:DEM002'), service.log)
  expect((await ready()).status).toBe(200)
}, 90_000)

test('a worker that dies is told until another is there', async () => {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(service.pid)]).toString()
  const workers = children.split('\n').filter((line) => line.includes('workers/flows.ts'))
  for (const line of workers) process.kill(Number.parseInt(line, 10), 'SIGKILL')
  await until(async () => (await ready()).status === 503, service.log)
  const { parts } = await ready()
  expect(parts['workers']).toMatchObject({ state: 'ill', fr: expect.stringContaining('aucun ne travaille') })
  await until(async () => (await ready()).parts['workers']?.state === 'well', service.log)
  expect((await metricsOf(service.url)).get('ecluse_worker_deaths')).toBe(2)
}, 90_000)

test('an archive that takes nothing makes the house unready, with the reason', async () => {
  const archive = join(service.data, 'archive')
  renameSync(archive, `${archive}-away`)
  await until(async () => (await ready()).status === 503, service.log)
  expect((await ready()).parts['archive']).toMatchObject({
    state: 'ill',
    fr: expect.stringContaining('ENOENT'),
  })
  renameSync(`${archive}-away`, archive)
  mkdirSync(archive, { recursive: true })
  await until(async () => (await ready()).status === 200, service.log)
}, 90_000)

test('a Redis that stands still makes the house unready, in words', async () => {
  const socket = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(service.pid)]).toString()
  const redis = socket.split('\n').find((line) => line.includes('redis-server'))
  const pid = Number.parseInt(redis ?? '', 10)
  expect(pid).toBeGreaterThan(0)
  process.kill(pid, 'SIGSTOP')
  try {
    await until(async () => (await ready()).status === 503, service.log)
    expect((await ready()).parts['redis']).toMatchObject({ state: 'ill', fr: 'Redis : ne répond pas en 3 s' })
    expect((await ready()).parts['record']).toMatchObject({ state: 'well' })
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await until(async () => (await ready()).status === 200, service.log)
}, 90_000)

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LARGEST } from '../../src/console/pages/correct/editable.ts'
import { fixtureBytes, flowName } from '../walk-world.ts'
import type { Browser } from './access/access-world.ts'
import {
  type ConsoleWorld,
  consoleWorld,
  dropRejected,
  KNOWN,
  location,
  MISSING,
  said,
  UNKNOWN,
  unescaped,
} from './replay-world.ts'

const REASON = 'SIRET du destinataire corrigé'

/** What the form of a page holds, as a browser would send it. */
function formOf(body: string): Record<string, string> {
  const hidden = [...body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
  const text = /<textarea[^>]*>\n([\s\S]*?)<\/textarea>/.exec(body)?.[1]
  if (text === undefined) throw new Error(`no text to correct: ${said(body)}`)
  return {
    ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescaped(value)])),
    text: unescaped(text),
  }
}

async function opened(browser: Browser, flow: number, query = '') {
  const { body } = await browser.get(`/flows/${flow}/correct${query}`)
  return { body, form: formOf(body) }
}

function sent(form: Record<string, string>, over: Record<string, string>): Record<string, string> {
  const all = { ...form, ...over }
  return { ...all, text: (all['text'] ?? '').replaceAll(/\r?\n/g, '\r\n') }
}

function post(browser: Browser, flow: number, form: Record<string, string>) {
  return browser.post(`/flows/${flow}/correct`, form)
}

/** The corrected text checked: the page that lets it be recorded. */
async function checked(world: ConsoleWorld, flow: number, change: (text: string) => string, query = '') {
  const { form } = await opened(world.here, flow, query)
  const text = change(form['text'] ?? '')
  const reply = await post(world.here, flow, sent(form, { text, do: 'check' }))
  const next: Record<string, string> = { ...formOf(reply.body), do: 'record', reason: REASON }
  return { reply, form: next }
}

const mended = (text: string) => text.replace(MISSING, KNOWN)

test('the deposit is shown with what is wrong beside its line', async () => {
  await using world = await consoleWorld()
  const flow = await world.drop({ name: flowName(1), bytes: UNKNOWN })
  const { body, form } = await opened(world.here, flow)
  expect(form['text']).toBe(UNKNOWN.toString())
  const line = UNKNOWN.toString().slice(0, UNKNOWN.indexOf(MISSING)).split('\n').length
  expect(said(body)).toContain('Il serait rejeté.')
  expect(said(body)).toContain(`La structure destinataire ${MISSING} est inconnue.`)
  expect(body).toContain(`<a href="#line-${line}" data-line="${line}"`)
  expect(body).toContain(`id="line-${line}"`)
})

test('errors of the schema are told beside the line they are on, while one corrects', async () => {
  await using world = await consoleWorld()
  const [flow = 0] = await dropRejected(world, 1)
  const { reply } = await checked(world, flow, (text) =>
    text.replace('<cbc:IssueDate>', '<cbc:IssueDate>le '),
  )
  const line = UNKNOWN.toString().slice(0, UNKNOWN.indexOf('<cbc:IssueDate>')).split('\n').length
  expect(said(reply.body)).toContain('VAL-02')
  expect(reply.body).toContain(`<li class="marked" id="line-${line}"`)
})

test('a check shows the verdict and the difference, and records nothing', async () => {
  await using world = await consoleWorld()
  const flow = await world.drop({ name: flowName(1), bytes: UNKNOWN })
  const { reply } = await checked(world, flow, mended)
  expect(reply.statusCode).toBe(200)
  expect(said(reply.body)).toContain('Il serait intégré.')
  expect(said(reply.body)).toContain('1 ligne en moins, 1 ligne en plus')
  expect(unescaped(reply.body)).toMatch(new RegExp(`class="new">.*${KNOWN}`))
  const sha256 = createHash('sha256').update(mended(UNKNOWN.toString())).digest('hex')
  expect(await world.archive.has(sha256)).toBe(false)
  expect((await world.dossier(flow)).versions).toEqual([])
})

test('what was checked is recorded byte for byte and replayed; sent twice, it is done once', async () => {
  await using world = await consoleWorld()
  const flow = await world.drop({ name: flowName(1), bytes: UNKNOWN })
  const { form } = await checked(world, flow, mended)
  const replies = [await post(world.here, flow, sent(form, {})), await post(world.here, flow, sent(form, {}))]
  const [replay, ...others] = await world.desk.replays.list(10)
  expect(others).toEqual([])
  expect(replies.map(location)).toEqual([`/replays/${replay?.id}`, `/replays/${replay?.id}?known`])
  const { versions } = await world.dossier(flow)
  expect(versions).toMatchObject([{ version: 1, author: 'local', reason: REASON }])
  const bytes = await world.archive.get(versions[0]?.sha256 ?? '')
  expect(Buffer.from(bytes).toString()).toBe(mended(UNKNOWN.toString()))
  await world.desk.replays.advance(replay?.id ?? '', { page: 10, room: 10 })
  expect((await world.judge(flow)).state).toBe('integrated')
  const { entries } = await world.desk.audit.page({}, { limit: 10 })
  expect(entries).toMatchObject([
    { action: 'flow-corrected', kind: 'flow', subject: String(flow), author: 'local', reason: REASON },
  ])
  expect(JSON.parse(entries[0]?.before ?? '')).toMatchObject({ version: 0 })
  expect(JSON.parse(entries[0]?.after ?? '')).toMatchObject({ version: 1, sha256: versions[0]?.sha256 })
})

test('a text that was changed after its check is not recorded: its own difference is shown first', async () => {
  await using world = await consoleWorld()
  const flow = await world.drop({ name: flowName(1), bytes: UNKNOWN })
  const { form } = await checked(world, flow, mended)
  const text = (form['text'] ?? '').replace('MB-2026-55871', 'MB-2026-55872')
  const reply = await post(world.here, flow, sent(form, { text }))
  expect(reply.statusCode).toBe(422)
  expect(said(reply.body)).toContain('a changé depuis la vérification')
  expect(said(reply.body)).toContain('2 lignes en moins, 2 lignes en plus')
  expect((await world.dossier(flow)).versions).toEqual([])
  const again = { ...formOf(reply.body), do: 'record', reason: REASON }
  expect((await post(world.here, flow, sent(again, {}))).statusCode).toBe(303)
})

test('a deposit somebody else corrected meanwhile is told, and the difference is that with theirs', async () => {
  await using world = await consoleWorld()
  const flow = await world.drop({ name: flowName(1), bytes: UNKNOWN })
  const { form } = await checked(world, flow, mended)
  const [sha256 = ''] = await world.archive.put([Buffer.from(UNKNOWN.toString().replace('EUR', 'USD'))])
  await world.desk.corrections.correct(flow, {
    sha256,
    size: UNKNOWN.length,
    author: 'camille',
    reason: 'devise',
  })
  const reply = await post(world.here, flow, sent(form, {}))
  expect(reply.statusCode).toBe(422)
  expect(said(reply.body)).toContain('Différence avec la version 1')
  expect((await world.dossier(flow)).versions).toHaveLength(1)
})

test('a file that would still be rejected is recorded only when that is intended, and a reason is needed', async () => {
  await using world = await consoleWorld()
  const [flow = 0] = await dropRejected(world, 1)
  const { form } = await checked(world, flow, (text) => text.replace(MISSING, '29990009900018'))
  for (const over of [{}, { anyway: 'yes', reason: 'oui' }]) {
    expect((await post(world.here, flow, sent(form, over))).statusCode).toBe(422)
  }
  expect((await world.dossier(flow)).versions).toEqual([])
  expect((await post(world.here, flow, sent(form, { anyway: 'yes' }))).statusCode).toBe(303)
  expect((await world.dossier(flow)).versions).toHaveLength(1)
})

test('an unchanged file is not recorded', async () => {
  await using world = await consoleWorld()
  const [flow = 0] = await dropRejected(world, 1)
  const { reply, form } = await checked(world, flow, (text) => text)
  expect(said(reply.body)).toContain('il n’y a rien à enregistrer')
  expect((await post(world.here, flow, sent(form, { anyway: 'yes' }))).statusCode).not.toBe(303)
  expect((await world.dossier(flow)).versions).toEqual([])
})

test.each(['accepted-windows-line-ends-and-byte-order-mark', 'accepted-iso-8859-15'])(
  '%s: only what was changed changes, byte for byte',
  async (fixture) => {
    await using world = await consoleWorld()
    const bytes = fixtureBytes(fixture)
    const flow = await world.drop({ name: flowName(1), bytes })
    const change = (text: string) => text.replace(/<cbc:IssueDate>[^<]*/, '<cbc:IssueDate>2026-11-19')
    const { form } = await checked(world, flow, change, '?again=1')
    const reply = await post(world.here, flow, sent(form, { accepts: 'yes', anyway: 'yes' }))
    expect(reply.statusCode).toBe(303)
    const { versions } = await world.dossier(flow)
    const kept = await world.archive.get(versions[0]?.sha256 ?? '')
    expect(Buffer.from(kept).toString('latin1')).toBe(change(bytes.toString('latin1')))
  },
)

test('a character that the encoding does not have is refused in words', async () => {
  await using world = await consoleWorld()
  const flow = await world.drop({ name: flowName(1), bytes: fixtureBytes('accepted-iso-8859-15') })
  const { form } = await opened(world.here, flow, '?again=1')
  const text = (form['text'] ?? '').replace('<cbc:ID>', '<cbc:ID>Ł')
  const reply = await post(world.here, flow, sent(form, { text, do: 'check' }))
  expect(reply.statusCode).toBe(422)
  expect(said(reply.body)).toMatch(/Ligne \d+ : le caractère « Ł » n’existe pas en ISO-8859-15/)
  expect(formOf(reply.body)['text']).toContain('<cbc:ID>Ł')
})

test('a mixed deposit is corrected around the file it holds', async () => {
  await using world = await consoleWorld()
  const folder = join(import.meta.dirname, '../../fixtures/mixed/remark-FAC-04-factor-without-an-account')
  const name = readdirSync(folder).find((each) => each.startsWith('FSO')) ?? ''
  const bytes = readFileSync(join(folder, name))
  const flow = await world.drop({ name, bytes, depositor: name.slice(9, 15) })
  const { body } = await opened(world.here, flow, '?again=1')
  expect(said(body)).toContain('tient la place de chaque fichier contenu (1)')
  const change = (text: string) => text.replace(/<!--|<\?xml[^>]*>/, (found) => `${found}<!-- relu -->`)
  const { form } = await checked(world, flow, change, '?again=1')
  expect((await post(world.here, flow, sent(form, { accepts: 'yes', anyway: 'yes' }))).statusCode).toBe(303)
  const { versions } = await world.dossier(flow)
  const kept = await world.archive.get(versions[0]?.sha256 ?? '')
  expect(Buffer.from(kept).equals(Buffer.from(change(bytes.toString())))).toBe(true)
})

test('an integrated flow, a pending one and an archive say why they are not corrected here', async () => {
  await using world = await consoleWorld()
  const integrated = await world.drop({
    name: flowName(1),
    bytes: fixtureBytes('accepted-account-of-the-supplier'),
  })
  const pending = await world.receive({ name: flowName(2), bytes: UNKNOWN })
  const archive = await world.drop({ name: flowName(3), bytes: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]) })
  const words = await Promise.all(
    [integrated, pending, archive].map(async (flow) =>
      said((await world.here.get(`/flows/${flow}/correct`)).body),
    ),
  )
  expect(words[0]).toContain('Corriger et envoyer à nouveau…')
  expect(words[1]).toContain('il n’y a rien à rejouer')
  expect(words[2]).toContain(`ecluse replay ${archive} --from-file`)
  expect((await world.here.get('/flows/99/correct')).statusCode).toBe(404)
})

test('markup in a deposit is text in the page, and a large one is taken', async () => {
  await using world = await consoleWorld()
  const evil = '</textarea><script>alert(1)</script>'
  const bytes = Buffer.from(`<?xml version="1.0"?>\n<!-- ${evil} ${'é<'.repeat(400_000)} -->\n<a/>\n`)
  const flow = await world.drop({ name: flowName(1), bytes })
  const { body, form } = await opened(world.here, flow)
  expect(body).not.toContain('<script>alert')
  expect(form['text']).toBe(bytes.toString())
  const reply = await post(world.here, flow, sent(form, { do: 'check' }))
  expect(reply.statusCode).toBe(200)
})

test('readers and depositors correct nothing', async () => {
  await using world = await consoleWorld()
  const [flow = 0] = await dropRejected(world, 1)
  for (const role of ['reader', 'depositor'] as const) {
    const browser = await world.as(role)
    expect((await browser.get(`/flows/${flow}/correct`)).statusCode).toBe(403)
    const reply = await post(browser, flow, {
      _csrf: await browser.token('/'),
      do: 'record',
      text: 'x',
      reason: REASON,
    })
    expect(reply.statusCode).toBe(403)
  }
})

test('a deposit too large for a page is not read from the archive, shown or sent', async () => {
  await using world = await consoleWorld()
  const bytes = Buffer.alloc(LARGEST.bytes + 1, 'x')
  const flow = await world.drop({ name: flowName(1), bytes })
  rmSync(world.settings.archive.folder, { recursive: true })
  const { body } = await world.here.get(`/flows/${flow}/correct`)
  expect(said(body)).toContain('Ce dépôt est trop grand')
  const _csrf = await world.here.token('/replays/new')
  const reply = await post(world.here, flow, { _csrf, against: 'inconnu', text: 'x', do: 'check' })
  expect(said(reply.body)).toContain('Ce dépôt est trop grand')
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const LOG = join(import.meta.dirname, '../../workers/log.ts')

/** A process with a busy log, which does this with it and says on its standard output that it is still there. */
function logging(work: string) {
  const script = `import { openBusyLog } from ${JSON.stringify(LOG)}
    const log = openBusyLog('info', 'essai')
    ${work}
    setInterval(() => process.stdout.write('.'), 50)`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
}

test('a few lines are written soon, all of them, while the process lives', async () => {
  const child = logging("for (let n = 1; n <= 3; n++) log.info({ n }, 'dit')")
  let said = ''
  child.stderr.on('data', (piece) => (said += String(piece)))
  await expect.poll(() => said.trim().split('\n').length, { timeout: 30_000 }).toBe(3)
  expect(child.exitCode).toBeNull()
  child.kill()
})

test('many lines are written whole and in their order', async () => {
  const child = logging("for (let n = 1; n <= 2_000; n++) log.info({ n }, 'dit')")
  let said = ''
  child.stderr.on('data', (piece) => (said += String(piece)))
  const numbers = () =>
    said.split('\n').flatMap((line) => (line.endsWith('}') ? [(JSON.parse(line) as { n: number }).n] : []))
  await expect.poll(() => numbers().length, { timeout: 30_000 }).toBe(2_000)
  expect(numbers()).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1))
  child.kill()
})

test('what it holds is written when the process ends', async () => {
  const child = logging("log.info('dit'); process.exit(0)")
  let said = ''
  child.stderr.on('data', (piece) => (said += String(piece)))
  await once(child, 'close')
  expect(said).toContain('"msg":"dit"')
})

test('a process whose log nobody reads any more goes on', async () => {
  const child = logging("setInterval(() => log.info('dit'), 20)")
  child.stderr.destroy()
  let alive = ''
  child.stdout.on('data', (piece) => (alive += String(piece)))
  await expect.poll(() => alive.length, { timeout: 30_000 }).toBeGreaterThan(20)
  expect(child.exitCode).toBeNull()
  child.kill()
})

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { invoice } from '../hostile/dropped-invoice.ts'
import { fixtureBytes } from '../walk-world.ts'
import { IllHouse } from './ill-house.ts'

/**
 * A scanner that crashes who asks it about a certain file, as a library that is fed a malformed one would: the process that
 * works on the flow ends with SIGSEGV, at once and without a word.
 */
const SCANNER = `#!/bin/sh
if cat | grep -q BONJOUR-POISON; then kill -SEGV $PPID; sleep 5; fi
exit 0
`

test('a document that crashes its worker is blocked after its attempts, and stops nobody else', async () => {
  const attempts = 4
  await using house = new IllHouse({
    attempts,
    settings: (data) =>
      `workers: { flows: 2 }\nantivirus: { ask: command, command: [${join(data, 'scanner')}] }\n`,
    prepare(data) {
      writeFileSync(join(data, 'scanner'), SCANNER)
      chmodSync(join(data, 'scanner'), 0o755)
    },
  })
  const poison = house.drop(poisonous())
  const good = [house.drop(fixtureBytes('accepted-attachment-as-zip-in-base64'))]
  const waits: number[] = []
  const isBlocked = async () => (await house.recorded([poison], 'blocked'))[0]?.state === 'blocked'
  while (!(await isBlocked())) {
    const name = house.drop(invoice())
    const dropped = performance.now()
    await house.verdictsOn([name])
    waits.push(performance.now() - dropped)
    good.push(name)
  }
  expect(house.saidOf(/a worker process died/)).toHaveLength(attempts)
  expect(await house.verdictsOn(good)).toEqual(good.map(() => 'accepted'))
  const [blocked] = await house.recorded([poison], 'blocked')
  expect(blocked?.events).toEqual([{ error: expect.stringContaining(`${attempts} fois`) as string }])
  const sorted = waits.toSorted((one, other) => one - other)
  const figures = [sorted[sorted.length >> 1], sorted.at(-1)].map((ms) => `${Math.round(ms ?? 0)} ms`)
  process.stdout.write(`${good.length} flows meanwhile, each in ${figures.join(', at most ')}\n`)
}, 150_000)

/** An invoice with a text file attached that the scanner cannot stand. */
function poisonous(): Buffer {
  const text = fixtureBytes('accepted-attachment').toString()
  const poison = Buffer.from('BONJOUR-POISON').toString('base64')
  const poisoned = text.replace(/(<cbc:EmbeddedDocumentBinaryObject[^>]*>)[^<]*/, `$1${poison}`)
  if (poisoned === text) throw new Error('the fixture has no attachment any more')
  return Buffer.from(poisoned)
}

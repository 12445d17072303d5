import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Alone } from '../../workers/alone.ts'

test('who is alone is with nobody, and those who come later wait', async () => {
  const turns = new Alone()
  let under = 0
  const seen: string[] = []
  const work = (name: string) => async () => {
    under += 1
    seen.push(`${name} with ${under - 1}`)
    for (let turn = 0; turn < 3; turn++) await setImmediate()
    under -= 1
  }
  const begun = [turns.together(work('a')), turns.together(work('b'))]
  await setImmediate()
  await Promise.all([
    ...begun,
    turns.alone(work('suspect')),
    turns.alone(work('other suspect')),
    turns.together(work('c')),
  ])
  expect(seen).toEqual(['a with 0', 'b with 1', 'suspect with 0', 'other suspect with 0', 'c with 0'])
})

test('an error of who was alone lets the others in', async () => {
  const turns = new Alone()
  await expect(turns.alone(() => Promise.reject(new Error('panne')))).rejects.toThrow('panne')
  expect(await turns.together(async () => 'entré')).toBe('entré')
})

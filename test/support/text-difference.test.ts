import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { textDifference } from '../../src/support/text-difference.ts'

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `<ligne>${from + index}</ligne>`)
}

function shown(before: string, after: string): string[] {
  const difference = textDifference(before, after)
  return (difference?.hunks ?? []).flatMap(({ lines }) => lines.map(({ sign, text }) => `${sign}${text}`))
}

test('a line that changed is shown with its number, and the lines around it', () => {
  const before = numbers(1, 20)
  const after = before.with(9, '<ligne>dix</ligne>')
  expect(textDifference(before.join('\n'), after.join('\n'))).toEqual({
    hunks: [
      {
        before: 8,
        after: 8,
        lines: [
          { sign: ' ', text: '<ligne>8</ligne>' },
          { sign: ' ', text: '<ligne>9</ligne>' },
          { sign: '-', text: '<ligne>10</ligne>' },
          { sign: '+', text: '<ligne>dix</ligne>' },
          { sign: ' ', text: '<ligne>11</ligne>' },
          { sign: ' ', text: '<ligne>12</ligne>' },
        ],
      },
    ],
    removed: 1,
    added: 1,
    isReflowed: false,
    isCut: false,
  })
})

test('after lines that were put in, the numbers of both texts are told', () => {
  const before = numbers(1, 30)
  const after = ['<neuve/>', '<neuve/>', ...before].with(21, '<autre/>')
  const [, second] = textDifference(before.join('\n'), after.join('\n'))?.hunks ?? []
  expect(second).toMatchObject({ before: 18, after: 20 })
})

test('changes near one another are shown together, those far apart are not', () => {
  const before = numbers(1, 40)
  const near = before.with(9, 'a').with(13, 'b')
  const far = before.with(9, 'a').with(30, 'b')
  expect(textDifference(before.join('\n'), near.join('\n'))?.hunks).toHaveLength(1)
  expect(textDifference(before.join('\n'), far.join('\n'))?.hunks).toHaveLength(2)
})

test('a document that lost its line breaks is compared tag by tag', () => {
  const before = `<a>\n  ${numbers(1, 20).join('\n  ')}\n</a>\n`
  const after = before.replaceAll(/\n\s*/g, '').replace('>7<', '>sept<')
  const difference = textDifference(before, after)
  expect(difference).toMatchObject({ isReflowed: true, removed: 1, added: 1 })
  expect(shown(before, after)).toContain('+<ligne>sept</ligne>')
})

test('other line ends alone are no difference', () => {
  const before = numbers(1, 5).join('\n')
  expect(textDifference(before, before.replaceAll('\n', '\r\n'))).toMatchObject({
    hunks: [],
    removed: 0,
    added: 0,
  })
})

test('a long line is shown by its beginning and its length', () => {
  const long = `<Contenu>${'A'.repeat(5_000)}</Contenu>`
  const lines = shown(['a', 'b', 'c', long].join('\n'), ['a', 'b', 'c', `${long}B`].join('\n'))
  expect(lines.every((line) => line.length < 300)).toBe(true)
  expect(lines.at(-1)).toMatch(/^\+<Contenu>A+… \(5020\)$/)
})

test('texts that have nothing in common take no time and no memory to say so', () => {
  const one = Array.from({ length: 50_000 }, (_, index) => `a${index}`).join('\n')
  const other = one.replaceAll('a', 'b')
  const begun = performance.now()
  expect(textDifference(one, other)).toBeUndefined()
  expect(performance.now() - begun).toBeLessThan(15_000)
})

test('of many changes the first are shown, and all are counted', () => {
  const before = numbers(1, 3_000)
  const after = before.map((line, index) => (index % 10 === 0 ? `${line}!` : line))
  const difference = textDifference(before.join('\n'), after.join('\n'))
  expect(difference).toMatchObject({ removed: 300, added: 300, isCut: true })
  expect(difference?.hunks.flatMap(({ lines }) => lines).length).toBeLessThanOrEqual(400)
})

test('taking out what it shows as gone and putting in what it shows as new makes one text of the other', () => {
  const text = fc.array(fc.constantFrom('<a/>', '<b/>', '<c/>', 'd'), { maxLength: 30 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const difference = textDifference(before.join('\n'), after.join('\n'))
      if (difference === undefined || difference.isReflowed) return
      let at = 0
      const rebuilt: string[] = []
      for (const hunk of difference.hunks) {
        rebuilt.push(...before.slice(at, hunk.before - 1))
        at = hunk.before - 1
        for (const { sign, text } of hunk.lines) {
          if (sign !== '-') rebuilt.push(text)
          if (sign !== '+') at += 1
        }
      }
      expect([...rebuilt, ...before.slice(at)]).toEqual(after)
    }),
  )
})

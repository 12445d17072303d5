import { expect, test } from 'vitest'
import { EDI_FRAMES, FRAMES, isFrame } from '../../src/invoice/frame.ts'
import { readSettings } from '../../src/settings.ts'

test('the frames are A1 to A25, but for A11 that was never given', () => {
  const numbers = Array.from({ length: 25 }, (_, index) => `A${index + 1}`).filter((code) => code !== 'A11')
  expect(Object.keys(FRAMES).toSorted()).toEqual(numbers.toSorted())
})

test.each(['', 'A0', 'A11', 'A26', 'a1', 'A01', 'S1', 'toString', '__proto__'])(
  '« %s » is no frame',
  (code) => {
    expect(isFrame(code)).toBe(false)
  },
)

test('the frames allowed as shipped are those of the channel', () => {
  expect(readSettings({ data: 'unused', env: {} }).rules.frames.toSorted()).toEqual(
    [...EDI_FRAMES].toSorted(),
  )
})

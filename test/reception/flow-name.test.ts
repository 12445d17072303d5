import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sentence } from '../../src/faults/fault.ts'
import { judgeName, outgoingName, parse } from '../../src/reception/flow-name.ts'

const GOOD = 'FSO1100A_OPE001_OPE0011100000000000000042'

function codes(name: string, application = 'OPE001'): string[] {
  return judgeName(name, application).faults.map(({ code }) => code)
}

test('a right name is taken apart, and its last 25 characters identify the flow', () => {
  expect(judgeName(GOOD, 'OPE001')).toEqual({
    name: {
      interfaceCode: 'FSO1100A',
      application: 'OPE001',
      digits: '1100',
      sequence: '000000000000042',
      identifier: 'OPE0011100000000000000042',
    },
    faults: [],
    remarks: [],
  })
})

describe('each way to break a name has its own sentence, which points at the wrong part', () => {
  const broken: [name: string, shown: string, problem: string][] = [
    [`${GOOD}.xml`, `${GOOD}►.xml◄`, 'l’extension .xml est de trop'],
    [`${GOOD}.tar.gz`, `${GOOD}►.tar.gz◄`, 'l’extension .tar.gz est de trop'],
    ['facture', '►facture◄', 'il a 1 partie(s) séparée(s) par « _ », attendu 3'],
    ['', '►◄', 'il a 1 partie(s)'],
    [`${GOOD}_1`, `►${GOOD}_1◄`, 'il a 4 partie(s)'],
    [
      GOOD.toLowerCase(),
      `►fso1100a◄_ope001_${GOOD.slice(16).toLowerCase()}`,
      'le code interface a 8 caractères',
    ],
    [GOOD.replace('FSO1100A', 'FSO1100'), `►FSO1100◄${GOOD.slice(8)}`, 'le code interface a 8 caractères'],
    [GOOD.replace('_OPE001_', '_OPE01_'), `FSO1100A_►OPE01◄${GOOD.slice(15)}`, 'celui-ci 5 caractère(s)'],
    [GOOD.replace('_OPE001_', '_DEM002_'), `FSO1100A_DEM002_►OPE001◄${GOOD.slice(22)}`, 'attendu DEM002'],
    [
      `${GOOD.slice(0, 22)}11X0${GOOD.slice(26)}`,
      `${GOOD.slice(0, 22)}►11X0◄${GOOD.slice(26)}`,
      'attendu les 4 chiffres de l’interface, 1100',
    ],
    [`${GOOD.slice(0, 26)}42`, `${GOOD.slice(0, 26)}►42◄`, 'celle-ci 2 caractère(s) (000000000000042)'],
    [
      `${GOOD}0`,
      `${GOOD.slice(0, 26)}►0000000000000420◄`,
      'la séquence a 15 chiffres, celle-ci 16 caractère(s)',
    ],
    [`${GOOD.slice(0, -1)}X`, `${GOOD.slice(0, 26)}►00000000000004X◄`, 'la séquence a 15 chiffres'],
  ]

  test.each(broken)('%s', (name, shown, problem) => {
    const [fault, ...more] = judgeName(name, 'OPE001').faults
    expect(more).toEqual([])
    expect(fault && sentence(fault)).toContain(shown)
    expect(fault && sentence(fault)).toContain(problem)
    expect(fault?.detail['example']).toBe('FSO1100A_OPE001_OPE0011100000000000000001')
  })

  test('and an English one', () => {
    const all = broken.map(([name]) => judgeName(name, 'OPE001').faults[0]?.detail['problemEn'])
    expect(all.every((text) => text !== undefined && !/[éèàç«]/.test(text))).toBe(true)
  })
})

test.each([
  ['an extension', `${GOOD}.xml`],
  ['an archive’s extension', `${GOOD}.tar.gz`],
  ['a shorter sequence', `${GOOD.slice(0, 26)}42`],
])(
  '%s is taken from a depositor whose names are judged leniently, and identifies the same flow',
  (_, name) => {
    const { faults, name: taken } = judgeName(name, 'OPE001', 'lenient')
    expect(faults).toEqual([])
    expect(taken?.identifier).toBe(GOOD.slice(-25))
  },
)

test.each([
  ['an interface nobody has', 'FSO1900A_OPE001_OPE0011900000000000000042', ['RCV-02']],
  ['an interface not read yet', 'FSO1117A_OPE001_OPE0011117000000000000042', ['RCV-03']],
  ['the code of another depositor', 'FSO1100A_DEM002_DEM0021100000000000000042', ['RCV-04']],
  ['both', 'FSO1900A_DEM002_DEM0021900000000000000042', ['RCV-02', 'RCV-04']],
  ['a name of an object’s own', 'FSO1100A_toStri_toStri1100000000000000042', ['RCV-01']],
])('%s is told', (_, name, expected) => {
  expect(codes(name)).toEqual(expected)
})

test('the digits of another interface are remarked on, not refused', () => {
  const { faults, remarks } = judgeName('FSO1100A_OPE001_OPE0011106000000000000042', 'OPE001')
  expect(faults).toEqual([])
  expect(remarks.map(({ code }) => code)).toEqual(['RCV-08'])
})

test('any text as a name gets one verdict, never an exception', () => {
  const part = fc.constantFrom('FSO1100A', 'OPE001', '_', '.', '1100', '000000000000042', 'é', '\n', '../')
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(name, (text) => {
      const { name: read, faults } = judgeName(text, 'OPE001')
      expect(faults.length > 0 || read !== undefined).toBe(true)
      expect(read !== undefined).toBe(parse(text) !== undefined)
    }),
  )
})

test('a name we give is one we read, its sequence with it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (sequence) => {
      const { text, ...name } = outgoingName('FEN0036A', 'ECL001', sequence)
      expect(parse(text)).toEqual(name)
      expect(Number(name.sequence)).toBe(sequence)
      expect(text).toHaveLength(41)
    }),
  )
})

test('a sequence beyond fifteen digits is our trouble', () => {
  expect(() => outgoingName('FEN0036A', 'ECL001', 1_000_000_000_000_000)).toThrow('longer than 15 digits')
})

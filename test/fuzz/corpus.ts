import * as fc from 'fast-check'
import { depositBytes, readCases } from '../fixtures/cases.ts'

/** A deposit to start from, and the interface it was made for. */
export interface Seed {
  name: string
  interfaceCode: string
  bytes: Buffer
}

/** Larger ones cost more time than they show. */
const LARGEST = 64 * 1024

let read: readonly Seed[] | undefined

/** Every deposit of the fixtures under an interface that is read. */
export function corpus(): readonly Seed[] {
  read ??= readCases().flatMap((of) => {
    const interfaceCode = /^FSO\d{4}A/.exec(of.deposit)?.[0]
    const bytes = depositBytes(of)
    return interfaceCode === undefined || bytes.length > LARGEST
      ? []
      : [{ name: of.name, interfaceCode, bytes }]
  })
  return read
}

export function anySeed(): fc.Arbitrary<Seed> {
  return fc.constantFrom(...corpus())
}

/** Those that are XML, not archives. */
export function anyXml(): fc.Arbitrary<Seed> {
  return fc.constantFrom(...corpus().filter(({ bytes }) => bytes[0] !== 0x1f && bytes.includes('</')))
}

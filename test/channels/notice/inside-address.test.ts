import { assert, ipV4, property } from 'fast-check'
import { expect, test } from 'vitest'
import { isInside } from '../../../src/channels/notice/inside-address.ts'

const INSIDE = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  'fc00::1',
  'fd12:3456:789a::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
]
const OUTSIDE = [
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '100.63.255.255',
  '2606:4700::1111',
  '2a00::1',
]

test.each(INSIDE)('%s is inside', (address) => {
  expect(isInside(address)).toBe(true)
})

test.each(OUTSIDE)('%s is outside', (address) => {
  expect(isInside(address)).toBe(false)
})

test('an IPv4 address is where it is however IPv6 writes it', () => {
  assert(
    property(ipV4(), (address) => {
      expect(isInside(`::ffff:${address}`)).toBe(isInside(address))
    }),
  )
})

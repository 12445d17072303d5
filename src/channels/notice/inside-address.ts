import { BlockList, isIPv6 } from 'node:net'

/** What a name anybody may choose must not lead to, and what no public host has (RFC 6890 and its successors). */
const V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** The ones that carry an IPv4 address within (64:ff9b, 2001, 2002) lead wherever that leads. */
const V6: readonly (readonly [string, number])[] = [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
]

/** Whether an address is this machine's own, a neighbour's or a private network's, or no host's at all. */
export function isInside(address: string): boolean {
  const bare = address.replace(/%.*$/, '')
  return insideList().check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4')
}

let list: BlockList | undefined

/** It takes an IPv4 address that IPv6 carries (::ffff:…) for that IPv4 address. */
function insideList(): BlockList {
  if (list !== undefined) return list
  list = new BlockList()
  for (const [net, bits] of V4) list.addSubnet(net, bits, 'ipv4')
  for (const [net, bits] of V6) list.addSubnet(net, bits, 'ipv6')
  return list
}

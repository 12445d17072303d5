import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Turns } from './turns.ts'

/** How much work a guess is: memory is 128 · N · r bytes. */
export interface ScryptCost {
  /** log2 of N. */
  ln: number
  r: number
  p: number
}

/** OWASP's advice for scrypt: 128 MiB and some tenths of a second a guess. */
const COST: ScryptCost = { ln: 17, r: 8, p: 1 }
/** Passwords held against hashes at once, and waiting: more would be memory, and time, for whoever floods the door. */
const TURNS = { atOnce: 2, waiting: 30 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** How passwords are kept. Each throws TooManyWait when too many are asked about at once. */
export interface Passwords {
  /** The parameters and a salt of its own are in the hash. */
  hash(password: string): Promise<string>
  /** Takes as long, and as much memory, when there is no hash to hold it against. */
  matches(password: string, hash: string | undefined): Promise<boolean>
  /** Made with less work than is asked for today. */
  isDated(hash: string): boolean
}

/** @throws an error from `matches` and `isDated` for a hash that this has not made. */
export function passwordsOf(cost: ScryptCost = COST): Passwords {
  const turns = new Turns(TURNS)
  const nobodys = written(cost, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES))
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      return written(cost, salt, await turns.take(() => derived(password, salt, cost)))
    },
    async matches(password, hash) {
      const { cost: its, salt, key } = read(hash ?? nobodys)
      const found = await turns.take(() => derived(password, salt, its))
      return timingSafeEqual(found, key) && hash !== undefined
    },
    isDated(hash) {
      const { ln, r, p } = read(hash).cost
      return ln < cost.ln || r < cost.r || p < cost.p
    },
  }
}

/** Two ways to type the same letters are one password (NFKC). */
function derived(password: string, salt: Buffer, { ln, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** ln
  const maxmem = 128 * r * (N + p + 2)
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

/** As the PHC string format has it. */
function written({ ln, r, p }: ScryptCost, salt: Buffer, key: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${key.toString('base64url')}`
}

const WRITTEN = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/

function read(hash: string): { cost: ScryptCost; salt: Buffer; key: Buffer } {
  const [, ln, r, p, salt, key] = WRITTEN.exec(hash) ?? []
  if (salt === undefined || key === undefined)
    throw new Error('The record holds a password hash of a kind unknown here.')
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  }
}

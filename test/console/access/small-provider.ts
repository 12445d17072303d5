import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a test has the provider do otherwise than it should. */
export interface Mischief {
  nonce?: string
  audience?: string
  /** Signs with a key that it never published. */
  strangeKey?: boolean
  expired?: boolean
}

/** An OpenID Connect provider as small as one can be: it knows one person, and vouches for it over real HTTP. */
export class SmallProvider implements AsyncDisposable {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 })
  readonly #codes = new Map<string, { challenge: string; nonce: string; redirect: string }>()
  claims: Record<string, unknown> = {}
  mischief: Mischief = {}
  readonly secret = 'le secret du client'

  static async start(): Promise<SmallProvider> {
    const provider = new SmallProvider()
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve))
    return provider
  }

  get issuer(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`)
  }

  /** What the person's browser does there: comes, says yes, and is sent back. */
  async visit(location: string): Promise<URL> {
    const answer = await fetch(location, { redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer)
    const json = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (url.pathname === '/.well-known/openid-configuration') json(this.#metadata())
    else if (url.pathname === '/keys') json({ keys: [this.#published()] })
    else if (url.pathname === '/authorize') this.#authorize(url.searchParams, response)
    else if (url.pathname === '/token') json(this.#token(new URLSearchParams(await bodyOf(request)), request))
    else response.writeHead(404).end()
  }

  #metadata(): object {
    const at = (path: string) => new URL(path, this.issuer).href
    return {
      issuer: this.issuer.href.replace(/\/$/, ''),
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      jwks_uri: at('/keys'),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    }
  }

  #published(): object {
    return { ...this.#key.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
  }

  #authorize(query: URLSearchParams, response: ServerResponse): void {
    const text = (name: string) => query.get(name) ?? ''
    const code = randomUUID()
    const [redirect, nonce] = [text('redirect_uri'), text('nonce')]
    this.#codes.set(code, { redirect, nonce, challenge: text('code_challenge') })
    const back = new URL(redirect)
    back.search = new URLSearchParams({ code, state: text('state') }).toString()
    response.writeHead(302, { location: back.href }).end()
  }

  /** A code is good once, for who has the verifier of its challenge and the client's secret. */
  #token(form: URLSearchParams, { headers }: IncomingMessage): object {
    const code = form.get('code') ?? ''
    const known = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const client = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
    const secret = decodeURIComponent((client.split(':')[1] ?? '').replaceAll('+', ' '))
    if (known?.challenge !== challenge) throw new Error('wrong verifier')
    if (secret !== this.secret) throw new Error('wrong secret')
    return { access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: this.#idToken(known.nonce) }
  }

  #idToken(nonce: string): string {
    const { mischief } = this
    const now = Math.floor(Date.now() / 1_000)
    const claims = {
      iss: this.issuer.href.replace(/\/$/, ''),
      aud: mischief.audience ?? 'ecluse',
      iat: now - (mischief.expired === true ? 7_200 : 0),
      exp: now + (mischief.expired === true ? -3_600 : 300),
      nonce: mischief.nonce ?? nonce,
      ...this.claims,
    }
    const strange = mischief.strangeKey === true
    const key = strange
      ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      : this.#key.privateKey
    return signed(claims, key)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

function signed(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

import * as openid from 'openid-client'
import type { OidcSettings } from '../../settings/oidc.ts'

/** Seconds an answer of the provider is waited for. */
const TIMEOUT_S = 10

/** What is remembered of a login while the person is at the provider. */
export interface AtProvider {
  state: string
  nonce: string
  verifier: string
  /** Where one is led afterwards: a path of ours. */
  next: string
}

/** The claims of a person the provider vouches for. */
export type Claims = openid.IDToken

/** The provider did not answer, or did not answer for this login: nobody comes in by it. */
export class ProviderTrouble extends Error {
  constructor(cause: unknown) {
    super('The OpenID provider could not be asked, or its answer does not hold.', { cause })
    this.name = 'ProviderTrouble'
  }
}

/** The organisation's OpenID Connect provider: code flow with PKCE, state and nonce, signatures of ID tokens checked. */
export interface Provider {
  /** Where the person is sent. @throws ProviderTrouble */
  begin(next: string): Promise<{ to: URL; remembered: AtProvider }>
  /** Who came back to this address. @throws ProviderTrouble */
  finish(address: URL, remembered: AtProvider): Promise<Claims>
}

export function providerOf(settings: OidcSettings, publicUrl: URL): Provider {
  const redirectUri = new URL('/login/provider/back', publicUrl).href
  const configuration = rememberedOnce(() => discover(settings))
  return {
    begin: (next) =>
      troubled(async () => {
        const remembered = {
          state: openid.randomState(),
          nonce: openid.randomNonce(),
          verifier: openid.randomPKCECodeVerifier(),
          next,
        }
        const to = openid.buildAuthorizationUrl(await configuration(), {
          redirect_uri: redirectUri,
          scope: 'openid profile',
          state: remembered.state,
          nonce: remembered.nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(remembered.verifier),
          code_challenge_method: 'S256',
        })
        return { to, remembered }
      }),
    finish: (address, { state, nonce, verifier }) =>
      troubled(async () => {
        const tokens = await openid.authorizationCodeGrant(await configuration(), address, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new Error('no ID token')
        return claims
      }),
  }
}

async function discover({ issuer, clientId, secret }: OidcSettings): Promise<openid.Configuration> {
  const text = (await secret.reveal()).toString('utf8').trim()
  // The settings let plain http through for this machine alone.
  const insecure = issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : []
  return await openid.discovery(issuer, clientId, undefined, openid.ClientSecretBasic(text), {
    timeout: TIMEOUT_S,
    execute: [openid.enableNonRepudiationChecks, ...insecure],
  })
}

async function troubled<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new ProviderTrouble(error)
  }
}

/** What came of it, once it came; a failure is forgotten, so that the next who asks tries again. */
function rememberedOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

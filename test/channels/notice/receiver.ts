import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What came to a receiver. */
export interface Received {
  path: string | undefined
  authorization: string | undefined
  body: string
}

export interface Receiver extends AsyncDisposable {
  port: number
  url: string
  received: Received[]
}

/** A web server of this machine that keeps what is posted to it, and answers as it is told. */
export async function openReceiver(
  answer: (response: ServerResponse, count: number) => void = (response) => response.end(),
): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => void take(request, response))
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const { url: path, headers } = request
    const body = Buffer.concat(pieces).toString('utf8')
    received.push({ path, authorization: headers.authorization, body })
    answer(response, received.length)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/alertes`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

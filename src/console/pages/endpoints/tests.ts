import {
  type ConnectionTest,
  testConnection,
  type Tested,
  testedOfApplication,
  testedOfDepositor,
} from '../../../support/connection-test.ts'
import type { EndpointSight } from '../../../support/endpoint-sights.ts'
import type { Ground } from '../structures/ground.ts'

export interface EndpointTests {
  /** Tries it now; who asks while it is being tried gets the same answer: nobody's server is called twice at once. */
  run(sight: EndpointSight): Promise<ConnectionTest>
}

export function endpointTests({ tools }: Ground): EndpointTests {
  const running = new Map<string, Promise<ConnectionTest>>()
  return {
    run(sight) {
      const known = running.get(sight.id)
      if (known !== undefined) return known
      const test = testConnection(testedOf(sight, tools), { data: tools.settings.data })
      running.set(sight.id, test)
      return test.finally(() => running.delete(sight.id))
    },
  }
}

function testedOf({ kind, code, endpoint }: EndpointSight, { settings }: Ground['tools']): Tested {
  const depositor =
    kind === 'depositor' ? settings.depositors.find(({ application }) => application === code) : undefined
  if (depositor !== undefined) return testedOfDepositor(depositor)
  if (endpoint === undefined) throw new Error(`${code} has no place to be tested`)
  return testedOfApplication(endpoint)
}

import { keepsAlertPromises } from './alert-promises.ts'
import { onBothEngines } from './both-engines.ts'
import { keepsWatchPromises } from './watch-promises.ts'

onBothEngines((open) => {
  keepsWatchPromises(open)
  keepsAlertPromises(open)
})

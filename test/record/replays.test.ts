import { onBothEngines } from './both-engines.ts'
import { keepsReplayPromises } from './replay-promises.ts'

onBothEngines(keepsReplayPromises)

import { onBothEngines } from './both-engines.ts'
import { keepsReplayedFlowsPromises } from './replayed-flows-promises.ts'

onBothEngines(keepsReplayedFlowsPromises)

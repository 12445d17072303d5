import { onBothEngines } from './both-engines.ts'
import { keepsRehearsalPromises } from './rehearsal-promises.ts'

onBothEngines(keepsRehearsalPromises)

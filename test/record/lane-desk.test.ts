import { onBothEngines } from './both-engines.ts'
import { keepsLaneDeskPromises } from './lane-desk-promises.ts'

onBothEngines(keepsLaneDeskPromises)

import { onBothEngines } from './both-engines.ts'
import { keepsDossierPromises } from './dossier-promises.ts'

onBothEngines(keepsDossierPromises)

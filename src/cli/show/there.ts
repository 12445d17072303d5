import { existsSync } from 'node:fs'
import { NoRecord } from '../../record/record-trouble.ts'
import { readSettings } from '../../settings.ts'
import type { PlaceOptions } from '../replay/tools.ts'

/** A record that is asked about must be there: opened, it would be made, and be empty. @throws NoRecord */
export function refuseToMakeRecord({ config, data }: PlaceOptions): void {
  const { record } = readSettings({
    ...(config === undefined ? {} : { config }),
    ...(data === undefined ? {} : { data }),
  })
  if ('file' in record && !existsSync(record.file))
    throw new NoRecord(
      `${record.file} n’existe pas : aucun registre à interroger ici (there is no record to ask; see --data).`,
    )
}

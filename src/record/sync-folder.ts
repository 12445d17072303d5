import { byAnother, type FileCalls, syncAll } from './file-calls.ts'

/** The folder's entries (files made, renamed or taken away in it) would survive a power cut. */
export async function syncFolder(folder: string, calls: FileCalls = byAnother): Promise<void> {
  const file = await calls.openFolder(folder)
  try {
    await syncAll(file)
  } finally {
    await calls.close(file)
  }
}

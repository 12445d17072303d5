import type { Fault } from '../../faults/fault.ts'

/** Why an archive is refused as a whole; thrown inside the reader only, which gives it back as a value. */
export class ArchiveRefusal extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.code)
    this.fault = fault
  }
}

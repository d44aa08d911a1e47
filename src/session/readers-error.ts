import { UserError } from '../base/errors.ts'

/** What is said in a room would be read by people who cannot see it; the message says by whom, so it is not for them. */
export class ReadersError extends UserError {
  override name = 'ReadersError'
}

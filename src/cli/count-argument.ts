import { InvalidArgumentError } from 'commander'

/** For options that want a whole number from 1. */
export function countArgument(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}

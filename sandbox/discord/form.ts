import { invalidJson, Problems } from './api-error.ts'
import { isRecord, type Json } from './json.ts'

export interface TextRule {
  readonly required?: boolean
  readonly min?: number
  /** Unicode characters, as Discord counts. */
  readonly max?: number
  readonly pattern?: { readonly test: RegExp; readonly code: string; readonly message: string }
}

/** Unicode characters, not UTF-16 units. */
export const lengthOf = (text: string): number => {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/** Reads a request's fields, noting under each field's path what is wrong with it, in Discord's words. */
export class Form {
  readonly fields: Json
  readonly problems: Problems
  readonly #path: readonly (string | number)[]

  private constructor(fields: Json, problems: Problems, path: readonly (string | number)[]) {
    this.fields = fields
    this.problems = problems
    this.#path = path
  }

  /** @throws {ApiError} 400 / 50109 when the body is no JSON object. */
  static read(body: unknown): Form {
    if (body === undefined || body === null) return new Form({}, new Problems(), [])
    if (!isRecord(body)) throw invalidJson()
    return new Form(body, new Problems(), [])
  }

  /** The forms of a body that is a list; their paths begin with the index. @throws {ApiError} 50109 */
  static readList(body: unknown): readonly Form[] {
    if (!Array.isArray(body)) throw invalidJson()
    const problems = new Problems()
    return body.map((entry, index) => {
      if (!isRecord(entry)) throw invalidJson()
      return new Form(entry, problems, [index])
    })
  }

  has(name: string): boolean {
    return name in this.fields
  }

  /** The text, or undefined when it is absent, null or refused. */
  text(name: string, rule: TextRule = {}): string | undefined {
    const value = this.#present(name, rule.required)
    if (value === undefined) return undefined
    if (typeof value !== 'string') {
      this.refuse(name, 'STRING_TYPE_CONVERT', `Could not interpret "${typeof value}" as string.`)
      return undefined
    }
    const length = lengthOf(value)
    const min = rule.min ?? 0
    const max = rule.max ?? Number.POSITIVE_INFINITY
    if (length < min && rule.max !== undefined) {
      this.refuse(name, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
    } else if (length > max) {
      if (min > 0) this.refuse(name, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
      else this.refuse(name, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
    } else if (rule.pattern !== undefined && !rule.pattern.test.test(value)) {
      this.refuse(name, rule.pattern.code, rule.pattern.message)
    }
    return value
  }

  integer(name: string, options: { readonly required?: boolean } = {}): number | undefined {
    const value = this.#present(name, options.required)
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isInteger(value)) return value
    this.refuse(name, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`)
    return undefined
  }

  flag(name: string): boolean | undefined {
    const value = this.#present(name)
    if (value === undefined || typeof value === 'boolean') return value
    this.refuse(name, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.')
    return undefined
  }

  /** The objects of a list, each as a form of its own; `max` bounds their number. */
  forms(name: string, max: number): readonly Form[] | undefined {
    const value = this.#present(name)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) {
      this.refuse(name, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType')
      return undefined
    }
    if (value.length > max) {
      this.refuse(name, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
    }
    const forms: Form[] = []
    value.forEach((entry, index) => {
      if (isRecord(entry)) forms.push(new Form(entry, this.problems, [...this.#path, name, index]))
      else this.refuse([name, index], 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType')
    })
    return forms
  }

  form(name: string): Form | undefined {
    const value = this.#present(name)
    if (value === undefined) return undefined
    if (isRecord(value)) return new Form(value, this.problems, [...this.#path, name])
    this.refuse(name, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType')
    return undefined
  }

  refuse(field: string | readonly (string | number)[], code: string, message: string): void {
    this.problems.add([...this.#path, ...(typeof field === 'string' ? [field] : field)], code, message)
  }

  /** @throws {ApiError} 400 / 50035 with everything that was refused in this form and those within. */
  check(): void {
    this.problems.check()
  }

  #present(name: string, required = false): unknown {
    const value = this.fields[name]
    if (value !== undefined && value !== null) return value
    if (required) this.refuse(name, 'BASE_TYPE_REQUIRED', 'This field is required')
    return undefined
  }
}

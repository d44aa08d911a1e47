import * as v from 'valibot'

/** As much of JSON Schema (2020-12) as `docs/export.schema.json` uses; an unknown keyword is an error. */
const Schema = v.strictObject({
  $schema: v.optional(v.string()),
  $defs: v.optional(v.record(v.string(), v.unknown())),
  $ref: v.optional(v.string()),
  title: v.optional(v.string()),
  description: v.optional(v.string()),
  type: v.optional(v.picklist(['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'])),
  const: v.optional(v.unknown()),
  enum: v.optional(v.array(v.unknown())),
  anyOf: v.optional(v.array(v.unknown())),
  required: v.optional(v.array(v.string())),
  properties: v.optional(v.record(v.string(), v.unknown())),
  items: v.optional(v.unknown()),
  pattern: v.optional(v.string()),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
})

const Fields = v.record(v.string(), v.unknown())

/**
 * What is wrong with a value, each with where it is; empty: it is as the schema says. Fields that an object's schema
 * does not name are told too: nothing is to be in a file that its description leaves out.
 */
export function schemaProblems(value: unknown, root: unknown): string[] {
  const { $defs = {} } = v.parse(Schema, root)
  const check = (found: unknown, raw: unknown, at: string): string[] => {
    const schema = v.parse(Schema, raw)
    const problems: string[] = []
    const wrong = (what: string): void => void problems.push(`${at}: ${what}`)
    if (schema.$ref !== undefined)
      problems.push(...check(found, $defs[schema.$ref.slice('#/$defs/'.length)], at))
    if (schema.type !== undefined && !isOf(schema.type, found)) wrong(`no ${schema.type}`)
    if (schema.const !== undefined && found !== schema.const) wrong('another value')
    if (schema.enum && !schema.enum.includes(found)) wrong('none of the values')
    if (schema.anyOf && !schema.anyOf.some((one) => check(found, one, at).length === 0))
      wrong('none of the kinds')
    if (typeof found === 'string' && !new RegExp(schema.pattern ?? '').test(found))
      wrong(`not ${schema.pattern}`)
    if (typeof found === 'number' && found < (schema.minimum ?? -Infinity)) wrong('too small')
    if (typeof found === 'number' && found > (schema.maximum ?? Infinity)) wrong('too large')
    if (Array.isArray(found) && schema.items !== undefined)
      problems.push(...found.flatMap((item, index) => check(item, schema.items, `${at}[${index}]`)))
    if (schema.type === 'object' && v.is(Fields, found)) {
      const { required = [], properties = {} } = schema
      for (const name of required) if (!(name in found)) wrong(`${name} is missing`)
      for (const [name, field] of Object.entries(found)) {
        if (name in properties) problems.push(...check(field, properties[name], `${at}.${name}`))
        else wrong(`${name} is not described`)
      }
    }
    return problems
  }
  return check(value, root, '$')
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    default:
      return typeof value === type
  }
}

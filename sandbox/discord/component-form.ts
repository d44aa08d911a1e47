import type { Form } from './form.ts'
import { isRecord, type Json, listOf } from './json.ts'

const ROWS_MAX = 40

/** Reads a message's or a form's components ("Component Reference"): custom ids of 1-100 characters, each once. */
export function readComponents(form: Form): readonly Json[] | undefined {
  const rows = form.forms('components', ROWS_MAX)
  if (rows === undefined) return undefined
  const seen = new Set<string>()
  for (const row of rows) checkComponent(row, seen)
  return rows.map((row) => row.fields)
}

function checkComponent(component: Form, seen: Set<string>): void {
  component.integer('type', { required: true })
  const customId = component.text('custom_id', { min: 1, max: 100 })
  if (customId !== undefined && seen.has(customId)) {
    component.refuse(
      'custom_id',
      'COMPONENT_CUSTOM_ID_DUPLICATED',
      'Component custom id cannot be duplicated',
    )
  }
  if (customId !== undefined) seen.add(customId)
  // Only buttons have a label in a message; 80 is their limit.
  if (component.fields['type'] === 2) component.text('label', { max: 80 })
  for (const option of component.forms('options', 25) ?? []) {
    option.text('label', { required: true, min: 1, max: 100 })
    option.text('value', { required: true, min: 1, max: 100 })
    option.text('description', { max: 100 })
  }
  // An action row holds five buttons or one menu.
  for (const child of component.forms('components', 5) ?? []) checkComponent(child, seen)
}

/** The component with this custom id, wherever it is nested. */
export function findComponent(components: readonly unknown[], customId: string): Json | undefined {
  for (const component of components) {
    if (!isRecord(component)) continue
    if (component['custom_id'] === customId) return component
    const nested = [...listOf(component['components']), component['accessory'], component['component']]
    const found = findComponent(nested, customId)
    if (found !== undefined) return found
  }
  return undefined
}

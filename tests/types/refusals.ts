// Proves, on every run, that the check can fail: each line below must be an error, or `tsc` complains about the directive.
import type { Shapes } from './shapes'

export const health: Shapes['healthOverviews'] = { value: [{
  // @ts-expect-error an enum value that Graph does not have
  status: 'fine' }] }
export const casing: Shapes['issues'] = { value: [{
  // @ts-expect-error the documentation's casing instead of the live one
  classification: 'Incident' }] }
export const flat: Shapes['windowsAutopilotSettings'] = {
  // @ts-expect-error a property that the type does not have
  lastSync: '2026-11-21T06:02:58Z' }
export const deep: Shapes['messages'] = { value: [{ id: 'MC1', body: { contentType: 'html',
  // @ts-expect-error a misspelt property two levels down
  contents: '' } }] }
export const missing: Shapes['ndesConnectors'] = { value: [{
  // @ts-expect-error null where the type has none
  lastConnectionDateTime: null }] }

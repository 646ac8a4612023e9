// Checks that no property name and no enum value in the demo tenant and in the test fixtures is invented: every reply body
// becomes an object literal of Microsoft's published type, and the compiler refuses what the type does not have.
//
//   node tests/types/check.mjs
//
// Files named *.odd.* are exempt: they are wrong on purpose.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const fixtures = join(root, 'tests', 'fixtures')
const generated = join(here, 'generated')

// Annotations belong to OData, not to the types.
const annotations = new Set(['@odata.context', '@odata.nextLink', '@odata.count', '@odata.type', '@odata.id'])

// What live answers carry although the published v1.0 types lack it. A path stands for every item of a list.
const extras = {
  organization: {
    'value.directorySizeQuota': 'v1.0 returns it; only the beta types have it',
    'value.isMultipleDataLocationsForServicesEnabled': 'v1.0 returns it; only the beta types have it',
  },
  issues: { 'value.highImpact': 'recorded in live answers, always null, in no type' },
  messages: { 'value.expiryDateTime': 'recorded in older answers, always null, in no type' },
  error: {
    'error.innerError.date': 'the types describe the nested error only, Graph adds when and which request',
    'error.innerError.request-id': 'as above',
    'error.innerError.client-request-id': 'as above',
  },
}

const resources = new Set([...readFileSync(join(here, 'shapes.ts'), 'utf8').matchAll(/^ {2}(\w+): /gm)].map(([, id]) => id))
const problems = []
const replies = []
const read = file => JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
const odd = file => basename(file).includes('.odd.')

collectSnapshot(join(root, 'public', 'demo', 'contoso.json'))
for (const file of files(fixtures).filter(file => file.endsWith('.json') && !odd(file))) {
  const folder = relative(fixtures, file).split(sep)[0]
  if (folder === 'snapshots') collectSnapshot(file)
  else collect(folder === 'errors' ? 'error' : folder, read(file), file)
}

rmSync(generated, { recursive: true, force: true })
mkdirSync(generated)
const names = new Set()
for (const { shape, body, origin } of replies) {
  const stem = origin.replace(/[^\w]+/g, '-')
  let name = stem
  for (let n = 2; names.has(name); n++) name = `${stem}-${n}`
  names.add(name)
  const literal = JSON.stringify(plain(body, shape), null, 2)
  writeFileSync(join(generated, `${name}.ts`), `// ${origin}\nimport type { Shapes } from '../shapes'\nexport const reply: Shapes['${shape}'] = ${literal}\n`)
}

if (replies.length === 0) problems.push('nothing to check: neither the demo nor a fixture was found')
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const run = spawnSync(process.execPath, [tsc, '--project', here, '--noEmit', '--strict', '--pretty', 'false'], { cwd: root, encoding: 'utf8' })
if (run.status !== 0) problems.push(run.stdout + run.stderr + (run.error ?? ''))

for (const problem of problems) console.error(problem)
console.log(`${replies.length} replies of ${new Set(replies.map(reply => reply.shape)).size} kinds checked against Microsoft's Graph types: ${problems.length ? 'FAILED' : 'ok'}`)
process.exitCode = problems.length ? 1 : 0

/** Takes every reply out of a snapshot document or a bare batch answer. */
function collectSnapshot(file) {
  for (const { id, status, body } of read(file).responses) collect(status >= 400 ? 'error' : id, body, file, id)
}

function collect(shape, body, file, id = '') {
  const origin = relative(root, file).split(sep).join('/') + (id && ` ${id}`)
  if (resources.has(shape)) replies.push({ shape, body, origin })
  else problems.push(`${origin}: "${shape}" is no resource of shapes.ts`)
}

/** The body without annotations and without the listed extras. */
function plain(value, shape, path = '') {
  if (Array.isArray(value)) return value.map(item => plain(item, shape, path))
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const here = path ? `${path}.${key}` : key
    return annotations.has(key) || extras[shape]?.[here] ? [] : [[key, plain(inner, shape, here)]]
  })
  return Object.fromEntries(kept)
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).sort()
}

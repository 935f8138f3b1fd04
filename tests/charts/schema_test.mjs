// The schema of values: every leaf of it refuses something, and what it says of a destination is
// what flowbridge says.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import Ajv from 'ajv';
import {chart, read} from './chart.mjs';
import {call} from './configuration.mjs';
import {destinationSchema} from './options.mjs';

const schema = JSON.parse(read(join(chart, 'values.schema.json')));
const definition = (part) => {
  const $ref = part.$ref ?? part.allOf?.[0].$ref;
  return $ref ? schema.definitions[$ref.replace('#/definitions/', '')] : part;
};

// Every part of the schema that has no keys of its own, as the way to it; a number is a place in a
// list.
function leavesOf(part, way = [], above = []) {
  const whole = definition(part);
  if (above.includes(whole)) return [];
  const inner = [...Object.entries(whole.properties ?? {})];
  if (whole.items) inner.push([0, whole.items]);
  if (typeof whole.additionalProperties === 'object') {
    inner.push(['any', whole.additionalProperties]);
  }
  const below = inner.flatMap(([key, next]) => leavesOf(next, [...way, key], [...above, whole]));
  return inner.length > 0 ? [...below, ...(way.length > 0 ? [way] : [])] : [way];
}

const valueAt = (way, value) => way.reduceRight(
    (inner, key) => (typeof key === 'number' ? [inner] : {[key]: inner}), value);
const isWithin = (way, {instancePath}) => {
  const path = `/${way.join('/')}`;
  return instancePath === path || instancePath.startsWith(`${path}/`);
};

function leafProblems(values) {
  const validate = new Ajv({allErrors: true, strict: false}).compile(values);
  const isRefused = (way, value) =>
      !validate(valueAt(way, value)) && validate.errors.some((error) => isWithin(way, error));
  // A map whose keys are a user's own takes any key, and no other type.
  return leavesOf(values).flatMap((way) => {
    const refused = [{misspelt: {}}, [[[]]], 'no such thing', -1.5, true].filter(
        (value) => isRefused(way, value));
    return refused.length >= 2 ? [] : [`${way.join('.')} takes nearly anything`];
  });
}

test('every leaf of the schema refuses wrong types', () => {
  assert.ok(leavesOf(schema).length > 1000);
  assert.deepEqual(leafProblems(schema), []);
});

test('a leaf that takes nearly anything is found', () => {
  const broken = structuredClone(schema);
  broken.properties.storage.properties.path = {};
  broken.properties.nodeSelector = {type: 'object', additionalProperties: {}};
  assert.deepEqual(leafProblems(broken).map((line) => line.split(' ')[0]),
                   ['storage.path', 'nodeSelector.any']);
});

// A value of each key, of its type.
function sample(part) {
  const whole = definition(part);
  if (whole.enum) return whole.enum.at(-1);
  if (whole.properties) {
    return Object.fromEntries(
        Object.entries(whole.properties).map(([key, inner]) => [key, sample(inner)]));
  }
  switch ([whole.type].flat()[0]) {
    case 'array': return [sample(whole.items)];
    case 'object': return {any: sample(whole.additionalProperties)};
    case 'boolean': return true;
    default: return '5s';
  }
}

async function unknownKeys(destination) {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  try {
    const file = join(folder, 'flowbridge.yaml');
    writeFileSync(file, JSON.stringify({remote_write: [destination]}));
    const {text} = await call(['check-config', `--config.file=${file}`], {});
    assert.match(text, /remote_write\[0\]/);
    return text.split('\n').filter((line) => /unknown key|expected keys|takes texts/.test(line))
        .map((line) => line.match(/remote_write\[0\]\.([^)]*)/)[1]);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

test('flowbridge knows every key of a destination that the schema takes', async () => {
  const all = sample(destinationSchema);
  assert.deepEqual(await unknownKeys(all), []);
  all.queue_config.max_shard = 5;
  assert.deepEqual(await unknownKeys(all), ['queue_config.max_shard']);
});

test('the schema takes every key of a destination that flowbridge knows', () => {
  const keys = new Set();
  const visit = (part) => {
    for (const [key, inner] of Object.entries(definition(part).properties ?? {})) {
      keys.add(key);
      visit(inner);
    }
    if (definition(part).items) visit(definition(part).items);
    if (definition(part).additionalProperties) visit(definition(part).additionalProperties);
  };
  visit(destinationSchema);
  // Those that it refuses with advice are none.
  const readers = ['destination', 'auth', 'transport', 'relabel'].map(
      (name) => read(`lib/config/${name}_reader.cc`)).join('');
  const inSource = [...readers.matchAll(
      /\b(?:text|secret|section|section_or_empty|list|sections|ignore|one<[^>(]*>)\(\s*"(\w+)"/g)];
  assert.ok(inSource.length > 50);
  const tables = read('docs/remote-write.md').match(/^## Keys\n[^]*?^These cannot be had/m)[0];
  const inDocs = [...tables.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(
      ([, cell]) => [...cell.matchAll(/`(?:\w+\.)*(\w+)`/g)]);
  assert.ok(inDocs.length > 40);
  // Receivers have a table of their own there.
  const receivers = new Set(destinationSchema.properties.receiver.enum);
  const known = [...inSource, ...inDocs].map(([, key]) => key).filter(
      (key) => !receivers.has(key) && key !== 'external_labels');
  assert.deepEqual(known.filter((key) => !keys.has(key)), []);
});

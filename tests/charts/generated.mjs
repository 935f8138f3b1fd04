// What is made from something else: tables of the README, the schema's part for config, and copies
// of files. Each generator returns what a file should hold; keep() compares, or writes it.
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {isMap, isScalar, parseDocument} from 'yaml';
import {chart, isUpdate, read} from './chart.mjs';
import {kubernetesDefinitions} from './kubernetes.mjs';
import {configSchema, destinationSchema, durationPattern} from './options.mjs';

// Returns what is wrong: nothing, or that the file is not what it should be.
export function keep(path, wanted) {
  if (existsSync(path) && read(path) === wanted) return [];
  if (!isUpdate) return [`${path} is not what it should be; UPDATE_GOLDEN=1 writes it anew`];
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, wanted);
  return [];
}

// Copies of the files in a folder, since a chart reads nothing outside of itself.
export function copyProblems(from, to, ending) {
  const names = existsSync(from) ? readdirSync(from).filter((name) => name.endsWith(ending)) : [];
  const copies = existsSync(to) ? readdirSync(to).filter((name) => name.endsWith(ending)) : [];
  const problems = names.flatMap((name) => keep(join(to, name), read(join(from, name))));
  for (const name of copies.filter((copy) => !names.includes(copy))) {
    if (isUpdate) rmSync(join(to, name));
    else problems.push(`${join(to, name)} is a copy of nothing; UPDATE_GOLDEN=1 removes it`);
  }
  return problems;
}

// Texts and headings that stand in comments before a key.
function readComments(comments) {
  const lines = (comments ?? '').split('\n').map((line) => line.trim());
  const heading = lines.find((line) => line.startsWith('== '));
  const start = lines.findLastIndex((line) => line.startsWith('-- '));
  const end = lines.indexOf('', Math.max(start, 0));
  const text = start < 0 ? '' : lines.slice(start, end < 0 ? undefined : end).join(' ').slice(3);
  return {heading: heading?.slice(3), text};
}

// Every key of values.yaml, in order: its path, its text, its default if it has no keys itself.
export function valueRows(source) {
  const rows = [];
  // A comment before the first key of a map belongs to the map.
  const visit = (map, path, first) => {
    map.items.forEach(({key, value}, i) => {
      const comments = [i === 0 ? first : '', key.commentBefore].filter(Boolean).join('\n');
      const {heading, text} = readComments(comments);
      const name = [...path, key.value].join('.');
      const hasKeys = isMap(value) && value.items.length > 0;
      const isGroup = hasKeys && (value.commentBefore || value.items.some(
                                      (item) => item.key.commentBefore));
      rows.push({name, heading, text, isGroup, value: value?.toJSON?.() ?? null});
      if (isGroup) visit(value, [...path, key.value], value.commentBefore);
    });
  };
  const document = parseDocument(source);
  visit(document.contents, [], document.contents.commentBefore ?? document.commentBefore);
  return rows;
}

export function valuesTable(source) {
  const lines = [];
  for (const {name, heading, text, isGroup, value} of valueRows(source)) {
    if (heading) lines.push('', `### ${heading}`, '', '| value | default | |', '|---|---|---|');
    // A map is a row without a default, above those of its keys.
    const byDefault = isGroup ? '' : `\`${JSON.stringify(value)}\``;
    lines.push(`| \`${name}\` | ${byDefault} | ${text} |`);
  }
  return lines.join('\n').trim();
}

// The keys of a destination, from the schema, which alone has them.
export function destinationTable(schema) {
  const lines = ['| key | |', '|---|---|'];
  const visit = (properties, path) => {
    for (const [key, field] of Object.entries(properties)) {
      const name = `${path}${key}`;
      if (field.description) lines.push(`| \`${name}\` | ${field.description} |`);
      if (field.properties) visit(field.properties, `${name}.`);
    }
  };
  visit(schema.definitions.destination.properties, '');
  return lines.join('\n');
}

// What stands between two marks of a text, replaced.
export function withPart(text, mark, part) {
  const begin = `<!-- ${mark}: made by tests/charts/run.sh -->`;
  const end = `<!-- end of ${mark} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the README has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
}

export function readmeProblems() {
  const path = join(chart, 'README.md');
  const schema = JSON.parse(read(join(chart, 'values.schema.json')));
  let text = withPart(read(path), 'values', valuesTable(read(join(chart, 'values.yaml'))));
  text = withPart(text, 'destinations', destinationTable(schema));
  return keep(path, text);
}

const sameAs = {
  'kafka.groupId': 'kafka.group-id',
  'kafka.mode': 'kafka.mode',
  'kafka.partitions': 'kafka.partitions',
  'kafka.start': 'kafka.start',
  'storage.limit': 'storage.limit',
  'selfMonitoring.push.enabled': 'self-metrics.push',
};

function optionDefault(option, options) {
  const section =
      options.split('\n### ').find((text) => text.match(/^`--([^`=]+)/)?.[1] === option);
  return section?.match(/^- Default: `([^`]+)`/m)?.[1];
}

// Values that are options have the options' defaults.
export function defaultProblems(values, options) {
  return Object.entries(sameAs).flatMap(([name, option]) => {
    const value = name.split('.').reduce((map, key) => map[key], values);
    const wanted = optionDefault(option, options);
    return String(value) === wanted ? [] : [`${name} is ${value}, --${option} is ${wanted}`];
  });
}

// So have their copies in a template, which cannot read the options.
export function copiedDefaultProblems(template, options) {
  const copies = template.match(/define "flowbridge.optionDefaults" -}}\n([^]*?){{- end/)[1];
  const timeout = template.match(/dig "timeout" "(\w+)"/)[1];
  const found = Object.fromEntries(copies.trim().split('\n').map((line) => line.split(': ')));
  return Object.entries({...sameAs, 'shutdown.timeout': 'shutdown.timeout'}).flatMap(
      ([name, option]) => {
        const value = name === 'shutdown.timeout' ? timeout : found[name];
        const wanted = optionDefault(option, options);
        return value === wanted ? [] : [`a template has ${value} for ${name}, not ${wanted}`];
      });
}

// Definitions that are made from something else; the others are written in the schema itself.
function madeDefinitions() {
  return {
    ...kubernetesDefinitions(),
    prometheus: destinationSchema,
    duration: {type: ['string', 'integer'], pattern: durationPattern, minLength: 1,
               minimum: 0, maximum: 0},
  };
}

export function schemaProblems() {
  const path = join(chart, 'values.schema.json');
  const schema = JSON.parse(read(path));
  schema.properties.config = configSchema(read('docs/options.md'));
  for (const name of Object.keys(schema.definitions)) {
    if (/^(k8s|operator)\./.test(name)) delete schema.definitions[name];
  }
  Object.assign(schema.definitions, madeDefinitions());
  return keep(path, `${JSON.stringify(schema, null, 2)}\n`);
}

// Keys of values.yaml that have no text, and keys that only one of it and the schema has.
export function keyProblems(source, schema) {
  const problems = [];
  const rows = valueRows(source);
  for (const {name, text} of rows) {
    if (text === '') problems.push(`values.yaml: ${name} has no comment that begins with --`);
  }
  const inSchema = [];
  const visit = (properties, path) => {
    for (const [key, field] of Object.entries(properties ?? {})) {
      const name = [...path, key].join('.');
      inSchema.push(name);
      if (name !== 'config') visit(field.properties, [...path, key]);
    }
  };
  visit(schema.properties, []);
  const names = rows.map((row) => row.name);
  problems.push(
      ...names.filter((name) => !inSchema.includes(name)).map((name) => `no schema for ${name}`),
      ...inSchema.filter((name) => !names.includes(name)).map(
          (name) => `values.yaml has no ${name}`));
  return problems;
}

// Objects of the schema that take any key, by the name of the value; references are followed. One
// that may do so is in allowed, with the reason.
export function looseProblems(schema, allowed = {}) {
  const problems = [];
  const used = new Set();
  const visit = (part, name, above) => {
    if (part.$ref) {
      const definition = part.$ref.replace('#/definitions/', '');
      if (!schema.definitions[definition]) problems.push(`${name}: there is no ${definition}`);
      else if (!above.includes(definition)) {
        visit(schema.definitions[definition], name, [...above, definition]);
      }
      return;
    }
    const {additionalProperties: others} = part;
    const isObject = [part.type].flat().includes('object') || part.properties;
    if (Object.keys(part).every((key) => key === 'description') ||
        (isObject && (others === undefined || others === true))) {
      if (allowed[name]) used.add(name);
      else problems.push(`${name} takes keys that nobody knows`);
    }
    if (others && others !== true) visit(others, `${name}.*`, above);
    if (part.items) visit(part.items, `${name}[]`, above);
    for (const each of [part.anyOf, part.allOf, part.oneOf].flat().filter(Boolean)) {
      visit(each, name, above);
    }
    for (const [key, inner] of Object.entries(part.properties ?? {})) {
      visit(inner, name === '' ? key : `${name}.${key}`, above);
    }
  };
  visit(schema, '', []);
  return [...problems, ...Object.keys(allowed).filter((name) => !used.has(name)).map(
      (name) => `${name} is allowed to take any key, and does not`)];
}

// What is made from something else: tables of the README, the schema's part for config, and copies
// of files. Each generator returns what a file should hold; keep() compares, or writes it.
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {isMap, isScalar, parseDocument} from 'yaml';
import {chart, isUpdate, read} from './chart.mjs';

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

// The schema of one option, from its lines in docs/options.md.
function optionSchema(lines, keyLine) {
  const oneOf = lines.find((line) => line.startsWith('- One of: '));
  const byDefault = lines.find((line) => line.startsWith('- Default: '));
  if (keyLine.includes('with a key and a value for each')) {
    // Helm reads an off without quotes as false, which is then no value here.
    return {$ref: `#/definitions/${lines[0].includes('|off') ? 'optionTexts' : 'scalars'}`};
  }
  if (keyLine.endsWith(', a list')) return {$ref: '#/definitions/optionList'};
  if (oneOf) return {enum: [...oneOf.matchAll(/`([^`]+)`/g)].map((match) => match[1])};
  if (/^- Default: `(true|false)`/.test(byDefault ?? '')) return {type: 'boolean'};
  return {$ref: '#/definitions/optionText'};
}

// The keys of the configuration file, as docs/options.md and docs/remote-write.md have them.
export function configSchema(options) {
  const object = () => ({type: 'object', additionalProperties: false, properties: {}});
  const root = object();
  for (const section of options.split('\n### ').slice(1)) {
    const lines = section.split('\n');
    const keyLine = lines.find((line) => line.startsWith('- Key: '));
    if (!keyLine) continue;
    const path = keyLine.match(/`([^`]+)`/)[1].split('.');
    // It may be a list as well, of what Prometheus's is.
    if (path[0] === 'remote_write') continue;
    let at = root;
    for (const key of path.slice(0, -1)) at = at.properties[key] ??= object();
    at.properties[path.at(-1)] = optionSchema(lines, keyLine);
  }
  const [map, maps] = [{$ref: '#/definitions/map'}, {$ref: '#/definitions/maps'}];
  Object.assign(root.properties, {
    remote_write: {anyOf: [map, maps]},
    global: map,
    external_labels: {$ref: '#/definitions/strings'},
  });
  return root;
}

// Values that are options have the options' defaults.
export function defaultProblems(values, options) {
  const sameAs = {
    'kafka.groupId': 'kafka.group-id',
    'kafka.mode': 'kafka.mode',
    'kafka.partitions': 'kafka.partitions',
    'kafka.start': 'kafka.start',
    'storage.limit': 'storage.limit',
    'selfMonitoring.push.enabled': 'self-metrics.push',
  };
  return Object.entries(sameAs).flatMap(([name, option]) => {
    const value = name.split('.').reduce((map, key) => map[key], values);
    const section =
        options.split('\n### ').find((text) => text.match(/^`--([^`=]+)/)?.[1] === option);
    const wanted = section?.match(/^- Default: `([^`]+)`/m)?.[1];
    return String(value) === wanted ? [] : [`${name} is ${value}, --${option} is ${wanted}`];
  });
}

export function schemaProblems() {
  const path = join(chart, 'values.schema.json');
  const schema = JSON.parse(read(path));
  schema.properties.config = configSchema(read('docs/options.md'));
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

// Objects of the schema that take any key although they list some.
export function looseProblems(schema, path = 'values') {
  if (typeof schema !== 'object' || schema === null) return [];
  const isLoose = schema.properties && !Array.isArray(schema) && schema.type === 'object' &&
      schema.additionalProperties !== false;
  return [...(isLoose ? [`${path} takes keys that nobody knows`] : []),
          ...Object.entries(schema).flatMap(
              ([key, inner]) => looseProblems(inner, `${path}.${key}`))];
}

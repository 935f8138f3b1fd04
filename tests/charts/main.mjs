// All checks of the chart; run.sh calls it.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {parse, stringify} from 'yaml';
import {chart, ciFile, ciValues, each, helm, isUpdate, kubeVersions, objects, podsOf, read,
        render} from './chart.mjs';
import {configProblems, fileOf, secretProblems, testPodProblems} from './configuration.mjs';
import {copiedDefaultProblems, copyProblems, defaultProblems, keep, keyProblems, looseProblems,
        readmeProblems, schemaProblems} from './generated.mjs';
import {modelProblems, typeProblems} from './models.mjs';
import {allProblems} from './policy.mjs';

const none = (problems) => assert.deepEqual(problems, [], `\n${problems.join('\n')}\n`);
const templates = 'templates in it may make any type of what is a text here';
// Values that are maps of keys which the schema does not know.
const takeAnyKey = {
  'global': 'a parent chart keeps there what it likes, and Helm hands all of it on',
  'extraEnv[]': templates,
  'extraEnvFrom[]': templates,
  'extraVolumes[]': templates,
  'extraVolumeMounts[]': templates,
  'initContainers[]': templates,
  'sidecars[]': templates,
  'extraObjects[]': 'an object of any kind',
};
const bridge = (list) => podsOf(list).find(({object}) => object.kind !== 'Pod');

test('files/ has the files of grafana/, byte by byte', () => {
  none([...copyProblems('grafana/dashboards', join(chart, 'files/dashboards'), '.json'),
        ...copyProblems('grafana/rules', join(chart, 'files/rules'), '.yaml')]);
});

test('config in the schema has the keys of docs/options.md', () => none(schemaProblems()));

test('every value is in the schema, with a comment, and no other is', () => {
  const schema = JSON.parse(read(join(chart, 'values.schema.json')));
  none(keyProblems(read(join(chart, 'values.yaml')), schema));
  none(looseProblems(schema, takeAnyKey));
});

test('values that are options have their defaults', () => {
  none(defaultProblems(parse(read(join(chart, 'values.yaml'))), read('docs/options.md')));
  none(copiedDefaultProblems(read(join(chart, 'templates/_validations.tpl')),
                             read('docs/options.md')));
});

test('the README has the tables of values', () => none(readmeProblems()));

// The first example is whole; the others are laid over the smallest values.
test('what the README shows as values works', async () => {
  const fences = read(join(chart, 'README.md')).matchAll(/^```yaml\n([^]*?)^```$/gm);
  const examples = [...fences].map((match) => match[1]);
  assert.ok(examples.length >= 4);
  for (const [i, example] of examples.entries()) {
    const file = join('build/charts', 'readme-values.yaml');
    writeFileSync(file, example);
    const values = i === 0 ? [file] : [ciFile('minimal'), file];
    for (const version of [3, 4]) {
      const list = objects(await render(version, {values}));
      none(await configProblems(list, bridge(list)));
    }
  }
});

test('there are 25 files of CI values or more', () => assert.ok(ciValues.length >= 25));

test('helm lint --strict likes every file of CI values', async () => {
  const runs = ciValues.flatMap((name) => [3, 4].map((version) => [name, version]));
  const found = await each(runs, ([name, version]) =>
    helm(version, 'lint', '--strict', chart, '-f', ciFile(name))
        .then(() => [], (error) => [`Helm ${version}, ${name}: ${error.message}`]));
  none(found.flat());
});

// Of each file of CI values, what all six renders are.
const rendered = {};

test('both Helms render the same for all versions of Kubernetes', async () => {
  const runs = ciValues.flatMap((name) => [3, 4].flatMap(
      (version) => kubeVersions.map((kube) => ({name, version, kube}))));
  const found = await each(runs, async ({name, version, kube}) => {
    const text = await render(version, {values: [ciFile(name)], kube});
    rendered[name] ??= text;
    return text === rendered[name] ? [] :
                                     [`${name}: Helm ${version} differs for Kubernetes ${kube}`];
  });
  none(found.flat());
  for (const name of ciValues) rendered[name] = objects(rendered[name]);
});

// What is in files/ is compared elsewhere; a golden would have to follow each of its changes.
function elided(object) {
  if (object.kind === 'PrometheusRule') {
    const groups = object.spec.groups.map(({name}) => name);
    return {...object, spec: {groups}};
  }
  if (object.metadata.labels?.['app.kubernetes.io/component'] !== 'dashboard' || !object.data) {
    return object;
  }
  const names = Object.keys(object.data).map((name) => [name, 'as in files/dashboards']);
  return {...object, data: Object.fromEntries(names)};
}

test('renders are those of golden/', () => {
  const folder = 'tests/charts/golden';
  const text = (name) => rendered[name].map(
      (object) => stringify(elided(object), {aliasDuplicateObjects: false, lineWidth: 0}))
      .join('---\n');
  none(ciValues.flatMap((name) => keep(join(folder, `${name}.yaml`), text(name))));
  const old = readdirSync(folder).filter((name) => !ciValues.includes(name.replace('.yaml', '')));
  if (isUpdate) old.forEach((name) => rmSync(join(folder, name)));
  else none(old.map((name) => `golden/${name} is of no file of CI values`));
});

test('every object satisfies its model', async () => {
  const all = ciValues.flatMap((name) => rendered[name].map((object) => ({name, object})));
  const found = await each(all, async ({name, object}) =>
    (await modelProblems(object)).map((line) => `${name}: ${line}`));
  none(found.flat());
});

test('every object has only fields that its type has', async () => {
  const named = {};
  const seen = new Set();
  for (const name of ciValues) {
    for (const object of rendered[name]) {
      const text = JSON.stringify(object);
      if (!seen.has(text)) named[`${name}.${object.kind}.${object.metadata.name}`] = object;
      seen.add(text);
    }
  }
  none(await typeProblems(named));
});

test('every pod is restricted, and every selector selects what it should', () => {
  none(ciValues.flatMap((name) => allProblems(rendered[name]).map((line) => `${name}: ${line}`)));
});

test('flowbridge takes every configuration', async () => {
  const found = await each(ciValues, async (name) =>
    (await configProblems(rendered[name], bridge(rendered[name])))
        .map((line) => `${name}: ${line}`));
  none(found.flat());
  const own = ciValues.filter((name) => fileOf(rendered[name], bridge(rendered[name])));
  assert.equal(own.length, ciValues.length - 2, 'all but existing-configmap and existing-secret');
});

test('secrets that the configuration names are mounted, and no others', () => {
  none(ciValues.flatMap((name) => secretProblems(rendered[name], bridge(rendered[name]))
                                      .map((line) => `${name}: ${line}`)));
});

test('flowbridge understands the command of the test pod', async () => {
  for (const name of ['minimal', 'availability']) {
    const pod = podsOf(rendered[name]).find(({object}) => object.kind === 'Pod');
    none(await testPodProblems(pod));
  }
});

test('helm package leaves out what is only for tests', async () => {
  const said = await helm(4, 'package', chart, '--destination', 'build/charts');
  const path = said.trim().split(': ').at(-1);
  assert.ok(existsSync(path));
  const names = execFileSync('tar', ['-tzf', path], {encoding: 'utf8'}).split('\n');
  assert.ok(names.includes('flowbridge/values.schema.json'));
  none(names.filter((name) => name.startsWith('flowbridge/ci/')));
});

await import('./schema_test.mjs');
await import('./negative_test.mjs');
await import('./render_test.mjs');
await import('./notes_test.mjs');
await import('./checks_test.mjs');

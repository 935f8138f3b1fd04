// The checks themselves: each finds what it is there for. What is broken here is a render, a
// schema or a text, in memory.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {parse} from 'yaml';
import {chart, ciFile, isUpdate, objects, podsOf, read, render} from './chart.mjs';
import {configProblems, secretProblems, testPodProblems} from './configuration.mjs';
import {copiedDefaultProblems, copyProblems, defaultProblems, destinationTable, keep, keyProblems,
        looseProblems, valuesTable, withPart} from './generated.mjs';
import {modelProblems, typeProblems} from './models.mjs';
import {configSchema} from './options.mjs';
import {allProblems} from './policy.mjs';

const base = objects(await render(4, {values: [ciFile('strimzi-scram')], args: [
  '--set', 'serviceMonitor.enabled=true',
]}));
const kind = (list, name) => list.find((object) => object.kind === name);
const bridge = (list) => podsOf(list).find(({object}) => object.kind !== 'Pod');

// A copy of the render, broken by change, and what is found in it.
function broken(change) {
  const list = structuredClone(base);
  change(list);
  return list;
}

const container = (list) => kind(list, 'StatefulSet').spec.template.spec.containers[0];
const podSpec = (list) => kind(list, 'StatefulSet').spec.template.spec;
const testPod = (list) => kind(list, 'Pod');

const policyRows = [
  ['a container without a security context', (list) => delete container(list).securityContext,
   /flowbridge: allowPrivilegeEscalation is not false/],
  ['a test pod without one', (list) => delete testPod(list).spec.containers[0].securityContext,
   /Pod .*: healthcheck: does not drop ALL/],
  ['a container that may be root',
   (list) => {
     podSpec(list).securityContext.runAsNonRoot = false;
     delete container(list).securityContext.runAsNonRoot;
   }, /runAsNonRoot is not true/],
  ['user 0', (list) => (podSpec(list).securityContext.runAsUser = 0), /runAsUser is 0/],
  ['a sidecar that is privileged',
   (list) => podSpec(list).containers.push(
       {name: 'side', securityContext: {...container(list).securityContext, privileged: true}}),
   /side: is privileged/],
  ['an init container without one', (list) => (podSpec(list).initContainers = [{name: 'init'}]),
   /init: does not drop ALL/],
  ['a capability', (list) => (container(list).securityContext.capabilities.add = ['NET_RAW']),
   /adds capabilities/],
  ['no seccomp profile',
   (list) => {
     delete podSpec(list).securityContext.seccompProfile;
     delete container(list).securityContext.seccompProfile;
   }, /seccompProfile/],
  ['a root that can be written',
   (list) => (container(list).securityContext.readOnlyRootFilesystem = false), /readOnlyRoot/],
  ['a port of the host', (list) => (container(list).ports[0].hostPort = 80), /hostPort/],
  ['a path of the host',
   (list) => podSpec(list).volumes.push({name: 'h', hostPath: {path: '/'}}), /h is a hostPath/],
  ['the host\'s network', (list) => (podSpec(list).hostNetwork = true), /hostNetwork is set/],
  ['a token', (list) => delete podSpec(list).automountServiceAccountToken, /mounts a token/],
  ['service links', (list) => delete podSpec(list).enableServiceLinks, /service links/],
  ['an account with its token',
   (list) => delete kind(list, 'ServiceAccount').automountServiceAccountToken, /mounts its token/],
  ['rights', (list) => list.push({kind: 'ClusterRole', metadata: {name: 'a'}}), /gives rights/],
  ['a mount of no volume',
   (list) => container(list).volumeMounts.push({name: 'gone', mountPath: '/a'}),
   /mounts gone, which is no volume/],
  ['two mounts at one place',
   (list) => container(list).volumeMounts.push(container(list).volumeMounts[0]),
   /two volumes at one place/],
  ['a selector of nothing',
   (list) => (kind(list, 'Service').spec.selector['app.kubernetes.io/name'] = 'other'),
   /Service .* does not select/],
  ['a selector of the test',
   (list) => delete kind(list, 'Service').spec.selector['app.kubernetes.io/component'],
   /Service .* selects Pod/],
  ['a monitor of two services',
   (list) => delete kind(list, 'ServiceMonitor').spec.selector.matchLabels[
       'app.kubernetes.io/component'], /selects 2 services/],
  ['a service that is not there', (list) => (kind(list, 'StatefulSet').spec.serviceName = 'a'),
   /serviceName a, which is no service/],
  ['a service\'s port that is not there',
   (list) => (kind(list, 'Service').spec.ports[0].targetPort = 'web'), /Service .* port web,/],
  ['a monitor\'s port that is not there',
   (list) => (kind(list, 'ServiceMonitor').spec.endpoints[0].port = 'web'),
   /ServiceMonitor .* port web, which/],
  ['an object twice', (list) => list.push(kind(list, 'Service')), /comes twice/],
];

test('the policy finds each breach of it', () => {
  assert.deepEqual(allProblems(base), []);
  for (const [name, change, wanted] of policyRows) {
    const found = allProblems(broken(change));
    assert.ok(found.some((line) => wanted.test(line)), `${name}: found ${found.join('; ')}`);
  }
});

test('models find wrong types, missing fields and kinds without a model', async () => {
  const rows = [
    ['StatefulSet', (object) => (object.spec.replicas = '1'), /replicas must be integer/],
    ['StatefulSet', (object) => delete object.spec.selector, /selector/],
    ['ServiceMonitor', (object) => delete object.spec.selector, /selector/],
    ['Service', (object) => (object.apiVersion = 'v9'), /there is no model of v9/],
    ['Service', (object) => (object.kind = 'Sevrice'), /there is no model of v1/],
  ];
  for (const [name, change, wanted] of rows) {
    const object = structuredClone(kind(base, name));
    assert.deepEqual(await modelProblems(object), []);
    change(object);
    assert.match((await modelProblems(object)).join('\n'), wanted);
  }
});

test('kinds without a model are checked by their fields', async () => {
  const list = objects(await render(4, {values: [ciFile('strimzi-objects')]}));
  const rows = [
    ['KafkaTopic', (spec) => (spec.partition = 3), 'spec.partition is no field'],
    ['KafkaTopic', (spec) => delete spec.replicas, 'spec.replicas is missing'],
    ['KafkaUser', (spec) => delete spec.authentication.type, 'spec.authentication.type is missing'],
  ];
  for (const [name, change, wanted] of rows) {
    const object = structuredClone(kind(list, name));
    assert.deepEqual(await modelProblems(object), []);
    change(object.spec);
    assert.ok((await modelProblems(object)).join().includes(wanted), wanted);
  }
});

test('tsc finds fields that no type has, however deep', async () => {
  const misspelt = structuredClone(base);
  container(misspelt).securityContext.readOnlyRootFileSystem = true;
  kind(misspelt, 'ServiceMonitor').spec.endpoints[0].intervall = '30s';
  kind(misspelt, 'Service').spec.publishNotReadyAdresses = true;
  const found = (await typeProblems({
    good: kind(base, 'StatefulSet'),
    set: kind(misspelt, 'StatefulSet'),
    monitor: kind(misspelt, 'ServiceMonitor'),
    service: kind(misspelt, 'Service'),
  })).filter((line) => /error TS/.test(line));
  assert.equal(found.length, 3, found.join('\n'));
  assert.match(found.find((line) => /set\.ts/.test(line)), /readOnlyRootFileSystem/);
  assert.match(found.find((line) => /monitor\.ts/.test(line)), /intervall/);
  assert.match(found.find((line) => /service\.ts/.test(line)), /publishNotReadyAdresses/);
});

test('a configuration that flowbridge does not take is found', async () => {
  assert.deepEqual(await configProblems(base, bridge(base)), []);
  const list = broken((all) => {
    const {data} = kind(all, 'ConfigMap');
    data['flowbridge.yaml'] = data['flowbridge.yaml'].replace('group_id:', 'groupid:');
  });
  assert.match((await configProblems(list, bridge(list))).join(), /kafka.groupid/);
  const flags = broken((all) => container(all).args.push('--windows=1s'));
  assert.match((await configProblems(flags, bridge(flags))).join(), /windows/);
});

test('secrets that are named and not mounted are found, and the other way round', () => {
  assert.deepEqual(secretProblems(base, bridge(base)), []);
  const sources = (list) =>
      podSpec(list).volumes.find((each) => each.name === 'secrets-kafka').projected.sources;
  const fewer = broken((list) => sources(list).pop());
  assert.match(secretProblems(fewer, bridge(fewer)).join(), /password, which is not mounted/);
  const more = broken((list) => (sources(list)[0].secret.items[0].path = 'other.crt'));
  assert.match(secretProblems(more, bridge(more)).join(), /other.crt is mounted, and the config/);
});

test('a test pod whose command flowbridge does not have is found', async () => {
  const [pod] = podsOf([testPod(base)]);
  assert.deepEqual(await testPodProblems(pod), []);
  const wrong = structuredClone(pod);
  wrong.spec.containers[0].args[0] = 'check';
  assert.notDeepEqual(await testPodProblems(wrong), []);
  const misspelt = structuredClone(pod);
  misspelt.spec.containers[0].args.push('--redy');
  assert.match((await testPodProblems(misspelt)).join(), /redy/);
});

test('values without text, without schema, and schema without values are found', () => {
  const schema = {properties: {a: {}, map: {properties: {b: {}, c: {}}}}};
  const good = '# -- A.\na: 1\n# -- Map.\nmap:\n  # -- B.\n  b: 2\n  # -- C.\n  c: []\n';
  assert.deepEqual(keyProblems(good, schema), []);
  assert.deepEqual(keyProblems(good.replace('  # -- B.\n', ''), schema),
                   ['values.yaml: map.b has no comment that begins with --']);
  assert.deepEqual(keyProblems(`${good}# -- D.\nd: 1\n`, schema), ['no schema for d']);
  assert.deepEqual(keyProblems('# -- A.\na: 1\n', schema),
                   ['map', 'map.b', 'map.c'].map((name) => `values.yaml has no ${name}`));
});

test('a part of the schema that takes any key is found', () => {
  const schema = (inner, definitions = {}) =>
      ({type: 'object', additionalProperties: false, definitions,
        properties: {a: {type: 'object', additionalProperties: false, properties: {inner}}}});
  const rows = [
    [{type: 'object', properties: {b: {type: 'string'}}}, 'a.inner'],
    [{type: 'object'}, 'a.inner'],
    [{type: ['object', 'string'], additionalProperties: true}, 'a.inner'],
    [{type: 'array', items: {type: 'object'}}, 'a.inner[]'],
    [{type: 'array', items: {}}, 'a.inner[]'],
    [{type: 'object', additionalProperties: {type: 'object'}}, 'a.inner.*'],
    [{anyOf: [{type: 'string'}, {type: 'object'}]}, 'a.inner'],
    [{$ref: '#/definitions/map'}, 'a.inner'],
  ];
  for (const [inner, name] of rows) {
    const found = looseProblems(schema(inner, {map: {type: 'object'}}));
    assert.deepEqual(found, [`${name} takes keys that nobody knows`]);
    assert.deepEqual(looseProblems(schema(inner, {map: {type: 'object'}}), {[name]: 'so'}), []);
  }
  assert.deepEqual(looseProblems(schema({type: 'string'})), []);
  assert.deepEqual(looseProblems(schema({$ref: '#/definitions/gone'})),
                   ['a.inner: there is no gone']);
  assert.deepEqual(looseProblems(schema({type: 'string'}), {'a.inner': 'so'}),
                   ['a.inner is allowed to take any key, and does not']);
});

test('an option that is new, or has another type, changes the schema', () => {
  const options = read('docs/options.md');
  const schema = configSchema(options);
  assert.deepEqual(schema.properties.kafka.properties.mode, {enum: ['static']});
  assert.deepEqual(schema.properties.takeover, {type: 'boolean'});
  assert.match(schema.properties.kafka.properties.property.$ref, /scalars$/);
  assert.match(schema.properties.asn.$ref, /optionList$/);
  assert.equal(schema.properties.config, undefined);
  assert.notDeepEqual(configSchema(options.replace('`kafka.mode`', '`kafka.method`')), schema);
});

test('a default that is not the option\'s is found', () => {
  const values = parse(read(join(chart, 'values.yaml')));
  values.kafka.start = '1h';
  assert.deepEqual(defaultProblems(values, read('docs/options.md')),
                   ['kafka.start is 1h, --kafka.start is 30m']);
  const template = read(join(chart, 'templates/_validations.tpl'));
  const options = read('docs/options.md');
  assert.deepEqual(copiedDefaultProblems(template.replace('"timeout" "10s"', '"timeout" "9s"'),
                                         options),
                   ['a template has 9s for shutdown.timeout, not 10s']);
  assert.deepEqual(copiedDefaultProblems(template.replace('kafka.start: 30m', 'kafka.start: 1h'),
                                         options),
                   ['a template has 1h for kafka.start, not 30m']);
});

test('the README\'s tables change with values and schema', () => {
  const values = read(join(chart, 'values.yaml'));
  assert.notEqual(valuesTable(values.replace('replicas: 1', 'replicas: 0')), valuesTable(values));
  assert.notEqual(valuesTable(values.replace('# -- Repository in it.', '# -- A repository.')),
                  valuesTable(values));
  const schema = JSON.parse(read(join(chart, 'values.schema.json')));
  const table = destinationTable(schema);
  schema.definitions.destination.properties.tenant.description = 'Other.';
  assert.notEqual(destinationTable(schema), table);
  assert.throws(() => withPart('no marks', 'values', ''), /has no <!-- values/);
});

test('a file that is not what it should be is found', {skip: isUpdate}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  try {
    writeFileSync(join(folder, 'a'), 'old');
    assert.deepEqual(keep(join(folder, 'a'), 'old'), []);
    assert.match(keep(join(folder, 'a'), 'new').join(), /is not what it should be/);
    assert.match(keep(join(folder, 'b'), 'new').join(), /is not what it should be/);

    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    for (const each of [from, to]) mkdirSync(each);
    assert.deepEqual(copyProblems(from, to, '.json'), []);
    writeFileSync(join(from, 'x.json'), '{}\n');
    assert.match(copyProblems(from, to, '.json').join(), /to\/x.json is not what it should be/);
    writeFileSync(join(to, 'x.json'), '{}');
    assert.match(copyProblems(from, to, '.json').join(), /to\/x.json is not what it should be/);
    writeFileSync(join(to, 'x.json'), '{}\n');
    assert.deepEqual(copyProblems(from, to, '.json'), []);
    rmSync(join(from, 'x.json'));
    assert.match(copyProblems(from, to, '.json').join(), /x.json is a copy of nothing/);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

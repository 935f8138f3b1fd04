// What single features render, with files of rules and dashboards that do not change: a copy of
// the chart holds those of fixtures/.
import assert from 'node:assert/strict';
import {cpSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {before, test} from 'node:test';
import {parse} from 'yaml';
import {chart, ciFile, each, helm, objects, podsOf, read, render, scratch} from './chart.mjs';
import {valueRows} from './generated.mjs';
import {modelProblems, typeProblems} from './models.mjs';

const fixtures = 'tests/charts/fixtures';
const copy = join(scratch, 'chart-with-files');

before(() => {
  rmSync(copy, {recursive: true, force: true});
  cpSync(chart, copy, {recursive: true});
  rmSync(join(copy, 'files'), {recursive: true, force: true});
  cpSync(fixtures, join(copy, 'files'), {recursive: true});
});

async function rendered(values, {args = [], version = 4} = {}) {
  const file = join(scratch, 'render-values.yaml');
  writeFileSync(file, `${values}\n`);
  return objects(await render(version, {values: [ciFile('minimal'), file], args, from: copy}));
}

const kinds = (list, kind) => list.filter((object) => object.kind === kind);
const groupsOf = (list) => kinds(list, 'PrometheusRule')[0].spec.groups;
const alertsOf = (list) =>
    groupsOf(list).flatMap(({rules}) => rules).filter((rule) => rule.alert);
const fixtureGroups = (name) => parse(read(join(fixtures, `rules/${name}.yaml`))).groups;

// Places of one's own, which are those of the files, so that links stay as they are.
const links = 'links: {docs: "https://flowbridge.example", grafana: "https://grafana.example/"}';

test('rules are those of the files, templates in them untouched', async () => {
  const wanted = [...fixtureGroups('alerts'), ...fixtureGroups('recording')];
  for (const version of [3, 4]) {
    const list = await rendered(`prometheusRule: {enabled: true, ${links}}`, {version});
    assert.deepEqual(groupsOf(list), wanted);
    assert.deepEqual(await modelProblems(kinds(list, 'PrometheusRule')[0]), []);
  }
});

test('recording rules and alerts are had separately', async () => {
  assert.deepEqual(
      groupsOf(await rendered('prometheusRule: {enabled: true, alerts: {enabled: false}}')),
      fixtureGroups('recording'));
  assert.deepEqual(
      groupsOf(await rendered(`prometheusRule:
  {enabled: true, recording: {enabled: false}, ${links}}`)),
      fixtureGroups('alerts'));
});

test('a disabled alert is left out, and a group without rules with it', async () => {
  const list = await rendered(
      'prometheusRule: {enabled: true, defaultRules: {disabled: [DestinationHeld, NoFlows]}}');
  assert.deepEqual(alertsOf(list).map(({alert}) => alert), ['DestinationBehind']);
  assert.deepEqual(groupsOf(list).map(({name}) => name),
                   ['flowbridge-delivery', 'flowbridge-recording']);
});

test('a threshold is the number with which an expression compares', async () => {
  const list = await rendered(
      'prometheusRule: {enabled: true, thresholds: {DestinationBehind: 600.5}}');
  const [held, behind] = alertsOf(list);
  assert.match(behind.expr, /\[5m\]\)\n> 600.5\n$/);
  assert.match(held.expr, /== 1$/);
});

test('links lead to places of one\'s own, or are left out', async () => {
  const annotations = async (values) => alertsOf(await rendered(values))[0].annotations;
  assert.deepEqual(Object.keys(await annotations('prometheusRule: {enabled: true}')), ['summary']);
  const {dashboard, runbook_url, summary} = await annotations(
      'prometheusRule: {enabled: true, links: {grafana: "https://g.example/x/"}}');
  assert.equal(dashboard, 'https://g.example/x/d/flowbridge-operations?viewPanel=101');
  assert.equal(runbook_url, undefined);
  assert.match(summary, /\{\{ \$labels.remote_name \}\}/);
});

test('labels for all alerts go over their own', async () => {
  const list = await rendered(
      'prometheusRule: {enabled: true, alerts: {labels: {severity: page, team: net}}}');
  for (const {labels} of alertsOf(list)) {
    assert.deepEqual(labels, {severity: 'page', team: 'net'});
  }
});

test('a threshold of an alert without a number is refused', async () => {
  await assert.rejects(rendered('prometheusRule: {enabled: true, thresholds: {NoFlows: 1}}'),
                       /thresholds.NoFlows: .* those that can be set: DestinationBehind; or/);
  await assert.rejects(
      rendered('prometheusRule: {enabled: true, thresholds: {NoFlow: 1}}'),
      /there is no alert NoFlow in the chart; there are: DestinationBehind, DestinationHeld, NoFl/);
});

// The pieces of an expression: names, numbers, operators; what is in braces is left out.
const tokensOf = (expression) => expression.replace(/"[^"]*"|'[^']*'/g, '')
    .replace(/\{[^}]*\}/g, '')
    .match(/[a-z_:][a-z0-9_:]*|[0-9.]+[smhd]?|==|!=|[<>]=?|\S/gi);

// Where the number is that a threshold replaces, among the pieces; -1 if there is none.
function thresholdAt(expression) {
  const tokens = tokensOf(expression);
  const comparisons = tokens.flatMap((token, i) => (/^([<>]=?|[!=]=)$/.test(token) ? [i] : []));
  const [at] = comparisons;
  const isOrder = comparisons.length === 1 && /^[<>]/.test(tokens[at]);
  const isAlone = [undefined, 'and', 'or', 'unless'].includes(tokens[at + 2]);
  return isOrder && isAlone && /^[0-9.]+$/.test(tokens[at + 1]) ? at + 1 : -1;
}

test('of each alert that there is the right number is replaced, or none', async () => {
  const {groups} = parse(read('grafana/rules/alerts.yaml'));
  const rules = groups.flatMap((group) => group.rules);
  const settable = rules.filter(({expr}) => thresholdAt(expr) >= 0);
  const others = rules.filter(({expr}) => thresholdAt(expr) < 0);
  const names = (list) => list.map(({alert}) => alert);
  for (const name of ['FlowbridgeRestarting', 'FlowbridgeRemoteStorageFailures']) {
    assert.ok(names(settable).includes(name), name);
  }
  for (const name of ['FlowbridgeKafkaLagGrowing', 'FlowbridgeDiskFull', 'FlowRouterSilent',
                      'FlowbridgeAsnDatabaseStale', 'FlowbridgeJournalFullSoon']) {
    assert.ok(names(others).includes(name), name);
  }
  const alertsWith = async (thresholds) => {
    const file = join(scratch, 'thresholds-values.yaml');
    writeFileSync(file, JSON.stringify({prometheusRule: {enabled: true, thresholds}}));
    return alertsOf(objects(await render(4, {values: [ciFile('minimal'), file]})));
  };
  const all = Object.fromEntries(names(settable).map((name) => [name, 123.5]));
  const found = await alertsWith(all);
  for (const {alert, expr} of rules) {
    const wanted = tokensOf(expr);
    const at = thresholdAt(expr);
    if (at >= 0) wanted[at] = '123.5';
    assert.deepEqual(tokensOf(found.find((rule) => rule.alert === alert).expr), wanted, alert);
  }
  for (const name of names(others)) {
    const said = new RegExp(`thresholds.${name}: .*can be set: Fl`);
    await assert.rejects(alertsWith({[name]: 5}), said);
  }
});

test('dashboards are the files, byte by byte', async () => {
  for (const version of [3, 4]) {
    const list = await rendered(
        'dashboards: {enabled: true, grafanaOperator: {enabled: true}}', {version});
    const maps = kinds(list, 'ConfigMap').filter(({metadata}) => /dashboard/.test(metadata.name));
    assert.deepEqual(maps.map(({metadata}) => metadata.name),
                     ['as-detail', 'overview'].map((name) => `flows-flowbridge-dashboard-${name}`));
    for (const [map, name] of [[maps[0], 'as_detail'], [maps[1], 'overview']]) {
      assert.deepEqual(
          map.data, {[`flowbridge-${name}.json`]: read(join(fixtures, `dashboards/${name}.json`))});
      assert.equal(map.metadata.labels.grafana_dashboard, '1');
      assert.equal(map.metadata.annotations.grafana_folder, 'flowbridge');
    }
    const operator = kinds(list, 'GrafanaDashboard');
    assert.deepEqual(operator.map(({spec}) => spec.configMapRef.name),
                     maps.map(({metadata}) => metadata.name));
    for (const object of operator) assert.deepEqual(await modelProblems(object), []);
  }
});

test('without files there are no rules and no dashboards, and nothing fails', async () => {
  rmSync(join(scratch, 'chart-without-files'), {recursive: true, force: true});
  cpSync(chart, join(scratch, 'chart-without-files'), {recursive: true});
  rmSync(join(scratch, 'chart-without-files/files'), {recursive: true, force: true});
  const list = objects(await render(4, {
    values: [ciFile('minimal')],
    from: join(scratch, 'chart-without-files'),
    args: ['--set', 'prometheusRule.enabled=true,dashboards.enabled=true'],
  }));
  assert.deepEqual(kinds(list, 'PrometheusRule'), []);
  assert.equal(kinds(list, 'ConfigMap').length, 1);
});

test('names that are numbers stay texts', async () => {
  const names = ['existingSecret.name', 'peeringdbKeySecret.name', 'kafka.tls.caSecret.name',
                 'kafka.sasl.existingSecret.name', 'serviceAccount.name', 'namespaceOverride',
                 'nameOverride', 'persistence.existingClaim', 'strimzi.namespace',
                 'strimzi.kafkaUser.name', 'serviceMonitor.namespace', 'fullnameOverride'];
  const texts = (more) => ({args: ['--set-json', 'image.pullSecrets=["123"]', ...more.flatMap(
      ([name, value]) => ['--set-string', `${name}=${value}`])]});
  const values = `
existingSecret: {name: a}
asn: []
kafka: {brokers: [], topics: [], tls: {enabled: true}, sasl: {mechanism: PLAIN, username: a}}
remoteWrite: []
serviceMonitor: {enabled: true}`;
  const ofOne = names.filter((name) => !/strimzi|existingClaim|fullname/.test(name));
  const all = await rendered(values, texts(ofOne.map((name) => [name, '123'])));
  const topics = await rendered(`
persistence: {existingClaim: "123"}
kafka: {topics: ["123"], groupId: "123"}
strimzi: {cluster: a, kafkaUser: {enabled: true}, kafkaTopic: {enabled: true}}`,
                                texts([['strimzi.namespace', '123'],
                                       ['strimzi.kafkaUser.name', '123']]));
  const file = join(scratch, 'render-values.yaml');
  writeFileSync(file, 'fullnameOverride: a\nnetworkPolicy: {enabled: true}\n');
  const release = objects(await helm(4, 'template', '123', copy, '-f', ciFile('minimal'), '-f',
                                     file));
  for (const object of [...all, ...topics, ...release]) {
    assert.deepEqual(await modelProblems(object), []);
    assert.doesNotMatch(JSON.stringify(object), /:123\b|\[123\b/);
  }
});

test('labels of a claim come once, whatever they are called', async () => {
  const list = await rendered('persistence: {labels: {app.kubernetes.io/name: a, tier: b}}');
  const [claim] = kinds(list, 'StatefulSet')[0].spec.volumeClaimTemplates;
  assert.equal(claim.metadata.labels['app.kubernetes.io/name'], 'flowbridge');
  assert.equal(claim.metadata.labels.tier, 'b');
});

test('labels and annotations for all objects are on all', async () => {
  const list = await rendered(`
commonLabels: {team: network}
commonAnnotations: {contact: noc}
autoscaling: {hpa: {enabled: true}}
dashboards: {enabled: true, grafanaOperator: {enabled: true}}
kafka: {mode: group}
networkPolicy: {enabled: true}
podDisruptionBudget: {enabled: true}
podMonitor: {enabled: true}
prometheusRule: {enabled: true}
strimzi: {cluster: a, kafkaUser: {enabled: true}, kafkaTopic: {enabled: true}}`,
                              {args: ['--skip-schema-validation']});
  assert.ok(new Set(list.map(({kind}) => kind)).size >= 13);
  for (const {kind, metadata} of list) {
    assert.equal(metadata.labels.team, 'network', kind);
    assert.equal(metadata.annotations?.contact, 'noc', kind);
  }
});

test('Strimzi\'s objects are for what the whole configuration says', async () => {
  const list = await rendered(`
config: {kafka: {topics: [flows, lab], group_id: other}}
strimzi: {cluster: a, kafkaUser: {enabled: true}, kafkaTopic: {enabled: true}}`);
  const {acls} = kinds(list, 'KafkaUser')[0].spec.authorization;
  assert.deepEqual(acls.map(({resource}) => resource.name), ['flows', 'lab', 'other']);
  assert.deepEqual(kinds(list, 'KafkaTopic').map(({spec}) => spec.topicName), ['flows', 'lab']);
});

// kafka.mode=group does not exist yet; the schema and the bridge refuse it.
test('in the mode of several replicas KEDA watches the lag, as the same user', async () => {
  const list = await rendered(`
kafka:
  mode: group
  topics: [pmacct.acct, lab]
  tls: {enabled: true, caSecret: {name: ca}, clientSecret: {name: client}}
  sasl: {mechanism: SCRAM-SHA-512, existingSecret: {name: login, usernameKey: user}}
config: {kafka: {group_id: other}}
autoscaling: {keda: {enabled: true, lagThreshold: 1000000}}`, {args: ['--skip-schema-validation']});
  const [scaled] = kinds(list, 'ScaledObject');
  const [authentication] = kinds(list, 'TriggerAuthentication');
  assert.deepEqual(await modelProblems(scaled), []);
  assert.deepEqual(await modelProblems(authentication), []);
  assert.deepEqual(await typeProblems({scaled, authentication}), []);
  assert.deepEqual(scaled.spec.triggers.map(({metadata}) => metadata.topic),
                   ['pmacct.acct', 'lab']);
  assert.equal(scaled.spec.triggers[0].metadata.consumerGroup, 'other');
  assert.equal(scaled.spec.triggers[0].metadata.sasl, 'scram_sha512');
  assert.equal(scaled.spec.triggers[0].metadata.lagThreshold, '1000000');
  assert.equal(scaled.spec.triggers[0].authenticationRef.name, authentication.metadata.name);
  assert.deepEqual(authentication.spec.secretTargetRef.map(({parameter}) => parameter),
                   ['username', 'password', 'ca', 'cert', 'key']);
  const [bridge] = kinds(list, 'StatefulSet');
  assert.equal(bridge.metadata.name, scaled.spec.scaleTargetRef.name);
  assert.equal('replicas' in bridge.spec, false);
});

test('in the mode of several replicas there may be a HorizontalPodAutoscaler', async () => {
  const list = await rendered('kafka: {mode: group}\nautoscaling: {hpa: {enabled: true}}',
                              {args: ['--skip-schema-validation']});
  const [scaler] = kinds(list, 'HorizontalPodAutoscaler');
  assert.deepEqual(await modelProblems(scaler), []);
  assert.deepEqual(await typeProblems({scaler}), []);
  assert.equal('replicas' in kinds(list, 'StatefulSet')[0].spec, false);
});

test('a value that is null is an empty one', async () => {
  const required = ['asn', 'kafka.brokers', 'kafka.topics', 'remoteWrite', 'strimzi.cluster'];
  const names = valueRows(read(join(chart, 'values.yaml')))
      .filter(({isGroup, value}) => !isGroup && ['""', '[]', '{}'].includes(JSON.stringify(value)))
      .map(({name}) => name)
      .filter((name) => !required.includes(name));
  assert.ok(names.length > 50);
  const all = ['serviceMonitor', 'prometheusRule', 'dashboards', 'networkPolicy', 'reloader',
               'strimzi.kafkaUser', 'strimzi.kafkaTopic'];
  const args = ['--set', 'strimzi.cluster=flows', ...all.flatMap(
      (name) => ['--set', `${name}.enabled=true`])];
  const withArgs = (more) => render(
      4, {values: [ciFile('minimal')], from: copy, args: [...args, ...more]});
  const wanted = await withArgs([]);
  const found = await each(names, async (name) => {
    const text = await withArgs(['--set-json', `${name}=null`]).catch(({message}) => message);
    return text === wanted ? [] : [`${name}: ${text.slice(0, 400)}`];
  });
  assert.deepEqual(found.flat(), []);
});

test('without a volume a new pod may take over from the one before', async () => {
  const takeover = async (values) => {
    const [map] = kinds(await rendered(values), 'ConfigMap');
    return parse(map.data['flowbridge.yaml']).takeover;
  };
  for (const version of [3, 4]) {
    const list = await rendered('persistence: {enabled: false}', {version});
    assert.equal(parse(kinds(list, 'ConfigMap')[0].data['flowbridge.yaml']).takeover, true);
  }
  assert.equal(await takeover(''), undefined);
  assert.equal(await takeover('config: {takeover: true}'), true);
  assert.equal(await takeover('persistence: {enabled: false}\nconfig: {takeover: false}'), false);
});

test('the test\'s pod asks for a while, less than Helm waits, and leaves its log', async () => {
  const [{metadata, spec}] = kinds(await rendered(''), 'Pod');
  assert.equal(spec.restartPolicy, 'OnFailure');
  assert.ok(spec.activeDeadlineSeconds >= 60 && spec.activeDeadlineSeconds < 300);
  assert.equal(metadata.annotations['helm.sh/hook-delete-policy'], 'before-hook-creation');
});

test('the reloader has what it watches, and no other secret', async () => {
  const list = await rendered(read(ciFile('reloader')));
  const [bridge, reloader] = podsOf(list)[0].spec.containers;
  const places = ({volumeMounts}) => volumeMounts.map(({mountPath}) => mountPath);
  assert.ok(places(bridge).includes('/etc/flowbridge/secrets/remote-write'));
  assert.deepEqual(places(reloader), ['/etc/flowbridge/config', '/etc/flowbridge/secrets/kafka']);
  const watched = reloader.args.filter((arg) => arg.startsWith('--watched-dir='));
  assert.deepEqual(watched.map((arg) => arg.split('=')[1]), places(reloader));
});

test('a policy allows the ports of what is configured', async () => {
  const portsOf = async (values) => kinds(
      await rendered(`networkPolicy: {enabled: true}\n${values}`), 'NetworkPolicy')[0].spec.egress
      .map(({ports}) => [...new Set(ports.map(({port}) => port))]);
  assert.deepEqual(await portsOf(''), [[53], [9092], [9090], [443]]);
  assert.deepEqual(await portsOf('openshift: {enabled: true}'),
                   [[53, 5353], [9092], [9090], [443]]);
  assert.deepEqual((await portsOf('config: {asn_db: {proxy: "http://a:3128"}}'))[3], [3128]);
  assert.deepEqual((await portsOf('config: {asn_db: {proxy: "http://a"}}'))[3], [1080]);
  const sources = 'asnames: "http://a:8080/b", peeringdb-net: "off"';
  assert.deepEqual((await portsOf(`config: {asn_db: {source: {${sources}}}}`))[3], [443, 8080]);
  const through = (url) => `remoteWrite: [{url: "https://a/", config: {proxy_url: "${url}"}}]`;
  assert.deepEqual((await portsOf(through('http://a:3128')))[2], [443, 3128]);
  assert.deepEqual((await portsOf(through('socks5://a')))[2], [443, 1080]);
});

test('a pod restarts for another configuration, unless it is reloaded', async () => {
  const checksum = async (values) =>
      podsOf(await rendered(values))[0].object.spec.template.metadata.annotations?.[
          'checksum/config'];
  const before = await checksum('');
  assert.match(before, /^[0-9a-f]{64}$/);
  assert.equal(await checksum('resources: {}'), before);
  assert.notEqual(await checksum('config: {window: 30s}'), before);
  assert.equal(await checksum('reloader: {enabled: true}'), undefined);
  assert.equal(await checksum('reloader: {enabled: true}\nrestartOnConfigChange: true'), before);
});

test('what names no secret itself is taken', async () => {
  await rendered(`
extraArgs: [--kafka.property-file=sasl.password=/a, --kafka.property-file, ssl.key.password=/b]
extraEnv:
  - {name: AWS_SECRET_ACCESS_KEY, valueFrom: {secretKeyRef: {name: a, key: b}}}
  - {name: AWS_ACCESS_KEY_ID, value: a}
  - {name: AWS_SHARED_CREDENTIALS_FILE, value: /a}
  - {name: FLOWBRIDGE_KAFKA_PROPERTY_FILE, value: sasl.password=/a}
kafka:
  property: {ssl.keystore.location: /a, sasl.oauthbearer.token.endpoint.url: "https://a/token"}
  propertyFrom: {ssl.keystore.password: {name: a, key: b}}
config: {asn_db: {peeringdb_key_file: /a}}
remoteWrite:
  - url: https://a/api?tenant=b
    config:
      basic_auth: {username: a, password_file: /a}
      http_headers: {X-Token: {files: [/a]}}`);
});

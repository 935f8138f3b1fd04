// What is said after an installation.
import assert from 'node:assert/strict';
import {cpSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {parse} from 'yaml';
import {chart, ciFile, helm, read, scratch} from './chart.mjs';

// Helm 3 has no dry run without a cluster; its lint renders the notes.
async function notes(values, from = chart) {
  const file = join(scratch, 'notes-values.yaml');
  writeFileSync(file, `${values}\n`);
  const said = await helm(4, 'install', 'flows', from, '--dry-run=client', '--namespace',
                          'network', '-f', ciFile('minimal'), '-f', file);
  return said.slice(said.indexOf('NOTES:'));
}

test('the notes say where it is and what to look at', async () => {
  const said = await notes('service: {port: 80}');
  assert.match(said, /It reads pmacct.acct from kafka:9092, and sends to\n  default: http:/);
  assert.match(said, /helm test flows --namespace network/);
  assert.match(said, /port-forward service\/flows-flowbridge 9590:80/);
  assert.match(said, /http:\/\/flows-flowbridge.network.svc:80\/metrics/);
  assert.doesNotMatch(said, /rollout restart/);
  const kafka = 'kafka: {tls: {enabled: true, caSecret: {name: a}}}';
  assert.match(await notes(kafka), /network rollout restart statefulset\/flows-flowbridge/);
  assert.doesNotMatch(await notes(`${kafka}\nreloader: {enabled: true}`), /rollout restart/);
  for (const metric of said.match(/flowbridge_[a-z_]+/g)) {
    assert.ok(read('docs/metrics.md').includes(`\`${metric}\``), metric);
  }
});

test('the notes show no password', async () => {
  const unchecked = join(scratch, 'chart-unchecked');
  rmSync(unchecked, {recursive: true, force: true});
  cpSync(chart, unchecked, {recursive: true});
  const map = join(unchecked, 'templates/configmap.yaml');
  writeFileSync(map, read(map).replace('{{- include "flowbridge.validate" . }}', ''));
  const said = await notes('remoteWrite: [{url: "http://a:b/c@d.example/x?token=e"}]', unchecked);
  assert.match(said, /default: http:\/\/d.example\/x\n/);
  assert.match(said, /WARNING: http:\/\/d.example\/x is not encrypted/);
});

test('the notes warn of what is better changed, and of nothing else', async () => {
  const good = `
image: {registry: registry.example}
remoteWrite: [{url: "https://mimir.example/api/v1/push"}]`;
  assert.doesNotMatch(await notes(good), /WARNING/);
  const rows = [
    ['persistence: {enabled: false}', 'persistence is off'],
    ['resources: null', 'resources is empty'],
    ['persistence: {enabled: false}\nexistingConfigMap: {name: a}\nasn: null\nreloader: {enabled' +
     ': true}\nkafka: {brokers: [], topics: []}\nremoteWrite: []', 'must have takeover: true', 2],
    ['persistence: {enabled: false}\nconfig: {instance: a}', 'take config.instance away', 2],
    ['remoteWrite: [{url: "http://a/"}]', 'http://a/ is not encrypted'],
    ['remoteWrite: [{url: "https://a/", tls: {insecureSkipVerify: true}}]', 'may be anybody'],
    ['kafka: {sasl: {mechanism: PLAIN, username: a, existingSecret: {name: b}}}',
     'kafka.sasl without kafka.tls'],
    ['serviceMonitor: {enabled: true}', 'pushed and scraped'],
    ['selfMonitoring: {push: {enabled: false}}\nserviceMonitor: {enabled: true, scheme: https}',
     'serviceMonitor scrapes by https, but port http has no TLS unless a mesh adds it'],
    ['selfMonitoring: {push: {enabled: false}}\npodMonitor: {enabled: true, tlsConfig: ' +
     '{serverName: a}}',
     'podMonitor scrapes by https'],
    ['image: {registry: ""}', 'no image is published yet'],
    ['existingConfigMap: {name: a}\nasn: null\nkafka: {brokers: [], topics: []}\nremoteWrite: []',
     'takes effect at the next restart'],
  ];
  for (const [values, wanted, count = 1] of rows) {
    const merged = {...parse(good), ...parse(values)};
    const said = await notes(JSON.stringify(merged));
    assert.equal(said.match(/WARNING/g)?.length, count, `${values}: ${said}`);
    assert.ok(said.includes(wanted), `${values}: ${said}`);
  }
});

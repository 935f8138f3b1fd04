// queries.mjs fails if a store refuses a query, has too little to answer, or would let an alert fire:
// asked of stores that are made up.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { readYaml, root, rulesOf } from '../tree.mjs';

const labels = {
  source_as: '1',
  source_as_name: 'One',
  destination_as: '2',
  destination_as_name: 'Two',
  hostname: 'r1',
};
const one = [{ metric: { ...labels, job: 'f', instance: 'a' }, value: [0, '1'] }];

const alerts = rulesOf(readYaml('grafana/rules/alerts.yaml'));
const isOf = (name) => (query) => query === alerts.find(({ alert }) => alert === name).expr;
const isAlert = (query) => alerts.some(({ expr }) => expr === query);

// The exit code and output of queries.mjs, asked of a store with this answer to each query.
async function judged(answer, alertAnswer = () => []) {
  const answerTo = (query) => (isAlert(query) ? alertAnswer(query) : answer(query));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://store');
    const result = pathname.includes('/label/') ? ['a'] : answerTo(searchParams.get('query'));
    response.statusCode = result === undefined ? 400 : 200;
    response.end(JSON.stringify({ data: pathname.includes('/label/') ? result : { result } }));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${server.address().port}`;
  const child = spawn(process.execPath, ['tests/dashboards/queries.mjs', `fake=${url}`], {
    cwd: root,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((ended) => child.on('close', ended));
  server.close();
  return { code, output };
}

test('a store that answers all is well', async () => {
  const { code, output } = await judged(() => one);
  assert.equal(code, 0, output);
});

test('one query that is refused is too many', async () => {
  const { code, output } = await judged((query) =>
    query.includes('deriv') ? undefined : one,
  );
  assert.equal(code, 1);
  assert.match(output, /400/);
});

test('an alert that would fire is too many', async () => {
  const fires = isOf('FlowRouterSilent');
  const { code, output } = await judged(
    () => one,
    (query) => (fires(query) ? one : []),
  );
  assert.equal(code, 1);
  assert.match(output, /alert FlowRouterSilent would fire/);
});

test('but for one of which the flows are to blame that are made', async () => {
  const fires = isOf('FlowbridgeUnnamedTrafficHigh');
  const { code, output } = await judged(
    () => one,
    (query) => (fires(query) ? one : []),
  );
  assert.equal(code, 0, output);
});

test('queries of operations without data are too many', async () => {
  const { code, output } = await judged((query) => (query.includes('flowbridge_') ? [] : one));
  assert.equal(code, 1);
  assert.match(output, /no data: flowbridge-operations/);
});

test('numbers that are none are no data', async () => {
  const none = [{ ...one[0], value: [0, 'NaN'] }];
  assert.equal((await judged(() => none)).code, 1);
});

test('labels that flow-exporter has not are found', async () => {
  const more = [{ ...one[0], metric: { ...one[0].metric, peer_as: '3' } }];
  const { code, output } = await judged((query) =>
    query === 'flow_receive_bytes_total' ? more : one,
  );
  assert.equal(code, 1);
  assert.match(output, /flow-exporter labels/);
});

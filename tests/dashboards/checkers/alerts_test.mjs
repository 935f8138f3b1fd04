// The rules of lint_alerts.mjs, lint_pages.mjs and provisioning.mjs find what they are there for, and
// so do the types of Grafana: each on something that is well, with one thing broken.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintAlerts } from '../lint_alerts.mjs';
import { anchorOf, lintPage } from '../lint_pages.mjs';
import { lintProvisioning } from '../provisioning.mjs';
import { readDashboards, readYaml } from '../tree.mjs';
import { compile, programOf, versions } from '../types.mjs';

const dashboard = {
  uid: 'flow-test',
  panels: [
    { id: 1, type: 'row' },
    { id: 2, type: 'stat' },
  ],
};
const good = () => ({
  text: '#   runbook_base: https://runbooks.example/\n#   grafana_base: https://grafana.example/\n',
  pages: { 'docs/runbooks.md': ['flowtest', 'flowother'] },
  dashboards: [{ file: 'flow-test.json', dashboard }],
  series: new Map([['flow_up', { type: 'gauge', labels: [] }]]),
  tests: [
    {
      tests: [
        {
          alert_rule_test: [
            { alertname: 'FlowTest', exp_alerts: [{ exp_labels: { severity: 'info' } }] },
            { alertname: 'FlowTest' },
          ],
        },
      ],
    },
  ],
  alert: {
    alert: 'FlowTest',
    expr: 'flow_up == 0',
    labels: { severity: 'info' },
    annotations: {
      summary: '{{ $labels.instance }} is down',
      description: 'Look.',
      runbook_url: 'https://runbooks.example/docs/runbooks.md#flowtest',
      dashboard: 'https://grafana.example/d/flow-test?viewPanel=2',
    },
  },
});
function rulesBroken(change) {
  const { alert, ...rest } = good();
  const context = { ...rest, alerts: { groups: [{ rules: [alert] }] } };
  change(alert, context);
  return lintAlerts(context).map(({ rule }) => rule);
}

test('a sound alert breaks no rule', () =>
  assert.deepEqual(
    rulesBroken(() => {}),
    [],
  ));

const cases = [
  ['a metric that does not exist', 'metric-exists', (a) => (a.expr = 'flow_gone == 0')],
  ['a label that the metric lacks', 'label-exists', (a) => (a.expr = 'flow_up{host="a"} == 0')],
  [
    'a grouping by a label that is nowhere',
    'label-exists',
    (a) => (a.expr = 'sum by (job, host) (flow_up) == 0'),
  ],
  ['PromQL that does not parse', 'alert-promql', (a) => (a.expr = 'flow_up ==')],
  ['a severity that is none', 'alert-severity', (a) => (a.labels.severity = 'page')],
  ['a name in snake case', 'alert-name', (a) => (a.alert = 'flow_test')],
  ['no summary', 'alert-texts', (a) => delete a.annotations.summary],
  ['no description', 'alert-texts', (a) => delete a.annotations.description],
  [
    'a label that it does not have',
    'alert-texts',
    (a) => (a.annotations.summary = '{{ $labels.gone }}'),
  ],
  ['no runbook', 'alert-runbook', (a) => delete a.annotations.runbook_url],
  ['a runbook that is not there', 'alert-runbook', (a) => (a.annotations.runbook_url += 's')],
  [
    "another one's",
    'alert-runbook',
    (a) => (a.annotations.runbook_url = 'https://runbooks.example/docs/runbooks.md#flowother'),
  ],
  [
    'a runbook elsewhere',
    'alert-runbook',
    (a) => (a.annotations.runbook_url = 'https://other.example/docs/runbooks.md#flowtest'),
  ],
  ['no dashboard', 'alert-dashboard', (a) => delete a.annotations.dashboard],
  [
    'a dashboard that is not there',
    'alert-dashboard',
    (a) => (a.annotations.dashboard = 'https://grafana.example/d/flow-gone?viewPanel=2'),
  ],
  ['a panel that is not there', 'alert-dashboard', (a) => (a.annotations.dashboard += '3')],
  [
    'a row as panel',
    'alert-dashboard',
    (a) => (a.annotations.dashboard = 'https://grafana.example/d/flow-test?viewPanel=1'),
  ],
  [
    'no test in which it fires',
    'alert-tested',
    (a, c) => c.tests[0].tests[0].alert_rule_test.shift(),
  ],
  [
    'no test in which it is silent',
    'alert-tested',
    (a, c) => c.tests[0].tests[0].alert_rule_test.pop(),
  ],
  ['the same name twice', 'alert-name', (a, c) => c.alerts.groups.push({ rules: [a] })],
];
for (const [name, rule, change] of cases) {
  test(`${name}: ${rule}`, () => assert.ok(rulesBroken(change).includes(rule)));
}

test('an anchor is what hosts of Git make of a heading', () => {
  assert.equal(anchorOf('What `x_y` is, and why'), 'what-x_y-is-and-why');
});

const pageWith = (text) =>
  lintPage('a.md', (path) => ({ '': `# One two\n${text}`, 'b.md': '## Three' })[path]).length;
test('links of a page lead somewhere', () => {
  assert.equal(pageWith('[x](#one-two) [y](b.md) [z](b.md#three) [w](https://a.example/#b)'), 0);
  for (const wrong of ['[x](#one)', '[x](c.md)', '[x](b.md#one-two)']) {
    assert.equal(pageWith(wrong), 1, wrong);
  }
});

const provisioning = () => ({
  dataSources: readYaml('grafana/provisioning/datasources/flowbridge.yaml'),
  providers: readYaml('grafana/provisioning/dashboards/flowbridge.yaml'),
});
const misspelt = [
  [
    'foldersFromFileStructure',
    (p) => (p.providers.providers[0].options.foldersFromFileStructure = true),
  ],
  ['timeinterval', (p) => (p.dataSources.datasources[0].jsonData.timeinterval = '1m')],
  ['a provider without path', (p) => delete p.providers.providers[0].options.path],
  ['a data source without uid', (p) => delete p.dataSources.datasources[0].uid],
  ['a short interval', (p) => (p.dataSources.datasources[0].jsonData.timeInterval = '15s')],
];
for (const [name, change] of misspelt) {
  test(`provisioning: ${name}`, () => {
    const files = provisioning();
    assert.deepEqual(lintProvisioning(files), []);
    change(files);
    assert.equal(lintProvisioning(files).length, 1);
  });
}

// The panel of a type that a dashboard of ours has, first.
const first = (whole, type) => whole.panels.find((panel) => panel.type === type);
const wrongTypes = {
  string_data_source: (d) => (first(d, 'stat').datasource = 'Prometheus'),
  number_as_title: (d) => (first(d, 'stat').title = 1),
  misspelt_option: (d) => (first(d, 'stat').options.grafMode = 'none'),
  unknown_value: (d) => (first(d, 'timeseries').options.legend.displayMode = 'tabular'),
  unknown_field_option: (d) => (first(d, 'timeseries').fieldConfig.defaults.custom.lineWith = 1),
  no_overrides: (d) => delete first(d, 'table').fieldConfig.overrides,
  incomplete_link: (d) => delete d.links[0].tags,
  text_as_refresh_of_variable: (d) => (d.templating.list[1].refresh = 'always'),
  unknown_panel: (d) => (first(d, 'stat').type = 'singlestat'),
};
for (const version of versions) {
  test(`Grafana ${version}: a wrong type does not compile`, () => {
    const { dashboard: sound } = readDashboards().find(({ file }) => file === 'flow-overview.json');
    const programs = { checker_sound: programOf(sound) };
    for (const [name, change] of Object.entries(wrongTypes)) {
      const broken = structuredClone(sound);
      change(broken);
      programs[`checker_${name}`] = programOf(broken);
    }
    const { ok, output } = compile(version, programs);
    assert.equal(ok, false);
    assert.doesNotMatch(output, /checker_sound\.ts/);
    for (const name of Object.keys(wrongTypes)) {
      assert.match(output, new RegExp(`checker_${name}\\.ts.*error`), name);
    }
  });
}

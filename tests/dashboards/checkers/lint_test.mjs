// The rules of lint_dashboard.mjs find what they are there for: each on a small dashboard that is
// well, with one thing broken.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exclude, expressionsOf, lintDashboard } from '../lint_dashboard.mjs';
import { knownSeries, parseCatalogue } from '../tree.mjs';

const series = knownSeries(
  parseCatalogue(
    [
      '| `flow_bytes_total` | counter | `hostname` | Bytes. |',
      '| `flow_up` | gauge |  | One. |',
      '| `flow_seconds` | histogram | `remote_name` | Times. |',
    ].join('\n'),
  ),
  [{ record: 'router:flow:rate5m', expr: 'sum by (hostname) (rate(flow_bytes_total[5m]))' }],
);

const source = { type: 'prometheus', uid: '${datasource}' };
const choice = (name, query) => ({
  name,
  label: name,
  description: name,
  type: 'query',
  datasource: source,
  query: { query, refId: name },
  refresh: 2,
  multi: true,
  includeAll: true,
  allValue: '.+',
});
const good = () => ({
  uid: 'flow-test',
  title: 'Test',
  tags: ['flowbridge'],
  schemaVersion: 39,
  editable: false,
  links: [{ type: 'dashboards', tags: ['flowbridge'] }],
  annotations: { list: [] },
  templating: {
    list: [
      {
        name: 'datasource',
        label: 'Data source',
        type: 'datasource',
        query: 'prometheus',
        current: { text: 'default', value: 'default' },
      },
      { ...choice('job', 'label_values(flow_up, job)'), includeAll: false },
      choice('instance', 'label_values(flow_up{job=~"$job"}, instance)'),
    ],
  },
  panels: [
    { id: 1, type: 'row', title: 'Row', gridPos: { x: 0, y: 0, w: 24, h: 1 }, panels: [] },
    {
      id: 2,
      type: 'timeseries',
      title: 'Traffic',
      description: 'Bad: none.',
      datasource: source,
      interval: '1m',
      gridPos: { x: 0, y: 1, w: 12, h: 8 },
      fieldConfig: { defaults: { unit: 'bps', links: [] }, overrides: [] },
      targets: [
        {
          refId: 'A',
          datasource: source,
          interval: '1m',
          expr:
            'sum by (hostname) ' +
            '(rate(flow_bytes_total{job=~"$job",instance=~"$instance"}[$__rate_interval]))',
        },
      ],
    },
  ],
});

function rulesBroken(change) {
  const dashboard = good();
  change(dashboard, dashboard.panels[1], dashboard.panels[1].targets[0]);
  const whole = { file: 'flow-test.json', dashboard };
  const findings = lintDashboard(whole, { series, all: [whole] });
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}
const withExpr = (expr) => (dashboard, panel, target) => {
  target.expr = expr;
};
const own = 'job=~"$job",instance=~"$instance"';

test('a sound dashboard breaks no rule', () => {
  assert.deepEqual(
    rulesBroken(() => {}),
    [],
  );
});

const cases = [
  ['a metric that does not exist', 'metric-exists', withExpr(`flow_gone{${own}}`)],
  [
    'a metric that is misspelt',
    'metric-exists',
    withExpr(`rate(flow_byte_total{${own}}[$__rate_interval])`),
  ],
  ['a selector without a name', 'metric-exists', withExpr(`rate({${own}}[$__rate_interval])`)],
  ['a label that the metric lacks', 'label-exists', withExpr(`flow_up{${own},hostname="a"}`)],
  [
    'a grouping by a label that is nowhere',
    'label-exists',
    withExpr(`sum by (router) (flow_up{${own}})`),
  ],
  ['PromQL that does not parse', 'target-promql-rule', withExpr('sum(flow_up')],
  ['an empty query', 'target-promql-rule', withExpr('')],
  ['a fixed window', 'target-rate-interval-rule', withExpr(`rate(flow_bytes_total{${own}}[5m])`)],
  ['a counter without rate', 'target-counter-agg-rule', withExpr(`flow_bytes_total{${own}}`)],
  [
    'a counter that is only summed',
    'target-counter-agg-rule',
    withExpr(`sum(flow_bytes_total{${own}})`),
  ],
  ['a selector without job', 'target-job-rule', withExpr('flow_up{instance=~"$instance"}')],
  ['a selector without instance', 'target-instance-rule', withExpr('flow_up{job=~"$job"}')],
  ['no unit', 'panel-units-rule', (d, panel) => delete panel.fieldConfig.defaults.unit],
  [
    'a unit that is none',
    'panel-units-rule',
    (d, panel) => (panel.fieldConfig.defaults.unit = 'bits/s'),
  ],
  ['no description', 'panel-title-description-rule', (d, panel) => (panel.description = ' ')],
  ['no title', 'panel-title-description-rule', (d, panel) => (panel.title = '')],
  [
    'a fixed data source',
    'panel-datasource-rule',
    (d, panel) => (panel.datasource = { type: 'prometheus', uid: 'x' }),
  ],
  [
    'a target with one',
    'panel-datasource-rule',
    (d, panel, target) => (target.datasource = 'Prometheus'),
  ],
  ['no targets', 'panel-no-targets-rule', (d, panel) => (panel.targets = [])],
  ['no least step', 'panel-min-step', (d, panel) => delete panel.interval],
  [
    'a query without one, which is then of every 15 s',
    'target-min-step',
    (d, panel, target) => delete target.interval,
  ],
  ['a panel of a plugin', 'panel-type', (d, panel) => (panel.type = 'netsage-sankey-panel')],
  ['an id that is taken', 'panel-unique-id', (d, panel) => (panel.id = 1)],
  ['no id', 'panel-unique-id', (d, panel) => delete panel.id],
  ['a panel over another', 'panel-place', (d, panel) => (panel.gridPos.y = 0)],
  ['a panel beyond the edge', 'panel-place', (d, panel) => (panel.gridPos.x = 13)],
  [
    'a variable that is not defined',
    'variable-defined',
    withExpr(`flow_up{${own},job="$hostname"}`),
  ],
  [
    'one in a link',
    'variable-defined',
    (d, panel) => panel.fieldConfig.defaults.links.push({ url: '?x=${gone}' }),
  ],
  [
    'a variable that is not used',
    'variable-used',
    (d) =>
      d.templating.list.push({ name: 'topn', type: 'custom', query: '5', current: { value: '5' } }),
  ],
  [
    'no data source variable',
    'template-datasource-rule',
    (d) => (d.templating.list[0].name = 'ds'),
  ],
  ['no variable job', 'template-job-rule', (d) => (d.templating.list[1].name = 'jobs')],
  ['all jobs at first', 'template-job-all', (d) => (d.templating.list[1].includeAll = true)],
  ['a single instance', 'template-instance-rule', (d) => (d.templating.list[2].multi = false)],
  [
    'a variable that never refreshes',
    'template-on-time-change-reload-rule',
    (d) => (d.templating.list[1].refresh = 1),
  ],
  [
    'a variable that does not parse',
    'template-label-promql-rule',
    (d) => (d.templating.list[1].query.query = 'label_values(flow_up{, job)'),
  ],
  [
    'one of a metric that is gone',
    'metric-exists',
    (d) => (d.templating.list[1].query.query = 'label_values(flow_gone, job)'),
  ],
  [
    'one of several of which one is gone',
    'metric-exists',
    (d) =>
      (d.templating.list[1].query.query = 'label_values({__name__=~"flow_up|flow_gone"}, job)'),
  ],
  [
    'a variable without description',
    'variable-description',
    (d) => delete d.templating.list[1].description,
  ],
  [
    'an annotation of a metric that is gone',
    'metric-exists',
    (d) => d.annotations.list.push({ name: 'x', expr: `flow_gone{${own}}` }),
  ],
  ['an editable dashboard', 'uneditable-dashboard', (d) => (d.editable = true)],
  ['a uid that nobody can read', 'dashboard-uid', (d) => (d.uid = 'a7f9e2')],
  ['no tag', 'dashboard-tag', (d) => (d.tags = [])],
  ['no links to the others', 'dashboard-links', (d) => (d.links = [])],
  ['another schema', 'dashboard-schema', (d) => (d.schemaVersion = 42)],
  ['an export', 'dashboard-schema', (d) => (d.__inputs = [])],
  [
    'a link to no dashboard',
    'link-resolves',
    (d, panel) => panel.fieldConfig.defaults.links.push({ url: '/d/flow-gone?from=0' }),
  ],
  [
    'a link that sets no variable',
    'link-resolves',
    (d, panel) => panel.fieldConfig.defaults.links.push({ url: '/d/flow-test?var-gone=1' }),
  ],
];
for (const [name, rule, change] of cases) {
  test(`${name}: ${rule}`, () => {
    const broken = rulesBroken(change);
    assert.ok(broken.includes(rule), `${rule} is not among ${broken.join(', ') || 'none'}`);
  });
}

const allowed = [
  ['a recorded series', `router:flow:rate5m{${own}}`],
  [
    'a part of a histogram',
    `histogram_quantile(0.5, sum by (le, remote_name) (rate(flow_seconds_bucket{${own}}[$__rate_interval])))`,
  ],
  ['an increase over the range', `increase(flow_bytes_total{${own}}[$__range])`],
  [
    'a label that is made',
    `sum by (as) (label_replace(flow_up{${own}}, "as", "$1", "job", "(.+)"))`,
  ],
];
for (const [name, expr] of allowed) {
  test(`${name} is allowed`, () => assert.deepEqual(rulesBroken(withExpr(expr)), []));
}

test('a rate is over four steps at least, by the query alone and not by the panel', () => {
  const rateAt = (step, change) => {
    const dashboard = good();
    change(dashboard.panels[1].targets[0]);
    const { text } = expressionsOf(dashboard, {}, step).find(({ kind }) => kind === 'panel');
    return /\[(\w+)\]/.exec(text)[1];
  };
  assert.equal(rateAt(60, () => {}), '240s');
  assert.equal(rateAt(300, () => {}), '360s');
  assert.equal(rateAt(60, (target) => delete target.interval), '75s');
});

test('an exclusion leaves out what it names, and nothing else', () => {
  const findings = [
    { rule: 'a', dashboard: 'x', panel: 'p', message: '' },
    { rule: 'a', dashboard: 'x', panel: 'q', message: '' },
    { rule: 'b', dashboard: 'x', panel: 'p', message: '' },
  ];
  const exclusions = { a: { reason: 'so', entries: [{ dashboard: 'x', panel: 'p' }] } };
  assert.deepEqual(exclude(findings, exclusions), findings.slice(1));
});
test('an exclusion that excludes nothing, or has no reason, is a finding', () => {
  const exclusions = { a: { reason: 'so', entries: [{ dashboard: 'x' }] }, b: { entries: [] } };
  assert.deepEqual(
    exclude([], exclusions).map(({ rule }) => rule),
    ['a', 'b'],
  );
});

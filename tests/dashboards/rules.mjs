// Runs promtool over grafana/rules, and the tests in tests/dashboards/rules.
//
// The tests say what alerts are there and what their summaries read; the other annotations are
// prose and links, which lint_alerts.mjs checks, and are left out of the copy that is tested.
//
// What panels show is tested, too: there `panel: <dashboard> <id> <query>` or `annotation: <dashboard>
// <name>` stands for its expression, with the variables that the test chooses, over a `range` (1h) in
// steps of a minute, and rounded to thousandths.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { expressionsOf } from './lint_dashboard.mjs';
import { readDashboards, readYaml, root, rulesOf, yaml } from './tree.mjs';

const source = `${root}tests/dashboards/rules`;
const folder = `${root}build/dashboards/rules`;

function promtool(...args) {
  const { status, error } = spawnSync('promtool', args, { cwd: folder, stdio: 'inherit' });
  if (error) console.error(`promtool cannot be run: ${error.message}`);
  if (status !== 0) process.exit(1);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
promtool(
  'check',
  'rules',
  `${root}grafana/rules/recording.yaml`,
  `${root}grafana/rules/alerts.yaml`,
);

const alerts = readYaml('grafana/rules/alerts.yaml');
for (const rule of rulesOf(alerts)) rule.annotations = { summary: rule.annotations.summary };
writeFileSync(`${folder}/alerts.yaml`, yaml.dump(alerts));
copyFileSync(`${root}grafana/rules/recording.yaml`, `${folder}/recording.yaml`);
const tests = readdirSync(source).filter((name) => name.endsWith('_test.yaml'));
const dashboards = readDashboards();
const secondsOf = { m: 60, h: 3600, d: 86400 };

function expressionOf({ panel, annotation }, { range = '1h', ...chosen }) {
  const [uid, ...rest] = (panel ?? annotation).split(' ');
  const [id, refId] = rest;
  const { dashboard } = dashboards.find((each) => each.dashboard.uid === uid) ?? {};
  if (!dashboard) throw new Error(`there is no dashboard ${uid}`);
  const length = String(parseInt(range, 10) * secondsOf[range.slice(-1)]);
  const own = { __range: `${length}s`, __range_s: length };
  const found = expressionsOf(dashboard, { ...own, ...chosen }, 60).find((each) =>
    panel
      ? each.id === Number(id) && each.refId === refId
      : each.kind === 'annotation' && each.panel === rest.join(' '),
  );
  if (!found) throw new Error(`there is no ${panel ?? annotation}`);
  return `round(${found.text}, 0.001)`;
}

for (const name of tests) {
  const document = readYaml(`tests/dashboards/rules/${name}`);
  for (const test of document.tests) {
    for (const each of test.promql_expr_test ?? []) {
      const { panel, annotation } = each;
      if (panel || annotation) each.expr = expressionOf({ panel, annotation }, test.choices ?? {});
      delete each.panel;
      delete each.annotation;
    }
    delete test.choices;
  }
  writeFileSync(`${folder}/${name}`, yaml.dump(document));
}
promtool('test', 'rules', ...tests);

// Runs promtool over grafana/rules, and the tests in tests/dashboards/rules.
//
// The tests say what alerts are there and what their summaries read; the other annotations are
// prose and links, which lint_alerts.mjs checks, and are left out of the copy that is tested.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readYaml, root, rulesOf, yaml } from './tree.mjs';

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
for (const name of tests) copyFileSync(`${source}/${name}`, `${folder}/${name}`);
promtool('test', 'rules', ...tests);

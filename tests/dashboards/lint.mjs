// Says what is wrong with grafana/: dashboards, alerts, provisioning. Exit code 1 if something is.

import { readdirSync } from 'node:fs';
import { anchorOf, lintAlerts } from './lint_alerts.mjs';
import { exclude, lintDashboard } from './lint_dashboard.mjs';
import { lintProvisioning } from './provisioning.mjs';
import {
  readDashboards,
  readKnownSeries,
  readText,
  readYaml,
  root,
  rulesOf,
  yaml,
} from './tree.mjs';

const anchorsOf = (path) =>
  readText(path)
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => anchorOf(line.replace(/^#+ /, '')));

const dashboards = readDashboards();
const series = readKnownSeries();
const alertText = readText('grafana/rules/alerts.yaml');
const { exclusions } = readYaml('grafana/dashboards/.lint');

const tests = readdirSync(`${root}tests/dashboards/rules`).map((name) =>
  readYaml(`tests/dashboards/rules/${name}`),
);
const findings = [
  ...exclude(
    dashboards.flatMap((each) => lintDashboard(each, { series, all: dashboards })),
    exclusions,
  ),
  ...lintAlerts({
    alerts: yaml.load(alertText),
    text: alertText,
    tests,
    pages: { 'docs/runbooks.md': anchorsOf('docs/runbooks.md') },
    dashboards,
    series,
  }),
  ...lintProvisioning({
    dataSources: readYaml('grafana/provisioning/datasources/flowbridge.yaml'),
    providers: readYaml('grafana/provisioning/dashboards/flowbridge.yaml'),
  }),
];
for (const { rule, dashboard, panel, message } of findings) {
  console.error(`${dashboard}${panel && ` "${panel}"`}: ${message} (${rule})`);
}
const panels = dashboards.flatMap((each) => each.dashboard.panels).filter((p) => p.type !== 'row');
const alerts = rulesOf(yaml.load(alertText));
console.log(
  `${dashboards.length} dashboards, ${panels.length} panels, ${alerts.length} alerts, ` +
    `${series.size} series known: ${findings.length} findings`,
);
process.exit(findings.length > 0 ? 1 : 0);

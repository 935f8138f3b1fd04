// Says what is wrong with grafana/: dashboards, alerts, provisioning. Exit code 1 if something is.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { lintAlerts } from './lint_alerts.mjs';
import { exclude, lintDashboard } from './lint_dashboard.mjs';
import { anchorsOf, lintPage } from './lint_pages.mjs';
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

// Of a page in docs/: what is at a path that is relative to it.
const readFrom = (page) => (path) => {
  const name = `docs/${path || page}`;
  if (!existsSync(root + name)) return undefined;
  return statSync(root + name).isDirectory() ? '' : readText(name);
};

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
    pages: { 'docs/runbooks.md': anchorsOf(readText('docs/runbooks.md')) },
    dashboards,
    series,
  }),
  ...['runbooks.md', 'dashboards.md'].flatMap((page) => lintPage(page, readFrom(page))),
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

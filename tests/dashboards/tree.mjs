// What there is in the tree for the checks to read: dashboards, rules, and the metrics that the
// program has, by docs/metrics.md and docs/flow-metrics.md, which are made from its code.

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
// Packages of npm are in build/dashboards: run.sh.
export const fromNpm = createRequire(`${root}build/dashboards/`);
export const yaml = fromNpm('js-yaml');

export const readText = (path) => readFileSync(`${root}${path}`, 'utf8');
export const readYaml = (path) => yaml.load(readText(path));

export const readDashboards = () =>
  readdirSync(`${root}grafana/dashboards`)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ file: name, dashboard: JSON.parse(readText(`grafana/dashboards/${name}`)) }));

// All rules of a file, in order.
export const rulesOf = (document) => document.groups.flatMap((group) => group.rules);

// Every metric by its name, with its type and labels. The labels of all series are left out.
export function parseCatalogue(markdown) {
  const metrics = new Map();
  for (const line of markdown.split('\n')) {
    const row = /^\| `(\w+)` \| (counter|gauge|histogram) \| (.*?) \|/.exec(line);
    if (!row) continue;
    const [, name, type, labelText] = row;
    const labels = [...labelText.matchAll(/`([a-z_]+)`/g)].map((match) => match[1]);
    metrics.set(name, { type, labels });
  }
  return metrics;
}

const histogramSeries = { _bucket: ['le'], _sum: [], _count: [] };

// The series that the catalogue's metrics have, and those of the recording rules.
export function knownSeries(catalogue, recordingRules = []) {
  const series = new Map();
  for (const [name, { type, labels }] of catalogue) {
    if (type !== 'histogram') {
      series.set(name, { type, labels });
      continue;
    }
    for (const [suffix, more] of Object.entries(histogramSeries)) {
      series.set(name + suffix, { type: 'counter', labels: [...labels, ...more] });
    }
  }
  for (const { record, expr } of recordingRules) {
    const by = /\bby \(([^)]*)\)/.exec(expr);
    series.set(record, { type: 'gauge', labels: by ? by[1].split(/, */) : [] });
  }
  return series;
}

export const readKnownSeries = () =>
  knownSeries(
    new Map([
      ...parseCatalogue(readText('docs/metrics.md')),
      ...parseCatalogue(readText('docs/flow-metrics.md')),
    ]),
    rulesOf(readYaml('grafana/rules/recording.yaml')),
  );

// Panels, those of collapsed rows included.
export const panelsOf = (dashboard) =>
  dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

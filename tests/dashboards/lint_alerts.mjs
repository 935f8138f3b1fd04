// Rules for grafana/rules/alerts.yaml: names, texts, and links that lead somewhere.

import { analyse } from './promql.mjs';
import { panelsOf, rulesOf } from './tree.mjs';

// Labels of every series, from the writer or the scrape.
const commonLabels = ['job', 'instance', '__name__'];
const severities = ['critical', 'warning', 'info'];
const baseOf = (text, name) => new RegExp(`^# +${name}: (https://\\S+/)$`, 'm').exec(text)?.[1];

function* lintAlert(alert, { text, pages, dashboards, series }) {
  const { summary, description, runbook_url: runbook, dashboard } = alert.annotations ?? {};
  if (!/^Flow([A-Z][a-z]+|bridge)+([A-Z][a-z]+)*$/.test(alert.alert)) {
    yield ['alert-name', 'is not in camel case, from Flow on'];
  }
  if (!severities.includes(alert.labels?.severity)) yield ['alert-severity', 'is none of ours'];
  if (!summary || summary.length > 100) yield ['alert-texts', 'the summary is missing or long'];
  if (!description) yield ['alert-texts', 'there is no description'];

  const { error, selectors, labels, made } = analyse(alert.expr);
  if (error) yield ['alert-promql', error];
  const known = new Set([...commonLabels, ...made]);
  for (const { name, labels: matched } of selectors) {
    const metric = series.get(name);
    if (!metric) yield ['metric-exists', `there is no metric ${name}`];
    for (const label of metric?.labels ?? []) known.add(label);
    for (const label of metric ? matched : []) {
      if (commonLabels.includes(label) || metric.labels.includes(label)) continue;
      yield ['label-exists', `${name} has no label ${label}`];
    }
  }
  for (const label of labels) {
    if (!known.has(label)) yield ['label-exists', `nothing has the label ${label}`];
  }

  const runbookBase = baseOf(text, 'runbook_base');
  const [page, anchor] = (runbook ?? '').replace(runbookBase, '').split('#');
  if (!runbookBase || !runbook?.startsWith(runbookBase)) {
    yield ['alert-runbook', 'the link does not begin with runbook_base'];
  } else if (!(pages[page] ?? []).includes(anchor)) {
    yield ['alert-runbook', `there is no ${page}#${anchor}`];
  } else if (anchor !== alert.alert.toLowerCase()) {
    yield ['alert-runbook', `links to another alert's text, ${anchor}`];
  }

  const grafanaBase = baseOf(text, 'grafana_base');
  const link = /^d\/([\w-]+)\?viewPanel=(\d+)$/.exec((dashboard ?? '').replace(grafanaBase, ''));
  const found = dashboards.find((each) => each.dashboard.uid === link?.[1])?.dashboard;
  if (!grafanaBase || !dashboard?.startsWith(grafanaBase) || !found) {
    yield ['alert-dashboard', `there is no dashboard at ${dashboard}`];
  } else if (!panelsOf(found).some((p) => p.id === Number(link[2]) && p.type !== 'row')) {
    yield ['alert-dashboard', `${link[1]} has no panel ${link[2]}`];
  }
}

// Which alerts have a test in which they fire, and one in which they do not; and whether what their
// texts say of labels is there when they fire.
function* lintTests(alert, tests) {
  const cases = tests
    .flatMap((document) => document.tests)
    .flatMap((test) => test.alert_rule_test ?? [])
    .filter(({ alertname }) => alertname === alert.alert);
  const firing = cases.filter(({ exp_alerts: expected }) => expected?.length);
  if (!firing.length) yield ['alert-tested', 'no test in which it fires'];
  if (firing.length === cases.length) yield ['alert-tested', 'no test in which it is silent'];
  const labels = firing
    .flatMap((each) => each.exp_alerts)
    .map((each) => Object.keys(each.exp_labels));
  const texts = Object.values(alert.annotations ?? {}).join('\n');
  // Tests of one destination leave out what all series have.
  for (const [, label] of texts.matchAll(/\$labels\.(\w+)/g)) {
    if (['instance', 'job'].includes(label) || labels.every((names) => names.includes(label)))
      continue;
    yield ['alert-texts', `its alerts have no label ${label}`];
  }
}

export function lintAlerts({ alerts, text, tests, pages, dashboards, series }) {
  const rules = rulesOf(alerts);
  const findings = rules.flatMap((alert) =>
    [...lintAlert(alert, { text, pages, dashboards, series }), ...lintTests(alert, tests)].map(
      ([rule, message]) => ({ rule, dashboard: 'alerts.yaml', panel: alert.alert, message }),
    ),
  );
  const names = rules.map(({ alert }) => alert);
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) === i) continue;
    findings.push({ rule: 'alert-name', dashboard: 'alerts.yaml', panel: name, message: 'twice' });
  }
  return findings;
}

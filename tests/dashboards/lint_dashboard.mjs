// Rules for one dashboard. Those of grafana/dashboard-linter have its names, so that its users know
// them; the others are ours.

import { analyse, rateInterval, rateIntervalOf, substitute, variablesIn } from './promql.mjs';
import { panelsOf } from './tree.mjs';
import { units } from './units.mjs';

const withUnits = new Set(['stat', 'timeseries', 'gauge', 'bargauge', 'table', 'state-timeline']);
const typesOfGrafana10 = new Set([
  ...['timeseries', 'stat', 'gauge', 'bargauge', 'table', 'barchart', 'piechart', 'heatmap'],
  ...['state-timeline', 'text', 'row'],
]);
const isDataSource = (source) => source?.type === 'prometheus' && source.uid === '${datasource}';
const visible = (dashboard) => panelsOf(dashboard).filter((panel) => panel.type !== 'row');
const variable = (dashboard, name) => dashboard.templating.list.find((each) => each.name === name);

// Labels of every series, from the writer or the scrape.
const commonLabels = ['job', 'instance', '__name__'];

// Every expression of a dashboard, as it is and with values for its variables. $__rate_interval is
// what Grafana makes of `step`, in seconds, if that is given.
export function expressionsOf(dashboard, chosen = {}, step = undefined) {
  const variables = dashboard.templating.list;
  const of = (kind, panel, expr, { least, ...more } = {}) => {
    const rate = step && { __rate_interval: rateIntervalOf(step, least) };
    return { kind, panel, expr, text: substitute(expr, variables, { ...chosen, ...rate }), ...more };
  };
  return [
    ...visible(dashboard).flatMap((panel) =>
      (panel.targets ?? []).map((target) =>
        of('panel', panel.title, target.expr ?? '', {
          id: panel.id,
          refId: target.refId,
          instant: target.instant === true,
          least: target.interval,
        }),
      ),
    ),
    ...(dashboard.annotations?.list ?? [])
      .filter((annotation) => !annotation.builtIn)
      .map((annotation) =>
        of('annotation', annotation.name, annotation.expr ?? '', { least: annotation.step }),
      ),
    ...variables
      .filter((each) => each.type === 'query')
      .map((each) => of('variable', each.name, queryOf(each))),
  ];
}

const queryOf = (each) => (typeof each.query === 'string' ? each.query : each.query?.query) ?? '';

// label_values(selector, label) and query_result(expression): what is PromQL in them.
export function promqlOfVariable(text) {
  const labelValues = /^label_values\((.+), *(\w+)\)$/s.exec(text);
  if (labelValues) return { expr: labelValues[1], label: labelValues[2] };
  const queryResult = /^query_result\((.+)\)$/s.exec(text);
  return queryResult ? { expr: queryResult[1] } : undefined;
}

function* lintVariables(dashboard) {
  const sources = dashboard.templating.list.filter((each) => each.type === 'datasource');
  if (
    sources.length !== 1 ||
    sources[0].name !== 'datasource' ||
    sources[0].query !== 'prometheus'
  ) {
    yield ['template-datasource-rule', '', 'needs one data source variable, called datasource'];
  } else if (sources[0].label !== 'Data source') {
    yield ['template-datasource-rule', '', 'its label is not "Data source"'];
  }
  for (const name of ['job', 'instance']) {
    const found = variable(dashboard, name);
    if (!found) yield [`template-${name}-rule`, '', `has no variable ${name}`];
    else if (!found.multi || found.allValue !== '.+' || !isDataSource(found.datasource)) {
      yield [`template-${name}-rule`, name, 'is not a multiple choice with allValue .+'];
    }
    if (name === 'job' && found?.includeAll) {
      yield ['template-job-all', name, 'is all at first: twice what is pushed and scraped'];
    }
  }
  for (const each of dashboard.templating.list) {
    if (each.type !== 'query') continue;
    const promql = promqlOfVariable(substitute(queryOf(each), dashboard.templating.list));
    const error = promql ? analyse(promql.expr).error : 'neither label_values nor query_result';
    if (error) yield ['template-label-promql-rule', each.name, error];
    if (each.refresh !== 2) {
      yield ['template-on-time-change-reload-rule', each.name, 'refresh is not 2'];
    }
    if (!isDataSource(each.datasource)) {
      yield ['panel-datasource-rule', each.name, 'the data source is not ${datasource}'];
    }
    if (!each.label || !each.description) {
      yield ['variable-description', each.name, 'has no label or no description'];
    }
  }
}

function* lintUseOfVariables(dashboard) {
  const { templating, ...rest } = dashboard;
  const defined = new Set(templating.list.map((each) => each.name));
  const used = new Set(variablesIn(JSON.stringify(rest)));
  for (const each of templating.list) {
    for (const name of variablesIn(JSON.stringify([each.query, each.datasource]))) used.add(name);
  }
  for (const name of used) {
    if (!defined.has(name)) yield ['variable-defined', name, 'is used and not defined'];
  }
  for (const name of defined) {
    if (!used.has(name)) yield ['variable-used', name, 'is defined and not used'];
  }
}

function* lintPanels(dashboard) {
  const ids = new Set();
  for (const panel of panelsOf(dashboard)) {
    if (!Number.isInteger(panel.id) || ids.has(panel.id)) {
      yield ['panel-unique-id', panel.title, `id ${panel.id} is no number or not its own`];
    }
    ids.add(panel.id);
    if (!typesOfGrafana10.has(panel.type)) {
      yield ['panel-type', panel.title, `Grafana 10 has no panel ${panel.type} of its own`];
    }
  }
  for (const panel of visible(dashboard)) {
    if (!panel.title?.trim() || !panel.description?.trim()) {
      yield ['panel-title-description-rule', panel.title, 'has no title or no description'];
    }
    const unit = panel.fieldConfig?.defaults?.unit;
    if (withUnits.has(panel.type) && !units.has(unit)) {
      yield ['panel-units-rule', panel.title, `unit ${unit} is none of Grafana's`];
    }
    if (!isDataSource(panel.datasource)) {
      yield ['panel-datasource-rule', panel.title, 'the data source is not ${datasource}'];
    }
    for (const { refId, datasource, interval } of panel.targets ?? []) {
      if (!isDataSource(datasource)) {
        yield ['panel-datasource-rule', panel.title, `not ${'${datasource}'} at ${refId}`];
      }
      if (interval !== '1m') {
        yield ['target-min-step', panel.title, `the least step of ${refId} is not 1m`];
      }
    }
    if (panel.type !== 'text' && !panel.targets?.length) {
      yield ['panel-no-targets-rule', panel.title, 'asks for nothing'];
    }
    if (panel.interval !== '1m') {
      yield ['panel-min-step', panel.title, 'the least step is not 1m, as samples may come'];
    }
  }
}

function* lintPlaces(dashboard) {
  const panels = panelsOf(dashboard);
  const overlap = (a, b) =>
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  for (const [i, panel] of panels.entries()) {
    const { x, y, w, h } = panel.gridPos;
    if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > 24) {
      yield ['panel-place', panel.title, 'is not within the 24 columns'];
    }
    for (const other of panels.slice(i + 1)) {
      if (!overlap(panel.gridPos, other.gridPos)) continue;
      yield ['panel-place', panel.title, `covers "${other.title}"`];
    }
  }
}

const rates = new Set(['rate', 'irate']);
const overCounters = new Set(['rate', 'irate', 'increase', 'resets']);

function* lintExpression({ kind, panel, text }, series) {
  const promql = kind === 'variable' ? promqlOfVariable(text)?.expr : text;
  // What is wrong with a variable's query, lintVariables says.
  if (promql === undefined) return;
  const { error, selectors, labels, made } = analyse(promql);
  if (error) {
    if (kind !== 'variable') yield ['target-promql-rule', panel, `${error} in ${text}`];
    return;
  }
  const known = new Set([...commonLabels, ...made]);
  for (const selector of selectors) {
    const unknown = selector.names.filter((name) => !series.has(name));
    for (const name of unknown) {
      yield ['metric-exists', panel, `there is no metric ${name ?? selector.text}`];
    }
    if (unknown.length) continue;
    const metric = series.get(selector.names[0]);
    for (const label of metric.labels) known.add(label);
    for (const label of selector.labels) {
      if (commonLabels.includes(label) || metric.labels.includes(label)) continue;
      yield ['label-exists', panel, `${selector.names[0]} has no label ${label}`];
    }
    if (kind === 'variable') continue;
    for (const name of ['job', 'instance']) {
      const wanted = new RegExp(`\\b${name}=~`);
      if (!wanted.test(selector.text)) {
        yield [`target-${name}-rule`, panel, `${selector.text} lacks ${name}=~"$${name}"`];
      }
    }
    const [inner] = selector.functions;
    if (rates.has(inner) && selector.range !== rateInterval) {
      yield ['target-rate-interval-rule', panel, `${inner} over ${selector.range}`];
    }
    if (metric.type === 'counter' && !overCounters.has(inner)) {
      yield ['target-counter-agg-rule', panel, `${selector.names[0]} is a counter: take its rate`];
    }
  }
  for (const label of labels) {
    if (!known.has(label)) yield ['label-exists', panel, `nothing has the label ${label}`];
  }
}

function* lintWhole({ file, dashboard }) {
  if (dashboard.editable !== false) yield ['uneditable-dashboard', '', 'is editable'];
  if (!/^flow[a-z0-9-]{3,35}$/.test(dashboard.uid) || file !== `${dashboard.uid}.json`) {
    yield ['dashboard-uid', '', `uid ${dashboard.uid} is not readable, or not the file's name`];
  }
  if (!dashboard.tags?.includes('flowbridge')) yield ['dashboard-tag', '', 'lacks tag flowbridge'];
  if (
    !dashboard.links?.some(({ type, tags }) => type === 'dashboards' && tags.includes('flowbridge'))
  ) {
    yield ['dashboard-links', '', 'does not link to the others by their tag'];
  }
  if (dashboard.schemaVersion !== 39) yield ['dashboard-schema', '', 'schemaVersion is not 39'];
  if (dashboard.id !== undefined || dashboard.__inputs || dashboard.__requires) {
    yield ['dashboard-schema', '', 'has an id, __inputs or __requires, as exports do'];
  }
}

// Links to dashboards must lead to one, and set variables that it has.
function* lintLinks(dashboard, all) {
  for (const [, uid, query] of JSON.stringify(dashboard).matchAll(/"\/d\/([\w-]+)\?([^"]*)/g)) {
    const target = all.find((each) => each.dashboard.uid === uid)?.dashboard;
    if (!target) yield ['link-resolves', '', `there is no dashboard ${uid}`];
    const names = [...query.matchAll(/var-(\w+)=|\$\{(\w+):queryparam\}/g)];
    for (const [, set, passed] of names) {
      if (!target || variable(target, set ?? passed)) continue;
      yield ['link-resolves', '', `${uid} has no variable ${set ?? passed}`];
    }
  }
}

// Every finding: {rule, dashboard, panel, message}.
export function lintDashboard({ file, dashboard }, { series, all }) {
  const findings = [
    ...lintWhole({ file, dashboard }),
    ...lintVariables(dashboard),
    ...lintUseOfVariables(dashboard),
    ...lintPanels(dashboard),
    ...lintPlaces(dashboard),
    ...lintLinks(dashboard, all),
    ...expressionsOf(dashboard).flatMap((each) => [...lintExpression(each, series)]),
  ];
  return findings.map(([rule, panel, message]) => ({
    rule,
    dashboard: dashboard.uid,
    panel: panel ?? '',
    message,
  }));
}

// What `exclusions` of .lint leave: as in dashboard-linter, by rule, then dashboard and panel. One
// without entries is for all; one that excludes nothing is a finding itself.
export function exclude(findings, exclusions) {
  const used = new Set();
  const left = findings.filter(({ rule, dashboard, panel }) => {
    const { entries } = exclusions[rule] ?? { entries: [] };
    const found = (entries ?? [{}]).find(
      (entry) => (entry.dashboard ?? dashboard) === dashboard && (entry.panel ?? panel) === panel,
    );
    if (found) used.add(`${rule} ${JSON.stringify(found)}`);
    return !found;
  });
  for (const [rule, { reason, entries }] of Object.entries(exclusions)) {
    if (!reason) left.push({ rule, dashboard: '.lint', panel: '', message: 'gives no reason' });
    for (const entry of entries ?? [{}]) {
      const text = JSON.stringify(entry);
      if (used.has(`${rule} ${text}`)) continue;
      left.push({ rule, dashboard: '.lint', panel: text, message: 'excludes nothing' });
    }
  }
  return left;
}

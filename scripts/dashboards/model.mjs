// The pieces that dashboards are made of, in Grafana's classic JSON (schemaVersion 39), so that all
// of them look and behave alike. What differs is in the files beside this one.

const dataSource = { type: 'prometheus', uid: '${datasource}' };

// Samples come once a minute at least (quiet series, the bridge's own metrics), so no query asks
// for less. $__rate_interval is never below four times the query's own "Min step": a panel's "Min
// interval" alone leaves it at four times what the data source says, a minute by default.
const minStep = '1m';

// A query with its legend. Those of tables and stats ask for one time only.
export const query = (expr, legendFormat = '', more = {}) => ({ expr, legendFormat, ...more });

const targetsOf = (queries, common) =>
  queries.map((each, i) => ({
    refId: String.fromCharCode(65 + i),
    datasource: dataSource,
    editorMode: 'code',
    interval: minStep,
    ...common,
    ...each,
  }));

const thresholdsOf = (steps) => ({
  mode: 'absolute',
  steps: [{ color: 'green', value: null }, ...steps.map(([value, color]) => ({ color, value }))],
});

function panel(type, { id, title, description, unit, w, h = 8, queries, ...rest }, more) {
  const { thresholds = [], min, max, noValue, decimals, mappings, overrides = [] } = rest;
  const defaults = {
    unit,
    color: more.color,
    custom: more.custom,
    mappings: mappings ?? [],
    thresholds: thresholdsOf(thresholds),
    min,
    max,
    decimals,
    noValue,
  };
  return {
    id,
    type,
    title,
    description,
    datasource: dataSource,
    interval: minStep,
    gridPos: { w, h, x: 0, y: 0 },
    fieldConfig: { defaults, overrides },
    options: more.options,
    targets: targetsOf(queries, more.target ?? {}),
    transformations: rest.transformations,
  };
}

export const timeseries = (spec) =>
  panel(
    'timeseries',
    { w: 12, ...spec },
    {
      color: { mode: 'palette-classic' },
      custom: {
        drawStyle: 'line',
        lineInterpolation: 'linear',
        lineWidth: 1,
        fillOpacity: spec.stack ? 30 : 10,
        gradientMode: 'none',
        showPoints: 'never',
        spanNulls: 180000,
        axisPlacement: 'auto',
        stacking: { mode: spec.stack ? 'normal' : 'none', group: 'A' },
        thresholdsStyle: { mode: spec.thresholds ? 'dashed' : 'off' },
      },
      options: {
        legend: {
          displayMode: 'table',
          placement: 'bottom',
          showLegend: true,
          calcs: spec.calcs ?? ['mean', 'max', 'lastNotNull'],
        },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
    },
  );

export const stat = (spec) =>
  panel(
    'stat',
    { w: 4, h: 4, ...spec },
    {
      color: { mode: 'thresholds' },
      options: {
        colorMode: 'value',
        graphMode: 'none',
        justifyMode: 'auto',
        orientation: 'auto',
        textMode: spec.textMode ?? 'auto',
        wideLayout: true,
        showPercentChange: false,
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      },
      target: { instant: true, range: false },
    },
  );

export const barGauge = (spec) =>
  panel(
    'bargauge',
    { w: 12, ...spec },
    {
      color: { mode: 'palette-classic' },
      options: {
        displayMode: 'gradient',
        orientation: 'horizontal',
        showUnfilled: true,
        valueMode: 'color',
        namePlacement: 'auto',
        sizing: 'auto',
        minVizWidth: 8,
        minVizHeight: 16,
        maxVizHeight: 300,
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      },
      target: { instant: true, range: false },
    },
  );

export const stateTimeline = (spec) =>
  panel(
    'state-timeline',
    { w: 12, ...spec },
    {
      color: { mode: 'thresholds' },
      custom: { fillOpacity: 70, lineWidth: 0 },
      options: {
        alignValue: 'left',
        mergeValues: true,
        rowHeight: 0.9,
        showValue: 'never',
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
        tooltip: { mode: 'single', sort: 'none' },
      },
    },
  );

// A table of queries with the same labels, joined by these into one row each. `columns` says in
// which order what is shown, and as what: labels by their names, and values as A, B, …, which is how
// the queries are called. The rest is left out.
export function table({ columns, sortBy, ...spec }) {
  const value = (name) => (spec.queries.length === 1 ? 'Value' : `Value #${name}`);
  const fields = Object.keys(columns).map((name) => (/^[A-Z]$/.test(name) ? value(name) : name));
  const titles = Object.values(columns).map((column) => column.title);
  return panel(
    'table',
    {
      w: 24,
      h: 10,
      ...spec,
      overrides: Object.values(columns).flatMap(columnOverride),
      transformations: [
        { id: 'merge', options: {} },
        { id: 'filterFieldsByName', options: { include: { names: fields } } },
        {
          id: 'organize',
          options: {
            excludeByName: {},
            indexByName: Object.fromEntries(fields.map((name, i) => [name, i])),
            renameByName: Object.fromEntries(fields.map((name, i) => [name, titles[i]])),
          },
        },
      ],
    },
    {
      color: { mode: 'thresholds' },
      custom: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false, filterable: true },
      options: {
        showHeader: true,
        cellHeight: 'sm',
        frameIndex: 0,
        footer: { show: false, reducer: ['sum'], countRows: false },
        sortBy: sortBy ? [{ displayName: columns[sortBy].title, desc: true }] : [],
      },
      target: { format: 'table', instant: true, range: false },
    },
  );
}

function columnOverride({ title, unit, decimals, bar, link, width }) {
  const properties = [];
  if (unit) properties.push({ id: 'unit', value: unit });
  if (decimals !== undefined) properties.push({ id: 'decimals', value: decimals });
  if (width) properties.push({ id: 'custom.width', value: width });
  if (bar) {
    properties.push({ id: 'custom.cellOptions', value: { type: 'gauge', mode: 'gradient' } });
    properties.push({ id: 'color', value: { mode: 'continuous-BlPu' } });
  }
  if (link) properties.push({ id: 'links', value: [{ targetBlank: false, ...link }] });
  return properties.length ? [{ matcher: { id: 'byName', options: title }, properties }] : [];
}

// The series of another unit than the others of the panel.
export const inUnit = (name, unit) => ({
  matcher: { id: 'byName', options: name },
  properties: [{ id: 'unit', value: unit }],
});

// Draws the series whose legend matches below zero.
export const negative = (regex) => ({
  matcher: { id: 'byRegexp', options: regex },
  properties: [{ id: 'custom.transform', value: 'negative-Y' }],
});

export const states = (texts) => [
  {
    type: 'value',
    options: Object.fromEntries(
      Object.entries(texts).map(([value, [text, color]], index) => [value, { text, color, index }]),
    ),
  },
];
export const yesNo = states({ 0: ['no', 'red'], 1: ['yes', 'green'] });
export const noYes = states({ 0: ['no', 'green'], 1: ['yes', 'red'] });

const variable = (name, label, description, type, more) => ({
  name,
  label,
  description,
  type,
  hide: 0,
  skipUrlSync: false,
  multi: false,
  includeAll: false,
  options: [],
  ...more,
});

export const dataSourceVariable = variable(
  'datasource',
  'Data source',
  'A store that flowbridge writes to.',
  'datasource',
  { query: 'prometheus', regex: '', refresh: 1, current: { text: 'default', value: 'default' } },
);

// What the store knows, for matchers of other queries: always all of it, and not shown.
export const hiddenVariable = ({ name, label, description, query: text, regex }) =>
  variable(name, label, description, 'query', {
    hide: 2,
    skipUrlSync: true,
    datasource: dataSource,
    query: { query: text, refId: `variable-${name}` },
    regex,
    refresh: 2,
    sort: 0,
    multi: true,
    includeAll: true,
    current: { text: ['All'], value: ['$__all'] },
  });

// A choice of values that the store knows, of several or all, unless `single`. If it is `withoutAll`
// the first one is chosen until somebody chooses more.
export const queryVariable = ({ name, label, description, query: text, regex = '', ...more }) =>
  variable(name, label, description, 'query', {
    datasource: dataSource,
    query: { query: text, refId: `variable-${name}` },
    regex,
    refresh: 2,
    sort: 3,
    multi: !more.single,
    includeAll: !more.single && !more.withoutAll,
    ...initially(more),
  });

function initially({ single, withoutAll }) {
  if (single) return { current: { text: '', value: '' } };
  const current = withoutAll ? { text: [], value: [] } : { text: ['All'], value: ['$__all'] };
  return { allValue: '.+', current };
}

export const customVariable = ({ name, label, description, values, initial }) =>
  variable(name, label, description, 'custom', {
    query: values.join(','),
    refresh: 0,
    current: { text: initial, value: initial },
    options: values.map((value) => ({ text: value, value, selected: value === initial })),
  });

export const textVariable = ({ name, label, description, initial = '' }) =>
  variable(name, label, description, 'textbox', {
    query: initial,
    refresh: 0,
    current: { text: initial, value: initial },
    options: [{ text: initial, value: initial, selected: true }],
  });

export const annotation = (name, iconColor, expr, titleFormat) => ({
  name,
  iconColor,
  expr,
  titleFormat,
  datasource: dataSource,
  enable: true,
  hide: false,
  step: '60s',
  useValueForTime: false,
});

const ownAnnotations = {
  name: 'Annotations & Alerts',
  builtIn: 1,
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  enable: true,
  hide: true,
  iconColor: 'rgba(0, 211, 255, 1)',
  type: 'dashboard',
};

const linkToTheOthers = {
  type: 'dashboards',
  title: 'flowbridge',
  tooltip: 'The other dashboards, for the same time and choice',
  icon: 'external link',
  tags: ['flowbridge'],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  url: '',
};

// Rows of panels, each laid from left to right and broken where the next one does not fit.
function lay(rows) {
  const placed = [];
  let y = 0;
  for (const { id, title, panels } of rows) {
    const gridPos = { w: 24, h: 1, x: 0, y };
    placed.push({ id, type: 'row', title, collapsed: false, gridPos, panels: [] });
    y += 1;
    let x = 0;
    let height = 0;
    for (const each of panels) {
      if (x + each.gridPos.w > 24) {
        x = 0;
        y += height;
        height = 0;
      }
      placed.push({ ...each, gridPos: { ...each.gridPos, x, y } });
      x += each.gridPos.w;
      height = Math.max(height, each.gridPos.h);
    }
    y += height;
  }
  return placed;
}

export const dashboard = ({
  uid,
  title,
  description,
  from,
  variables,
  annotations = [],
  rows,
}) => ({
  uid,
  title,
  description,
  tags: ['flowbridge'],
  schemaVersion: 39,
  version: 1,
  editable: false,
  graphTooltip: 1,
  liveNow: false,
  fiscalYearStartMonth: 0,
  weekStart: '',
  timezone: 'browser',
  refresh: '1m',
  time: { from, to: 'now' },
  timepicker: { refresh_intervals: ['1m', '5m', '15m', '1h'], hidden: false, nowDelay: '' },
  links: [linkToTheOthers],
  annotations: { list: [ownAnnotations, ...annotations] },
  templating: { list: [dataSourceVariable, ...variables] },
  panels: lay(rows),
});

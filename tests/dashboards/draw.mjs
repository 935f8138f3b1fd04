// Draws panels for the docs as SVG: their own queries, asked of the Prometheus of
// `stores.sh --keep`. Grafana is not needed, and not what is shown: colours and axes are ours.
//
//   node draw.mjs <url of Prometheus>        into docs/pictures

import { writeFileSync } from 'node:fs';
import { expressionsOf } from './lint_dashboard.mjs';
import { instant, overTime } from './store.mjs';
import { panelsOf, readDashboards, root } from './tree.mjs';

const width = 900;
const colours = [
  ...['#3274d9', '#56a64b', '#f2cc0c', '#e02f44', '#8f3bb8', '#ff780a', '#37872d', '#8ab8ff'],
  ...['#c4162a', '#ffcb7d', '#5794f2', '#96d98d'],
];
const wanted = [
  { uid: 'flow-overview', id: 107, hours: 24 },
  { uid: 'flow-overview', id: 201, hours: 24 },
  // The rules are filled in up to three hours ago.
  { uid: 'flow-billing-95th', id: 107, hours: 20, ago: 4 },
  { uid: 'flow-peering', id: 201, hours: 24, rows: 10 },
];

// What would be a contract for so little traffic.
const typed = { commit_mbps: '14' };

const escaped = (text) =>
  String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const scales = { bps: ['b/s', 1000], decbytes: ['B', 1000], short: ['', 1000], none: ['', 1000] };

function written(value, unit) {
  if (!Number.isFinite(value)) return '';
  const [name, base] = scales[unit] ?? ['', 1000];
  let scaled = Math.abs(value);
  let step = 0;
  while (scaled >= base && step < 4) {
    scaled /= base;
    step += 1;
  }
  const digits = scaled >= 100 || scaled === 0 ? 0 : scaled >= 10 ? 1 : 2;
  const prefix = ['', 'k', 'M', 'G', 'T'][step];
  return `${value < 0 ? '-' : ''}${scaled.toFixed(digits)} ${prefix}${name}`.trim();
}

const text = (x, y, content, more = '') =>
  `<text x="${x}" y="${y}" ${more}>${escaped(content)}</text>`;
const legendOf = (format, metric) =>
  format.replace(/\{\{(\w+)\}\}/g, (all, label) => metric[label] ?? '');

function frame(height, title, body) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      'font-family="sans-serif" font-size="12" fill="#24292e">',
    `<rect width="${width}" height="${height}" rx="4" fill="#ffffff" stroke="#d0d7de"/>`,
    text(14, 22, title, 'font-size="14" font-weight="bold"'),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

// The value of each series at each time, in the order of the queries.
async function seriesOf(url, panel, expressions, times) {
  const all = [];
  for (const { text: expr, refId } of expressions) {
    const { legendFormat } = panel.targets.find((target) => target.refId === refId);
    for (const { metric, values } of await overTime(url, expr, times)) {
      const at = new Map(values.map(([time, value]) => [time, Number(value)]));
      const name = legendOf(legendFormat, metric) || 'value';
      const below = panel.fieldConfig.overrides.some(
        ({ matcher, properties }) =>
          properties.some(({ value }) => value === 'negative-Y') &&
          new RegExp(matcher.options.replace(/^\/|\/$/g, '')).test(name),
      );
      all.push({ name, at, sign: below ? -1 : 1 });
    }
  }
  return all;
}

function drawLines(panel, all, times) {
  const [left, right, top, plot] = [80, 20, 40, 240];
  const stacked = panel.fieldConfig.defaults.custom.stacking.mode === 'normal';
  const sum = new Map();
  const points = all.map(({ at, sign }) => {
    const line = [];
    for (let time = times.start; time <= times.end; time += times.step) {
      const value = at.get(time);
      if (value === undefined || Number.isNaN(value)) continue;
      const base = stacked ? sum.get(time) ?? 0 : 0;
      sum.set(time, base + value);
      line.push([time, sign * (base + value), base]);
    }
    return line;
  });
  const flat = points.flat().map(([, value]) => value);
  const highest = Math.max(0, ...flat) * 1.05 || 1;
  const lowest = Math.min(0, ...flat) * 1.05;
  const x = (time) =>
    (left + ((time - times.start) / (times.end - times.start)) * (width - left - right)).toFixed(1);
  const y = (value) => (top + ((highest - value) / (highest - lowest)) * plot).toFixed(1);
  const unit = panel.fieldConfig.defaults.unit;
  const body = [];
  for (let i = 0; i <= 4; i += 1) {
    const value = lowest + ((highest - lowest) * i) / 4;
    body.push(`<path d="M${left} ${y(value)}H${width - right}" stroke="#e5e9ee"/>`);
    body.push(text(left - 8, Number(y(value)) + 4, written(value, unit), 'text-anchor="end"'));
    const time = times.start + ((times.end - times.start) * i) / 4;
    const clock = `${new Date(time * 1000).toISOString().slice(11, 16)} UTC`;
    const anchor = i === 0 ? 'start' : i === 4 ? 'end' : 'middle';
    body.push(text(x(time), top + plot + 18, clock, `text-anchor="${anchor}" fill="#57606a"`));
  }
  points.forEach((line, i) => {
    if (!line.length) return;
    const colour = colours[i % colours.length];
    const path = line.map(([time, value]) => `${x(time)} ${y(value)}`).join('L');
    if (stacked) {
      const back = [...line].reverse().map(([time, , base]) => `${x(time)} ${y(base)}`);
      body.push(`<path d="M${path}L${back.join('L')}Z" fill="${colour}" fill-opacity=".45"/>`);
    }
    body.push(`<path d="M${path}" fill="none" stroke="${colour}" stroke-width="1.2"/>`);
  });
  all.forEach(({ name }, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    const [at, line] = [left + column * 270, top + plot + 44 + row * 18];
    body.push(
      `<rect x="${at}" y="${line - 9}" width="10" height="10" fill="${colours[i % colours.length]}"/>`,
    );
    body.push(text(at + 16, line, name));
  });
  return frame(top + plot + 60 + Math.ceil(all.length / 3) * 18, panel.title, body);
}

// As the panel's transformations do it: one row for each set of labels that all queries share.
async function rowsOf(url, expressions, time) {
  const rows = new Map();
  for (const { text: expr, refId } of expressions) {
    for (const { metric, value } of await instant(url, expr, time)) {
      const row = rows.get(metric.remote_as) ?? {};
      rows.set(metric.remote_as, { ...row, ...metric, [refId]: Number(value[1]) });
    }
  }
  return [...rows.values()].sort((a, b) => (b.A ?? 0) - (a.A ?? 0));
}

function drawTable(panel, rows) {
  const { indexByName, renameByName } = panel.transformations.at(-1).options;
  const names = Object.keys(indexByName).sort((a, b) => indexByName[a] - indexByName[b]);
  const unitOf = (title) =>
    panel.fieldConfig.overrides
      .find(({ matcher }) => matcher.options === title)
      ?.properties.find(({ id }) => id === 'unit')?.value;
  const shown = names.filter((name) => !['scope', 'ratio', 'Value #G'].includes(name));
  const step = (width - 200) / (shown.length - 1);
  const at = (i) => (i === 0 ? 14 : 190 + (i - 1) * step);
  const short = (title) =>
    title.replace('Common exchanges', 'IX').replace('Common facilities', 'Fac.');
  const body = shown.map((name, i) =>
    text(at(i).toFixed(0), 48, short(renameByName[name]), 'fill="#57606a"'),
  );
  rows.forEach((row, line) => {
    const y = 70 + line * 20;
    shown.forEach((name, i) => {
      const value = row[name.replace('Value #', '')];
      const content =
        typeof value === 'number' ? written(value, unitOf(renameByName[name])) : value;
      body.push(text(at(i).toFixed(0), y, String(content ?? '').slice(0, i ? 12 : 26)));
    });
  });
  return frame(76 + rows.length * 20, panel.title, body);
}

const [url] = process.argv.slice(2);
const now = Math.floor(Date.now() / 60000) * 60;
for (const { uid, id, hours, ago = 0, rows } of wanted) {
  const { dashboard } = readDashboards().find((each) => each.dashboard.uid === uid);
  const panel = panelsOf(dashboard).find((each) => each.id === id);
  const length = Math.round(hours * 60) * 60;
  const step = Math.max(30, Math.ceil(length / 90 / 60) * 60);
  const end = now - ago * 3600;
  const times = { start: end - length, end, step };
  const own = { ...typed, __range: `${length}s`, __range_s: String(length) };
  const expressions = expressionsOf(dashboard, own, step).filter(
    (each) => each.kind === 'panel' && each.panel === panel.title,
  );
  const svg =
    panel.type === 'table'
      ? drawTable(panel, (await rowsOf(url, expressions, now)).slice(0, rows))
      : drawLines(panel, await seriesOf(url, panel, expressions, times), times);
  const name = `docs/pictures/${uid}-${id}.svg`;
  writeFileSync(root + name, svg);
  console.log(`${name}: ${svg.length} bytes`);
}

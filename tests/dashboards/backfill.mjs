// Records over the past, in a VictoriaMetrics, what grafana/rules/recording.yaml says.
//
//   node backfill.mjs <url> [days]

import { overTime } from './store.mjs';
import { readYaml } from './tree.mjs';

const [url, days = '8'] = process.argv.slice(2);
const end = Math.floor(Date.now() / 1000);
const start = end - Number(days) * 86400;
const seconds = { '1m': 60, '5m': 300 };
const escaped = (text) => text.replace(/[\\"]/g, '\\$&');

for (const { interval, rules } of readYaml('grafana/rules/recording.yaml').groups) {
  const step = seconds[interval];
  const aligned = { start: start - (start % step), end: end - (end % step), step };
  for (const { record, expr } of rules) {
    const lines = [];
    for (const { metric, values } of await overTime(url, expr, aligned)) {
      const labels = Object.entries(metric).map(([name, value]) => `${name}="${escaped(value)}"`);
      for (const [time, value] of values) {
        lines.push(`${record}{${labels.join(',')}} ${value} ${time * 1000}`);
      }
    }
    const body = lines.join('\n');
    const response = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body });
    if (!response.ok) throw new Error(`${record}: ${response.status} ${await response.text()}`);
  }
}

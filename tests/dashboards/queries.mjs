// Asks stores every expression of grafana/: of panels, variables, annotations and rules, and what
// users of flow-exporter ask. Exit code 1 if a store refuses one, less than 95 % return data, or an
// alert would fire although all is well.
//
//   node queries.mjs <name>=<url>...
//
// Annotations are asked without
// their last "> 0", because what they mark does not happen here.

import { expressionsOf, promqlOfVariable } from './lint_dashboard.mjs';
import { hasData, instant, labelValues, overTime } from './store.mjs';
import { readDashboards, readYaml, rulesOf } from './tree.mjs';

const shareMin = 0.95;
// Flows are made for numbers that no file names.
const mayFire = ['FlowbridgeUnnamedTrafficHigh'];
// What a user of so little traffic would type.
const typed = { commit_mbps: '0.01' };
const seconds = { h: 3600, d: 86400 };

// What Grafana would put in, for the range that the dashboard begins with.
export function timesOf(dashboard, end) {
  const [, count, unit] = /^now-(\d+)([hd])$/.exec(dashboard.time.from);
  const length = Number(count) * seconds[unit];
  const step = Math.max(60, Math.ceil(length / 500));
  return {
    // The last one of the times that are asked for is now, when there are most samples.
    start: end - Math.floor(length / step) * step,
    end,
    step,
    // As Grafana writes them into queries.
    own: { __range: `${length}s`, __range_s: String(length), __interval: `${step}s` },
  };
}

// The values that a variable offers.
async function offered(url, text, { regex }, times) {
  const { expr, label } = promqlOfVariable(text);
  if (label) return labelValues(url, label, { match: expr, start: times.start, end: times.end });
  const pattern = new RegExp(regex.replace(/^\/|\/$/g, ''));
  const rows = await instant(url, expr, times.end);
  const texts = rows.map(({ metric }) => {
    const labels = Object.entries(metric).map(([name, value]) => `${name}="${value}"`);
    const found = pattern.exec(`{${labels.join(',')}}`);
    return found?.groups?.value ?? found?.[1];
  });
  return texts.filter((value) => value !== undefined);
}

// Does one value stand for all of them?
const isAll = ({ includeAll, allValue }) => includeAll && allValue !== undefined;

// What a user would choose first, where only one can be chosen; and all that is offered, where that
// is written into the query.
async function firstChoices(url, dashboard, times) {
  const chosen = { ...times.own, ...typed };
  for (const variable of dashboard.templating.list) {
    if (variable.type !== 'query' || isAll(variable)) continue;
    const { text } = expressionsOf(dashboard, chosen, times.step).find(
      ({ kind, panel }) => kind === 'variable' && panel === variable.name,
    );
    const values = await offered(url, text, variable, times);
    if (variable.includeAll) {
      chosen[variable.name] = `(${values.join('|')})`;
      continue;
    }
    // The network with most traffic in the demo, if it is one of them.
    chosen[variable.name] = values.includes('15169') ? '15169' : values[0] ?? 'none';
  }
  return chosen;
}

async function* resultsOfDashboard(url, dashboard, end) {
  const times = timesOf(dashboard, end);
  const chosen = await firstChoices(url, dashboard, times);
  for (const each of expressionsOf(dashboard, chosen, times.step)) {
    const where = `${dashboard.uid} ${each.kind} "${each.panel}" ${each.refId ?? ''}`;
    const ask = async () => {
      if (each.kind === 'variable') {
        const variable = dashboard.templating.list.find(({ name }) => name === each.panel);
        return (await offered(url, each.text, variable, times)).length > 0;
      }
      if (each.instant) return hasData(await instant(url, each.text, end));
      const text = each.kind === 'annotation' ? each.text.replace(/ > 0$/, '') : each.text;
      return hasData(await overTime(url, text, times));
    };
    yield { where, text: each.text, ask };
  }
}

function* resultsOfRules(url, end) {
  for (const { record, expr } of rulesOf(readYaml('grafana/rules/recording.yaml'))) {
    yield {
      where: `rule ${record}`,
      text: expr,
      ask: async () => hasData(await instant(url, expr, end)),
    };
  }
  for (const { alert, expr } of rulesOf(readYaml('grafana/rules/alerts.yaml'))) {
    const ask = async () => hasData(await instant(url, expr, end));
    yield { where: `alert ${alert}`, text: expr, ask, alert };
  }
}

// What dashboards of flow-exporter are made of: its two metrics, by its labels.
const flowExporter = [
  '8 * sum(rate(flow_receive_bytes_total[5m]))',
  '8 * sum(rate(flow_transmit_bytes_total{hostname="bdr1.example.net"}[5m]))',
  'sum by (source_as_name) (rate(flow_receive_bytes_total[5m])) * 8',
  'topk(10, sum by (source_as, source_as_name) (rate(flow_receive_bytes_total[5m])))',
  'topk(10, sum by (destination_as, destination_as_name) (rate(flow_transmit_bytes_total[5m])))',
  'sum by (hostname) (irate(flow_receive_bytes_total{source_as="15169"}[5m]))',
  'sum(increase(flow_transmit_bytes_total{destination_as_name=~"Google.*"}[1h]))',
  'sum by (hostname) (rate(flow_receive_bytes_total{destination_as="1103"}[5m]))',
];
const flowExporterLabels = [
  ...['destination_as', 'destination_as_name', 'hostname', 'source_as', 'source_as_name'],
];

function* resultsOfFlowExporter(url, end) {
  for (const text of flowExporter) {
    const ask = async () => hasData(await instant(url, text, end));
    yield { where: 'flow-exporter', text, ask, mustHaveData: true };
  }
  for (const metric of ['flow_receive_bytes_total', 'flow_transmit_bytes_total']) {
    const ask = async () => {
      const [first] = await instant(url, metric, end);
      const { __name__, job, instance, ...labels } = first?.metric ?? {};
      return JSON.stringify(Object.keys(labels).sort()) === JSON.stringify(flowExporterLabels);
    };
    yield { where: 'flow-exporter labels', text: metric, ask, mustHaveData: true };
  }
}

async function judge(name, url) {
  const end = Math.floor(Date.now() / 1000);
  const counts = { asked: 0, refused: 0, wanted: 0, empty: 0, firing: 0 };
  let missing = 0;
  const all = [
    ...readDashboards().map(({ dashboard }) => resultsOfDashboard(url, dashboard, end)),
    resultsOfRules(url, end),
    resultsOfFlowExporter(url, end),
  ];
  for (const results of all) {
    for await (const { where, text, ask, alert, mustHaveData } of results) {
      counts.asked += 1;
      let found;
      try {
        found = await ask();
      } catch (error) {
        counts.refused += 1;
        console.error(`${name}: ${where}: ${error.message}\n  ${text}`);
        continue;
      }
      if (alert) {
        if (found) console.log(`${name}: ${where} would fire`);
        counts.firing += found && !mayFire.includes(alert) ? 1 : 0;
        continue;
      }
      counts.wanted += 1;
      if (found) continue;
      counts.empty += 1;
      if (mustHaveData) missing += 1;
      console.log(`${name}: no data: ${where}\n  ${text}`);
    }
  }
  const share = 1 - counts.empty / counts.wanted;
  console.log(
    `${name}: ${counts.asked} expressions, ${counts.refused} refused; ` +
      `${counts.wanted - counts.empty} of ${counts.wanted} return data (${(100 * share).toFixed(1)} %); ` +
      `${counts.firing} alerts would fire`,
  );
  return counts.refused + counts.firing + missing === 0 && share >= shareMin;
}

let good = true;
for (const argument of process.argv.slice(2)) {
  const [name, url] = argument.split(/=(.*)/s);
  good = (await judge(name, url)) && good;
}
process.exit(good ? 0 : 1);

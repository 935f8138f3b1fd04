// flow-overview: how much traffic, of which kind, with whom?

import {
  dashboard,
  hiddenVariable,
  negative,
  query,
  stat,
  table,
  timeseries,
} from './model.mjs';
import {
  flowAnnotations,
  hostnameVariable,
  inRange,
  localAsVariable,
  named,
  nameOf,
  newest,
  percentilesOf,
  perRouter,
  rate,
  realDestination,
  realSource,
  received,
  receivedFrom,
  sent,
  sentTo,
  settled,
  sumBy,
  toAsDetail,
  topVariable,
  withName,
} from './flows.mjs';

// The networks with most traffic over the whole range, so that the legend does not grow with it.
const topSources =
  `8 * ${sumBy('source_as, source_as_name', rate(received()))} and on (source_as) ` +
  `topk($topn, sum by (source_as) (increase(${received()}[$__range] @ end())))`;
const topDestinations =
  `8 * ${sumBy('destination_as, destination_as_name', rate(sent()))} and on (destination_as) ` +
  `topk($topn, sum by (destination_as) (increase(${sent()}[$__range] @ end())))`;

const shareOfTop = (n, by, vector) => `sum(topk(${n}, ${sumBy(by, vector)})) / sum(${vector})`;

// Those with most bytes over the range, by number and with one name; of these also the percentile.
const bytesOf = (side, selector) => named(side, inRange(selector));
const largest = (side, selector) =>
  `topk($topn, ${withName(
    sumBy('remote_as', bytesOf(side, selector)),
    nameOf(sumBy('remote_as, remote_as_name', bytesOf(side, selector))),
  )})`;
const volumes = (side, selector, percentiles) => [
  query(largest(side, selector)),
  query(`${largest(side, selector)} / on () group_left () sum(${inRange(selector)})`),
  query(
    withName(percentiles, `group by (remote_as, remote_as_name) (${largest(side, selector)})`),
  ),
];
const volumeColumns = {
  remote_as_name: { title: 'Network' },
  remote_as: { title: 'AS', width: 90, link: toAsDetail('AS') },
  A: { title: 'Bytes', unit: 'decbytes', bar: true },
  B: { title: 'Share', unit: 'percentunit', decimals: 1, width: 90 },
  C: { title: '95 %', unit: 'bps', width: 110 },
};
const largestVariable = (name, label, side, selector) =>
  hiddenVariable({
    name,
    label,
    description: 'Those with most bytes over the range, of which percentiles are asked for.',
    query: `query_result(topk($topn, ${sumBy(`${side}_as`, inRange(selector))}))`,
    regex: `/${side}_as="([^"]+)"/`,
  });

// Networks by what has changed: in these 24 hours, in those before, and in those of a week ago.
const dayOf = (labels, selector, offset = '') => sumBy(labels, `increase(${selector}[24h]${offset})`);
function changed(side, selector) {
  const [number, nameToo] = [`${side}_as`, `${side}_as, ${side}_as_name`];
  const without = (vector) => `unless on (${number}) (${vector} > 0)`;
  const join = `on (${number}) group_left ()`;
  const lastWeek = dayOf(number, selector, ' offset 1w');
  return {
    came: `${dayOf(nameToo, selector)} > 0 ${without(dayOf(number, selector, ' offset 24h'))}`,
    went: `${dayOf(nameToo, selector, ' offset 24h')} > 0 ${without(dayOf(number, selector))}`,
    grew: `(${dayOf(nameToo, selector)} - ${join} ${lastWeek}) > ${join} ${lastWeek}`,
  };
}
const changes = (id, title, description, side, vector) =>
  table({
    id,
    title,
    description,
    unit: 'none',
    w: 12,
    sortBy: 'A',
    noValue: 'None',
    queries: [query(`topk($topn, ${vector})`)],
    columns: {
      [`${side}_as_name`]: { title: 'Network' },
      [`${side}_as`]: { title: 'AS', link: toAsDetail('AS') },
      A: { title: 'Bytes', unit: 'decbytes' },
    },
  });
const from = changed('source', received(realSource));
const to = changed('destination', sent(realDestination));
const cameText = 'Networks without traffic in the 24 hours before. Large ones: a route has moved.';
const wentText = 'Networks with traffic in the 24 hours before, and none since. Ask them.';
const grewText =
  'What came to those of which there is more than twice as much in 24 hours as in those of a week ' +
  'ago. An event, or a route has moved.';

const totals = [
  stat({
    id: 101,
    title: 'Received',
    description:
      'From other AS to ours, three minutes ago, when all had arrived. Far from the usual: see the ' +
      'graph of the week.',
    unit: 'bps',
    queries: [query(`8 * sum(${settled(received())})`)],
  }),
  stat({
    id: 102,
    title: 'Sent',
    description:
      'From our AS to others, three minutes ago, when all had arrived. Far from the usual: see the ' +
      'graph of the week.',
    unit: 'bps',
    queries: [query(`8 * sum(${settled(sent())})`)],
  }),
  stat({
    id: 103,
    title: 'Received in range',
    description: 'Bytes over the whole time range. Gaps in it: see the annotations.',
    unit: 'decbytes',
    queries: [query(`sum(${inRange(received())})`)],
  }),
  stat({
    id: 104,
    title: 'Sent in range',
    description: 'Bytes over the whole time range. Gaps in it: see the annotations.',
    unit: 'decbytes',
    queries: [query(`sum(${inRange(sent())})`)],
  }),
  stat({
    id: 105,
    title: 'Of unknown AS',
    description:
      'Share of what is received that has source AS 0. Above some percent: a router lacks the ' +
      'full table, or pmacct its BGP session.',
    unit: 'percentunit',
    thresholds: [
      [0.05, 'orange'],
      [0.2, 'red'],
    ],
    queries: [
      query(`(sum(${rate(received('source_as="0"'))}) or vector(0)) / sum(${rate(received())})`),
    ],
  }),
  stat({
    id: 106,
    title: 'Newest sample',
    description:
      'How old the newest counter is. More than two or three minutes: nothing arrives; see the ' +
      'dashboard of operations.',
    unit: 's',
    thresholds: [
      [180, 'orange'],
      [600, 'red'],
    ],
    noValue: 'More than 6 hours',
    queries: [query(`time() - ${newest('')}`)],
  }),
  timeseries({
    id: 107,
    title: 'Traffic',
    description:
      'Above zero what comes from other AS and what stays inside or passes through, below it ' +
      'what is sent. Sudden ends: see the annotations and the routers.',
    unit: 'bps',
    w: 24,
    h: 10,
    overrides: [negative('/^sent/')],
    queries: [
      query(`8 * sum(${rate(received())})`, 'received'),
      query(`8 * sum(${rate(sent())})`, 'sent'),
      query(`8 * sum(${rate(perRouter('flow_internal_bytes_total'))})`, 'internal'),
      query(`8 * sum(${rate(perRouter('flow_transit_bytes_total'))})`, 'transit'),
      query(`8 * sum(${rate(perRouter('flow_unclassified_bytes_total'))})`, 'unclassified'),
    ],
  }),
];

const networks = [
  timeseries({
    id: 201,
    title: 'Received from',
    description:
      'The networks that send most over the range. One that is new or gone: compare its routes.',
    unit: 'bps',
    stack: true,
    h: 11,
    queries: [query(topSources, '{{source_as_name}} (AS{{source_as}})')],
  }),
  timeseries({
    id: 202,
    title: 'Sent to',
    description:
      'The networks that get most over the range. One that is new or gone: compare its routes.',
    unit: 'bps',
    stack: true,
    h: 11,
    queries: [query(topDestinations, '{{destination_as_name}} (AS{{destination_as}})')],
  }),
  timeseries({
    id: 203,
    title: 'All others',
    description: 'What the networks above do not account for. Growing: look at more than the top.',
    unit: 'bps',
    queries: [
      query(`8 * sum(${rate(received())}) - sum(${topSources})`, 'received'),
      query(`8 * sum(${rate(sent())}) - sum(${topDestinations})`, 'sent'),
    ],
  }),
  timeseries({
    id: 204,
    title: 'Concentration',
    description:
      'Share of the largest 5 and 20 networks. Near 1: few sessions carry all, and losing one ' +
      'hurts.',
    unit: 'percentunit',
    min: 0,
    max: 1,
    queries: [
      query(shareOfTop(5, 'source_as', rate(received())), 'received, 5'),
      query(shareOfTop(20, 'source_as', rate(received())), 'received, 20'),
      query(shareOfTop(5, 'destination_as', rate(sent())), 'sent, 5'),
      query(shareOfTop(20, 'destination_as', rate(sent())), 'sent, 20'),
    ],
  }),
  table({
    id: 205,
    title: 'Most bytes received from',
    description:
      'Over the range. A click on the number tells more; AS 0 is what is not known. Percentiles are ' +
      'by the recording rules, over all routers and AS of yours.',
    unit: 'none',
    w: 12,
    sortBy: 'A',
    queries: volumes('source', received(), percentilesOf('receive', '$senders')),
    columns: volumeColumns,
  }),
  table({
    id: 206,
    title: 'Most bytes sent to',
    description:
      'Over the range. A click on the number tells more; AS 0 is what is not known. Percentiles are ' +
      'by the recording rules, over all routers and AS of yours.',
    unit: 'none',
    w: 12,
    sortBy: 'A',
    queries: volumes('destination', sent(), percentilesOf('transmit', '$receivers')),
    columns: volumeColumns,
  }),
];

const weekAgo = (selector) => `sum(rate(${selector}[$__rate_interval] offset 1w))`;
const band = (direction, sign) =>
  `8 * (avg_over_time(network:flow_${direction}_bytes:rate5m[1d]) ${sign} ` +
  `3 * stddev_over_time(network:flow_${direction}_bytes:rate5m[1d]))`;

const change = [
  timeseries({
    id: 301,
    title: 'Against last week',
    description:
      'Now and at the same time a week ago. Far apart: find the network below that came or ' +
      'went.',
    unit: 'bps',
    noValue: 'There is no week before this one yet',
    queries: [
      query(`8 * sum(${rate(received())})`, 'received'),
      query(`8 * ${weekAgo(received())}`, 'received a week ago'),
      query(`8 * sum(${rate(sent())})`, 'sent'),
      query(`8 * ${weekAgo(sent())}`, 'sent a week ago'),
    ],
  }),
  timeseries({
    id: 302,
    title: 'Change in a week',
    description: 'Half as much, or half as much again, is worth a look.',
    unit: 'percentunit',
    noValue: 'There is no week before this one yet',
    queries: [
      query(`sum(${rate(received())}) / ${weekAgo(received())} - 1`, 'received'),
      query(`sum(${rate(sent())}) / ${weekAgo(sent())} - 1`, 'sent'),
    ],
  }),
  timeseries({
    id: 303,
    title: 'Received, and what is usual',
    description:
      'All routers, against mean and three standard deviations of the day before. Outside: an ' +
      'attack, an outage, or a large event.',
    unit: 'bps',
    queries: [
      query('8 * network:flow_receive_bytes:rate5m', 'received'),
      query(band('receive', '+'), 'usual at most'),
      query(`clamp_min(${band('receive', '-')}, 0)`, 'usual at least'),
    ],
  }),
  timeseries({
    id: 304,
    title: 'Sent, and what is usual',
    description:
      'All routers, against mean and three standard deviations of the day before. Outside: an ' +
      'attack from inside, an outage, or a large event.',
    unit: 'bps',
    queries: [
      query('8 * network:flow_transmit_bytes:rate5m', 'sent'),
      query(band('transmit', '+'), 'usual at most'),
      query(`clamp_min(${band('transmit', '-')}, 0)`, 'usual at least'),
    ],
  }),
  changes(305, 'New in 24 hours: received from', cameText, 'source', from.came),
  changes(306, 'New in 24 hours: sent to', cameText, 'destination', to.came),
  changes(307, 'Gone for 24 hours: received from', wentText, 'source', from.went),
  changes(308, 'Gone for 24 hours: sent to', wentText, 'destination', to.went),
  changes(309, 'Twice last week: received from', grewText, 'source', from.grew),
  changes(310, 'Twice last week: sent to', grewText, 'destination', to.grew),
];

export default dashboard({
  uid: 'flow-overview',
  title: 'Flows / Overview',
  description: 'How much traffic, of which kind, and with which networks.',
  from: 'now-24h',
  variables: [
    hostnameVariable,
    localAsVariable,
    topVariable,
    largestVariable('senders', 'Senders', 'source', received()),
    largestVariable('receivers', 'Receivers', 'destination', sent()),
  ],
  annotations: flowAnnotations,
  rows: [
    { id: 100, title: 'Totals', panels: totals },
    { id: 200, title: 'Networks', panels: networks },
    { id: 300, title: 'What has changed', panels: change },
  ],
});

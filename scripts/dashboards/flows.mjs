// What the dashboards about flows have in common: choices, and the PromQL that they are made of.
// Metrics carry bytes; panels multiply by 8 and have the unit bps.

import { annotation, customVariable, queryVariable } from './model.mjs';
import { risen } from './own_metrics.mjs';

const labelsOf = (matchers) => [`hostname=~"$hostname"`, ...matchers].join(',');

// Selectors. `ours` is the side that is one of --asn, `remote` the other one.
export const received = (...matchers) =>
  `flow_receive_bytes_total{${labelsOf(['destination_as=~"$local_as"', ...matchers])}}`;
export const sent = (...matchers) =>
  `flow_transmit_bytes_total{${labelsOf(['source_as=~"$local_as"', ...matchers])}}`;
// Those without AS numbers.
export const perRouter = (metric) => `${metric}{${labelsOf([])}}`;

export const rate = (selector) => `rate(${selector}[$__rate_interval])`;
// Of three minutes ago, when all of it has arrived: grafana/rules/recording.yaml.
export const settled = (selector) => `rate(${selector}[$__rate_interval] offset 3m)`;
export const inRange = (selector) => `increase(${selector}[$__range])`;
export const sumBy = (labels, vector) => `sum by (${labels}) (${vector})`;

// The other side's AS under one name in both directions, so that they can be joined and added.
// `of` turns a selector into a vector: rate or inRange.
export const named = (side, vector) =>
  `label_replace(label_replace(${vector}, "remote_as", "$1", "${side}_as", "(.+)"), ` +
  `"remote_as_name", "$1", "${side}_as_name", "(.+)")`;
export const receivedFrom = (of, ...matchers) => named('source', of(received(...matchers)));
export const sentTo = (of, ...matchers) => named('destination', of(sent(...matchers)));

// When the newest sample came, within six hours: a series that has ended is not seen any more after
// five minutes.
export const newest = (by) => {
  const seen = `max${by} (timestamp(${received()}) or timestamp(${sent()}))`;
  return `(${seen} or max_over_time((${seen})[6h:5m]))`;
};

// An AS may have had several names in the range; the one under which most flowed stands for it, so
// that it has one row. `volumes` are by remote_as and remote_as_name.
export const nameOf = (volumes) =>
  `group by (remote_as, remote_as_name) (topk by (remote_as) (1, ${volumes}))`;
export const withName = (vector, names) =>
  `${vector} * on (remote_as) group_left (remote_as_name) ${names}`;

// 95th percentiles of the recorded averages of five minutes. A network that is idle has none. It
// counts as 0 then, as on a bill, wherever the rules know of traffic at all.
const sides = { receive: 'source', transmit: 'destination' };
const recorded = (direction) => `as:flow_${direction}_bytes:rate5m`;
const idle = (direction) => `0 * sum(network:flow_${direction}_bytes:rate5m)`;
const quantile = (vector, at) => `8 * quantile_over_time(0.95, (${vector})[$__range:5m]${at})`;
export const recordedOf = (direction, network) =>
  `sum(${recorded(direction)}{${sides[direction]}_as="${network}"}) or ${idle(direction)}`;
export const percentileOf = (direction, network, at = '') =>
  quantile(recordedOf(direction, network), at);
// By remote_as. Only of `networks`, a choice of not too many: all of their averages are read.
export function percentilesOf(direction, networks) {
  const as = `${sides[direction]}_as`;
  const chosen = `${recorded(direction)}{${as}=~"${networks}"}`;
  const known = `sum by (${as}) (last_over_time(${chosen}[$__range] @ end()))`;
  const all = `sum by (${as}) (${chosen}) or ${known} * on () group_left () (${idle(direction)})`;
  const replaced = `label_replace(${quantile(all, '')}, "remote_as", "$1", "${as}", "(.+)")`;
  return sumBy('remote_as', replaced);
}

// Only what is real: AS 0 is not known, and "other" stands for those beyond --series.limit.
export const realSource = 'source_as!~"0|other"';
export const realDestination = 'destination_as!~"0|other"';

export const hostnameVariable = queryVariable({
  name: 'hostname',
  label: 'Router',
  description: 'As it is called in the flows: by the label of pmacct.',
  // One may only send, or carry what is neither from us nor to us.
  query:
    'label_values({__name__=~"flow_receive_bytes_total|flow_transmit_bytes_total|' +
    'flow_internal_bytes_total|flow_transit_bytes_total|flow_unclassified_bytes_total"}, hostname)',
});
export const localAsVariable = queryVariable({
  name: 'local_as',
  label: 'Own AS',
  description: 'One of --asn that receives; type the number of one that only sends.',
  query: 'label_values(flow_receive_bytes_total, destination_as)',
});
export const topVariable = customVariable({
  name: 'topn',
  label: 'Top',
  description: 'How many networks graphs and tables show.',
  values: ['5', '10', '20', '50'],
  initial: '10',
});

// Where a total on these dashboards is not what flowed.
export const flowAnnotations = [
  annotation(
    'Flows lost',
    'red',
    `sum by (instance) ${risen('flowbridge_kafka_offsets_lost_total')} > 0`,
    'Kafka had deleted flows before they were read',
  ),
  annotation(
    'Windows skipped',
    'orange',
    `sum by (remote_name) ${risen('flowbridge_remote_write_ticks_skipped_total')} > 0`,
    'Windows were not sent one by one: a gap, and a peak after it',
  ),
];

// To the dashboard of the network in this row.
export const toAsDetail = (field) => ({
  title: 'This network',
  url:
    `/d/flow-as-detail?var-remote_as=\${__data.fields["${field}"]}` +
    '&${datasource:queryparam}&${hostname:queryparam}&${__url_time_range}',
});

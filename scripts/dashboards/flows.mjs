// What the dashboards about flows have in common: choices, and the PromQL that they are made of.
// Metrics carry bytes; panels multiply by 8 and have the unit bps.

import { annotation, customVariable, queryVariable } from './model.mjs';

const labelsOf = (matchers) => [`hostname=~"$hostname"`, ...matchers].join(',');

// Selectors. `ours` is the side that is one of --asn, `remote` the other one.
export const received = (...matchers) =>
  `flow_receive_bytes_total{${labelsOf(['destination_as=~"$local_as"', ...matchers])}}`;
export const sent = (...matchers) =>
  `flow_transmit_bytes_total{${labelsOf(['source_as=~"$local_as"', ...matchers])}}`;
// Those without AS numbers.
export const perRouter = (metric) => `${metric}{${labelsOf([])}}`;

export const rate = (selector) => `rate(${selector}[$__rate_interval])`;
export const inRange = (selector) => `increase(${selector}[$__range])`;
export const sumBy = (labels, vector) => `sum by (${labels}) (${vector})`;

// The other side's AS under one name in both directions, so that they can be joined and added.
// `of` turns a selector into a vector: rate or inRange.
const named = (side, vector) =>
  `label_replace(label_replace(${vector}, "remote_as", "$1", "${side}_as", "(.+)"), ` +
  `"remote_as_name", "$1", "${side}_as_name", "(.+)")`;
export const receivedFrom = (of, ...matchers) => named('source', of(received(...matchers)));
export const sentTo = (of, ...matchers) => named('destination', of(sent(...matchers)));

// Only what is real: AS 0 is not known, and "other" stands for those beyond --series.limit.
export const realSource = 'source_as!~"0|other"';
export const realDestination = 'destination_as!~"0|other"';

export const hostnameVariable = queryVariable({
  name: 'hostname',
  label: 'Router',
  description: 'As it is called in the flows: by the label of pmacct.',
  query: 'label_values(flow_receive_bytes_total, hostname)',
});
export const localAsVariable = queryVariable({
  name: 'local_as',
  label: 'Own AS',
  description: 'One of --asn.',
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
    'increase(flowbridge_kafka_offsets_lost_total[$__rate_interval]) > 0',
    'Kafka had deleted flows before they were read',
  ),
  annotation(
    'Windows skipped',
    'orange',
    'sum by (remote_name) (increase(' +
      'flowbridge_remote_write_ticks_skipped_total[$__rate_interval])) > 0',
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

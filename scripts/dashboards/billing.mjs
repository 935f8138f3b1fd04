// flow-billing-95th: what is paid for by the 95th percentile, by router and by network.
//
// By the recording rules: averages of five minutes, every five minutes, as is usual in contracts.

import {
  dashboard,
  hiddenVariable,
  query,
  stat,
  table,
  textVariable,
  timeseries,
} from './model.mjs';
import {
  flowAnnotations,
  hostnameVariable,
  named,
  nameOf,
  percentilesOf,
  toAsDetail,
  topVariable,
  withName,
} from './flows.mjs';

const router = (direction) => `router:flow_${direction}_bytes:rate5m{hostname=~"$hostname"}`;
const total = (direction) => `sum(${router(direction)})`;
const percentile = (vector, at = '') => `8 * quantile_over_time(0.95, ${vector}[$__range:5m]${at})`;
// The higher one of both directions is what is billed.
const higher = (of) =>
  `max(label_replace(${of('receive')}, "direction", "in", "", "") or ` +
  `label_replace(${of('transmit')}, "direction", "out", "", ""))`;
const billed = higher((direction) => percentile(total(direction)));
const commit = '$commit_mbps * 1e6';

const bill = [
  stat({
    id: 101,
    title: 'In, 95th percentile',
    description:
      'Of all chosen routers together. Gaps in the data are left out, which may make it higher or ' +
      'lower.',
    unit: 'bps',
    noValue: 'No recording rules',
    queries: [query(percentile(total('receive')))],
  }),
  stat({
    id: 102,
    title: 'Out, 95th percentile',
    description:
      'Of all chosen routers together. Gaps in the data are left out, which may make it higher or ' +
      'lower.',
    unit: 'bps',
    noValue: 'No recording rules',
    queries: [query(percentile(total('transmit')))],
  }),
  stat({
    id: 103,
    title: 'Billed',
    description: 'The higher one of both. Choose the routers of one contract for its bill.',
    unit: 'bps',
    noValue: 'No recording rules',
    queries: [query(billed)],
  }),
  stat({
    id: 104,
    title: 'Of the commitment',
    description: 'Above 100 %: what is beyond costs extra; far below: too much is committed to.',
    unit: 'percentunit',
    noValue: 'No recording rules',
    thresholds: [
      [0.8, 'orange'],
      [1, 'red'],
    ],
    queries: [query(`${billed} / (${commit})`)],
  }),
  stat({
    id: 105,
    title: 'Cost',
    description: 'What is billed, or committed to if that is more, at the price of a Mbit/s.',
    unit: 'short',
    decimals: 2,
    noValue: 'No recording rules',
    queries: [query(`clamp_min(${billed}, ${commit}) / 1e6 * $price`)],
  }),
  stat({
    id: 106,
    title: 'Data there is',
    description:
      'Share of the five minutes of the range for which there are averages. Below 100 %: the ' +
      'percentile is of what there is; docs/dashboards.md tells how to fill gaps.',
    unit: 'percentunit',
    noValue: 'No recording rules',
    queries: [query(`max(count_over_time(${total('receive')}[$__range:5m])) * 300 / $__range_s`)],
  }),
  timeseries({
    id: 107,
    title: 'Averages of five minutes',
    description:
      'Of all chosen routers together, with what is billed by and the commitment. Above the ' +
      'lines for more than 36 hours of a month costs.',
    unit: 'bps',
    w: 24,
    h: 10,
    noValue: 'No recording rules',
    queries: [
      query(`8 * ${total('receive')}`, 'in'),
      query(`8 * ${total('transmit')}`, 'out'),
      query(percentile(total('receive'), ' @ end()'), 'in, 95 %'),
      query(percentile(total('transmit'), ' @ end()'), 'out, 95 %'),
      query(`vector(${commit})`, 'commitment'),
    ],
  }),
  stat({
    id: 108,
    title: 'In above the commitment',
    description: 'How long, over the range. More than 5 % of it is billed.',
    unit: 's',
    w: 6,
    noValue: 'Never',
    queries: [query(`count_over_time((8 * ${total('receive')} > ${commit})[$__range:5m]) * 300`)],
  }),
  stat({
    id: 109,
    title: 'Out above the commitment',
    description: 'How long, over the range. More than 5 % of it is billed.',
    unit: 's',
    w: 6,
    noValue: 'Never',
    queries: [query(`count_over_time((8 * ${total('transmit')} > ${commit})[$__range:5m]) * 300`)],
  }),
  stat({
    id: 110,
    title: 'In over the range',
    description:
      'Bytes, for contracts by volume. Estimated at both ends of the range, by less than a minute.',
    unit: 'decbytes',
    w: 6,
    queries: [query('sum(increase(flow_receive_bytes_total{hostname=~"$hostname"}[$__range]))')],
  }),
  stat({
    id: 111,
    title: 'Out over the range',
    description:
      'Bytes, for contracts by volume. Estimated at both ends of the range, by less than a minute.',
    unit: 'decbytes',
    w: 6,
    queries: [query('sum(increase(flow_transmit_bytes_total{hostname=~"$hostname"}[$__range]))')],
  }),
];

// By both names of a network, if it has changed it.
const total5m = (side, direction, matchers = '') =>
  named(side, `sum_over_time(as:flow_${direction}_bytes:rate5m${matchers}[$__range])`);
const volumes = (labels, of) =>
  `sum by (${labels}) (${of('source', 'receive')} or ${of('destination', 'transmit')})`;
const ofChosen = (side, direction) => total5m(side, direction, `{${side}_as=~"$networks"}`);
const ofNetworks = (direction) =>
  `topk($topn, ${withName(
    percentilesOf(direction, '$networks'),
    nameOf(volumes('remote_as, remote_as_name', ofChosen)),
  )})`;

const parts = [
  table({
    id: 201,
    title: 'By router',
    description:
      'Their percentiles do not add up to that of all: peaks are at other times. Choose one ' +
      'router above for its bill.',
    unit: 'none',
    w: 12,
    sortBy: 'A',
    noValue: 'No recording rules',
    queries: [
      query(percentile(router('receive'))),
      query(percentile(router('transmit'))),
      query(`8 * max_over_time(${router('receive')}[$__range])`),
      query(`8 * max_over_time(${router('transmit')}[$__range])`),
    ],
    columns: {
      hostname: { title: 'Router' },
      A: { title: 'In, 95 %', unit: 'bps', bar: true },
      B: { title: 'Out, 95 %', unit: 'bps', bar: true },
      C: { title: 'In, most', unit: 'bps' },
      D: { title: 'Out, most', unit: 'bps' },
    },
  }),
  table({
    id: 202,
    title: 'By network',
    description:
      'Over all routers, and of the 100 networks with most bytes in the range. What a network ' +
      'would cost, or pay, by itself; while it is idle it counts as 0.',
    unit: 'none',
    w: 12,
    sortBy: 'A',
    noValue: 'No recording rules',
    queries: [
      query(ofNetworks('receive')),
      query(ofNetworks('transmit')),
    ],
    columns: {
      remote_as_name: { title: 'Network' },
      remote_as: { title: 'AS', width: 90, link: toAsDetail('AS') },
      A: { title: 'In, 95 %', unit: 'bps', bar: true },
      B: { title: 'Out, 95 %', unit: 'bps', bar: true },
    },
  }),
];

export default dashboard({
  uid: 'flow-billing-95th',
  title: 'Flows / Billing by 95th percentile',
  description: 'What is paid for by the 95th percentile, by router and by network.',
  from: 'now-30d',
  variables: [
    hostnameVariable,
    topVariable,
    hiddenVariable({
      name: 'networks',
      label: 'Networks',
      description: 'Those with most bytes in the range, of which percentiles are asked for.',
      query: `query_result(topk(100, ${volumes('remote_as', total5m)}))`,
      regex: '/remote_as="([^"]+)"/',
    }),
    textVariable({
      name: 'commit_mbps',
      label: 'Commitment, Mbit/s',
      description: 'What the contract makes you pay for at least.',
      initial: '1000',
    }),
    textVariable({
      name: 'price',
      label: 'Price of a Mbit/s',
      description: 'By month, in your currency.',
      initial: '1',
    }),
  ],
  annotations: flowAnnotations,
  rows: [
    { id: 100, title: 'The bill', panels: bill },
    { id: 200, title: 'What it is made of', panels: parts },
  ],
});

// flow-router: which router carries what, and does each tell all of it?

import { barGauge, dashboard, negative, query, table, timeseries } from './model.mjs';
import {
  flowAnnotations,
  hostnameVariable,
  inRange,
  localAsVariable,
  newest,
  perRouter,
  rate,
  received,
  sent,
  sumBy,
  topVariable,
} from './flows.mjs';

const packets = (direction, own) =>
  `flow_${direction}_packets_total{hostname=~"$hostname",${own}=~"$local_as"}`;
const size = (bytes, count) =>
  `${sumBy('hostname', rate(bytes))} / ${sumBy('hostname', rate(count))}`;
const weekAgo = (direction) => `router:flow_${direction}_bytes:rate5m{hostname=~"$hostname"}`;
const change = (direction) => `${weekAgo(direction)} / (${weekAgo(direction)} offset 1w) - 1`;

const totals = [
  timeseries({
    id: 101,
    title: 'Traffic',
    description:
      'Received above zero, sent below, by router. One that ends: it exports no more, or what ' +
      'collects its flows has ended.',
    unit: 'bps',
    w: 24,
    h: 10,
    overrides: [negative('/^sent/')],
    queries: [
      query(`8 * ${sumBy('hostname', rate(received()))}`, 'received {{hostname}}'),
      query(`8 * ${sumBy('hostname', rate(sent()))}`, 'sent {{hostname}}'),
    ],
  }),
  timeseries({
    id: 102,
    title: 'Share of what is received',
    description: 'Which router carries how much. A sudden change: routes have moved.',
    unit: 'percentunit',
    stack: true,
    queries: [
      query(
        `${sumBy('hostname', rate(received()))} / ignoring (hostname) group_left () ` +
          `sum(${rate(received())})`,
        '{{hostname}}',
      ),
    ],
  }),
  timeseries({
    id: 103,
    title: 'Share of what is sent',
    description: 'Which router carries how much. A sudden change: routes have moved.',
    unit: 'percentunit',
    stack: true,
    queries: [
      query(
        `${sumBy('hostname', rate(sent()))} / ignoring (hostname) group_left () ` +
          `sum(${rate(sent())})`,
        '{{hostname}}',
      ),
    ],
  }),
  barGauge({
    id: 104,
    title: 'Received over the range',
    description: 'Bytes by router. For sizing; there is no bad value.',
    unit: 'decbytes',
    queries: [query(sumBy('hostname', inRange(received())), '{{hostname}}')],
  }),
  barGauge({
    id: 105,
    title: 'Sent over the range',
    description: 'Bytes by router. For sizing; there is no bad value.',
    unit: 'decbytes',
    queries: [query(sumBy('hostname', inRange(sent())), '{{hostname}}')],
  }),
  timeseries({
    id: 106,
    title: 'Change in a week: received',
    description: 'By the recording rules. Half as much, or half as much again, is worth a look.',
    unit: 'percentunit',
    noValue: 'There is no week before this one yet',
    queries: [query(change('receive'), '{{hostname}}')],
  }),
  timeseries({
    id: 107,
    title: 'Change in a week: sent',
    description: 'By the recording rules. Half as much, or half as much again, is worth a look.',
    unit: 'percentunit',
    noValue: 'There is no week before this one yet',
    queries: [query(change('transmit'), '{{hostname}}')],
  }),
];

const quality = [
  timeseries({
    id: 201,
    title: 'Internal',
    description: 'Between your own AS. Unexpected: flows are exported at inner ports, too.',
    unit: 'bps',
    queries: [
      query(
        `8 * ${sumBy('hostname', rate(perRouter('flow_internal_bytes_total')))}`,
        '{{hostname}}',
      ),
    ],
  }),
  timeseries({
    id: 202,
    title: 'Transit',
    description:
      "Between AS that are not yours. Unexpected: --asn lacks one of yours, or a customer's " +
      'traffic is meant.',
    unit: 'bps',
    queries: [
      query(
        `8 * ${sumBy('hostname', rate(perRouter('flow_transit_bytes_total')))}`,
        '{{hostname}}',
      ),
    ],
  }),
  timeseries({
    id: 203,
    title: 'Unclassified',
    description:
      'Neither side is yours, and one is not known. as_zero, as_missing: a router without a ' +
      'full table; private_as: networks behind yours.',
    unit: 'bps',
    queries: [
      query(
        `8 * ${sumBy('hostname, reason', rate(perRouter('flow_unclassified_bytes_total')))}`,
        '{{hostname}} {{reason}}',
      ),
    ],
  }),
  timeseries({
    id: 204,
    title: 'Share of unknown AS',
    description:
      'Of what is received, from AS 0, and of what is sent, to it. Above some percent: the router ' +
      'lacks the full table, or pmacct its BGP session.',
    unit: 'percentunit',
    queries: [
      query(
        `${sumBy('hostname', rate(received('source_as="0"')))} / ` +
          sumBy('hostname', rate(received())),
        'received {{hostname}}',
      ),
      query(
        `${sumBy('hostname', rate(sent('destination_as="0"')))} / ` +
          sumBy('hostname', rate(sent())),
        'sent {{hostname}}',
      ),
    ],
  }),
  timeseries({
    id: 205,
    title: 'Bytes of a packet',
    description: 'Average. Very small: an attack, or a scan. Needs --metrics=bytes,packets.',
    unit: 'decbytes',
    noValue: 'Packets are not sent: --metrics',
    queries: [
      query(size(received(), packets('receive', 'destination_as')), 'received {{hostname}}'),
      query(size(sent(), packets('transmit', 'source_as')), 'sent {{hostname}}'),
    ],
  }),
  timeseries({
    id: 206,
    title: 'Age of the newest sample',
    description:
      'By router; a quiet one has one each minute. More than minutes: the bridge, see ' +
      'operations. A router that is gone for an hour ends here.',
    unit: 's',
    queries: [query(`time() - ${newest(' by (hostname)')}`, '{{hostname}}')],
  }),
];

// Rows are networks, by name and number as series may have no names and two networks one name; columns
// are routers.
const matrix = (spec, side, selector) =>
  table({
    unit: 'decbytes',
    w: 12,
    h: 12,
    columns: {},
    ...spec,
    transformations: [
      {
        id: 'groupingToMatrix',
        options: { columnField: 'hostname', rowField: 'network', valueField: 'Value' },
      },
    ],
    queries: [
      query(
        `label_join(${sumBy(`${side}_as, ${side}_as_name, hostname`, inRange(selector))} and on ` +
          `(${side}_as) topk($topn, ${sumBy(`${side}_as`, inRange(selector))}), ` +
          `"network", " · AS", "${side}_as_name", "${side}_as")`,
      ),
    ],
  });

const networks = [
  matrix(
    {
      id: 301,
      title: 'Received from, by router',
      description: 'Bytes over the range. A network at the wrong router: its route has moved.',
    },
    'source',
    received(),
  ),
  matrix(
    {
      id: 302,
      title: 'Sent to, by router',
      description: 'Bytes over the range. A network at the wrong router: its route has moved.',
    },
    'destination',
    sent(),
  ),
];

export default dashboard({
  uid: 'flow-router',
  title: 'Flows / Routers',
  description: 'Which router carries what, and does each tell all of it?',
  from: 'now-24h',
  variables: [hostnameVariable, localAsVariable, topVariable],
  annotations: flowAnnotations,
  rows: [
    { id: 100, title: 'Totals', panels: totals },
    { id: 200, title: 'Quality of what they tell', panels: quality },
    { id: 300, title: 'Networks', panels: networks },
  ],
});

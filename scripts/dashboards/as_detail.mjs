// flow-as-detail: all that is known of the traffic with one network.

import { dashboard, negative, query, queryVariable, stat, table, timeseries } from './model.mjs';
import {
  flowAnnotations,
  hostnameVariable,
  inRange,
  localAsVariable,
  percentileOf,
  rate,
  received,
  receivedFrom,
  recordedOf,
  sent,
  sentTo,
  settled,
  sumBy,
} from './flows.mjs';

const from = received('source_as="$remote_as"');
const to = sent('destination_as="$remote_as"');
const weekAgo = (selector) => `sum(rate(${selector}[$__rate_interval] offset 1w))`;
const percentile = (direction, at) => percentileOf(direction, '$remote_as', at);
const average = (direction) => `8 * (${recordedOf(direction, '$remote_as')})`;

// A choice shows "Name · AS64500" and is the number.
const asItIs = (selector) => selector;
const choice =
  `label_join(group by (remote_as, remote_as_name) (${receivedFrom(asItIs)} or ${sentTo(asItIs)}), ` +
  '"choice", " · AS", "remote_as_name", "remote_as")';

const now = [
  stat({
    id: 101,
    title: 'Received',
    description: 'From this network, three minutes ago. None: it, or the route to it, is gone.',
    unit: 'bps',
    noValue: 'None',
    queries: [query(`8 * sum(${settled(from)})`)],
  }),
  stat({
    id: 102,
    title: 'Sent',
    description: 'To this network, three minutes ago. None: it, or the route to it, is gone.',
    unit: 'bps',
    noValue: 'None',
    queries: [query(`8 * sum(${settled(to)})`)],
  }),
  stat({
    id: 103,
    title: 'Received, 95th percentile',
    description:
      'Of averages of five minutes over the range, by all routers whatever is chosen: what ports ' +
      'must carry. Idle is 0.',
    unit: 'bps',
    noValue: 'No recording rules',
    queries: [query(percentile('receive'))],
  }),
  stat({
    id: 104,
    title: 'Sent, 95th percentile',
    description:
      'Of averages of five minutes over the range, by all routers whatever is chosen: what ports ' +
      'must carry. Idle is 0.',
    unit: 'bps',
    noValue: 'No recording rules',
    queries: [query(percentile('transmit'))],
  }),
  stat({
    id: 105,
    title: 'Sent for each byte received',
    description: 'Over the range. Far from 1: many policies of peering ask for less than 2 or 3.',
    unit: 'short',
    decimals: 2,
    noValue: 'None',
    queries: [query(`sum(${inRange(to)}) / sum(${inRange(from)})`)],
  }),
  stat({
    id: 106,
    title: 'Share of all received',
    description: 'Over the range. Large: what if it were gone, or came by another way?',
    unit: 'percentunit',
    noValue: 'None',
    queries: [query(`sum(${inRange(from)}) / sum(${inRange(received())})`)],
  }),
  table({
    id: 107,
    title: 'Who it is',
    description:
      'What registries and PeeringDB say of it. Empty: --as-names=both and --asn-db.peeringdb ' +
      'send this.',
    unit: 'none',
    h: 4,
    noValue: 'Nothing is known',
    queries: [
      query('max by (asn, name, org, country, registry) (flow_as_info{asn="$remote_as"})'),
      query(
        'max by (asn, policy, ratio, scope, common_ix, common_facilities) ' +
          '(flow_as_peering_info{asn="$remote_as"})',
      ),
    ],
    columns: {
      asn: {
        title: 'AS',
        link: {
          title: 'PeeringDB',
          url: 'https://www.peeringdb.com/asn/${__data.fields["AS"]}',
          targetBlank: true,
        },
      },
      name: { title: 'Name' },
      org: { title: 'Organisation' },
      country: { title: 'Country' },
      registry: { title: 'Registry' },
      policy: { title: 'Policy' },
      ratio: { title: 'Ratio' },
      scope: { title: 'Scope' },
      common_ix: { title: 'Common exchanges' },
      common_facilities: { title: 'Common facilities' },
    },
  }),
];

const traffic = [
  timeseries({
    id: 201,
    title: 'Traffic',
    description: 'Received above zero, sent below. A sudden end on one side only: a changed route.',
    unit: 'bps',
    w: 24,
    h: 9,
    overrides: [negative('/^sent/')],
    queries: [query(`8 * sum(${rate(from)})`, 'received'), query(`8 * sum(${rate(to)})`, 'sent')],
  }),
  timeseries({
    id: 202,
    title: 'Received, by router',
    description: 'Where it comes in. A change of place: a route has moved.',
    unit: 'bps',
    stack: true,
    queries: [query(`8 * ${sumBy('hostname', rate(from))}`, '{{hostname}}')],
  }),
  timeseries({
    id: 203,
    title: 'Sent, by router',
    description: 'Where it goes out. A change of place: a route has moved.',
    unit: 'bps',
    stack: true,
    queries: [query(`8 * ${sumBy('hostname', rate(to))}`, '{{hostname}}')],
  }),
  timeseries({
    id: 204,
    title: 'By own AS',
    description: 'For those who have several: which one is meant.',
    unit: 'bps',
    queries: [
      query(`8 * ${sumBy('destination_as', rate(from))}`, 'received by AS{{destination_as}}'),
      query(`8 * ${sumBy('source_as', rate(to))}`, 'sent by AS{{source_as}}'),
    ],
  }),
  timeseries({
    id: 205,
    title: 'Against last week',
    description: 'Now and at the same time a week ago. Far apart: ask them, or compare routes.',
    unit: 'bps',
    noValue: 'There is no week before this one yet',
    queries: [
      query(`8 * sum(${rate(from)})`, 'received'),
      query(`8 * ${weekAgo(from)}`, 'received a week ago'),
      query(`8 * sum(${rate(to)})`, 'sent'),
      query(`8 * ${weekAgo(to)}`, 'sent a week ago'),
    ],
  }),
  timeseries({
    id: 206,
    title: 'Averages of five minutes, and their 95th percentile',
    description:
      'Over all routers, by the recording rules. The lines are what a port or a commitment must ' +
      'carry for the range.',
    unit: 'bps',
    noValue: 'No recording rules',
    queries: [
      query(average('receive'), 'received'),
      query(percentile('receive', ' @ end()'), 'received, 95 %'),
      query(average('transmit'), 'sent'),
      query(percentile('transmit', ' @ end()'), 'sent, 95 %'),
    ],
  }),
  timeseries({
    id: 207,
    title: 'Sent for each byte received',
    description: 'A lasting change: what they or you offer has changed, or a route has.',
    unit: 'short',
    queries: [query(`sum(${rate(to)}) / sum(${rate(from)})`, 'sent / received')],
  }),
  table({
    id: 208,
    title: 'Bytes over the range',
    description: 'By router, in both directions. For bills and for talks.',
    unit: 'none',
    w: 12,
    h: 8,
    sortBy: 'A',
    queries: [query(sumBy('hostname', inRange(from))), query(sumBy('hostname', inRange(to)))],
    columns: {
      hostname: { title: 'Router' },
      A: { title: 'Received', unit: 'decbytes', bar: true },
      B: { title: 'Sent', unit: 'decbytes', bar: true },
    },
  }),
];

export default dashboard({
  uid: 'flow-as-detail',
  title: 'Flows / One network',
  description: 'All that is known of the traffic with one autonomous system.',
  from: 'now-24h',
  variables: [
    hostnameVariable,
    localAsVariable,
    queryVariable({
      name: 'remote_as',
      label: 'Network',
      description: 'Those with a counter now; of others, type the number.',
      query: `query_result(${choice})`,
      regex: '/choice="(?<text>[^"]+)".*remote_as="(?<value>[^"]+)"/',
      single: true,
    }),
  ],
  annotations: flowAnnotations,
  rows: [
    { id: 100, title: '$remote_as', panels: now },
    { id: 200, title: 'Traffic', panels: traffic },
  ],
});

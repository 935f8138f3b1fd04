// flow-peering: with which networks would a session of our own be worth it?

import {
  customVariable,
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
  inRange,
  localAsVariable,
  nameOf,
  percentilesOf,
  rate,
  received,
  receivedFrom,
  sent,
  sentTo,
  sumBy,
  toAsDetail,
  topVariable,
  withName,
} from './flows.mjs';

// Neither what is not known nor those that we peer with already.
const rx = (of) => receivedFrom(of, 'source_as!~"0|other|$peers"');
const tx = (of) => sentTo(of, 'destination_as!~"0|other|$peers"');
const network = 'remote_as, remote_as_name';
const both = (of) => sumBy(network, `${rx(of)} or ${tx(of)}`);

// Averages over the whole range, by number, with one name.
const mean = (vector) => `8 * ${vector} / $__range_s`;
const byNumber = (vector) => sumBy('remote_as', vector);
const bothByNumber = (of) => byNumber(`${rx(of)} or ${tx(of)}`);
const candidates =
  `topk($topn, ${withName(mean(bothByNumber(inRange)), nameOf(both(inRange)))}) ` +
  '> $min_mbps * 1e6';
const ofCandidates = (vector) => withName(vector, `group by (${network}) (${candidates})`);

// What PeeringDB says of each network, and how many writers say so. Of those that are idle now, whose
// gauge has ended, what was said in the range.
const now = 'flow_as_peering_info @ end()';
const said = (labels, matchers = '') =>
  `count by (remote_as${labels}) (label_replace(flow_as_peering_info${matchers} @ end() or ` +
  `(last_over_time(flow_as_peering_info${matchers}[$__range] @ end()) unless on (asn) ${now}), ` +
  '"remote_as", "$1", "asn", "(.+)"))';
// Where writers differ, each has its share; the choice of one would be another one at each time.
const trafficBy = (label) =>
  `8 * sum by (${label}) (${said(`, ${label}`)} * on (remote_as) group_left () ` +
  `(${bothByNumber(rate)} / on (remote_as) ${said('')}))`;
const reachable = (of, matchers) =>
  `sum(${bothByNumber(of)} and on (remote_as) ${said('', matchers)})`;
// For one row, one of them.
const peering = (labels) => `topk by (remote_as) (1, ${said(`, ${labels}`)})`;
const all = (of) => `sum(${rx(of)} or ${tx(of)})`;
const noPeeringDb = 'No flow_as_peering_info: --asn-db.peeringdb';

const business = [
  stat({
    id: 101,
    title: 'With those not peered with',
    description: 'Average over the range, in and out. Empty "Peers already": all traffic.',
    unit: 'bps',
    w: 6,
    queries: [query(mean(all(inRange)))],
  }),
  stat({
    id: 102,
    title: 'At a common exchange',
    description: 'Average of those with a port at an exchange where you have one, too.',
    unit: 'bps',
    w: 6,
    noValue: noPeeringDb,
    queries: [query(mean(reachable(inRange, '{common_ix!~"0?"}')))],
  }),
  stat({
    id: 103,
    title: 'Of these, open to all',
    description: 'Average of those there whose policy is open: sessions for the asking.',
    unit: 'bps',
    w: 6,
    noValue: 'None',
    queries: [query(mean(reachable(inRange, '{common_ix!~"0?",policy="Open"}')))],
  }),
  stat({
    id: 104,
    title: 'Not in PeeringDB',
    description: 'Share of the traffic of whose networks it knows nothing: ask them otherwise.',
    unit: 'percentunit',
    w: 6,
    noValue: noPeeringDb,
    queries: [query(`1 - ${reachable(inRange, '')} / ${all(inRange)}`)],
  }),
];

const candidatesTable = [
  table({
    id: 201,
    title: 'Candidates',
    description:
      'Networks not peered with, by their average over the range. Worth a mail: many bits, a ' +
      'policy that you meet, a common exchange. Click a number for PeeringDB or more of it. ' +
      'Percentiles are by the recording rules, over all routers and AS of yours.',
    unit: 'none',
    h: 14,
    sortBy: 'A',
    noValue: 'None above the least',
    queries: [
      query(candidates),
      query(ofCandidates(mean(byNumber(rx(inRange))))),
      query(ofCandidates(mean(byNumber(tx(inRange))))),
      query(ofCandidates(percentilesOf('receive', '$candidates'))),
      query(ofCandidates(percentilesOf('transmit', '$candidates'))),
      query(ofCandidates(`${byNumber(tx(inRange))} / ${byNumber(rx(inRange))}`)),
      query(
        ofCandidates(
          'count by (remote_as) (sum by (remote_as, hostname) ' +
            `(${rx(inRange)} or ${tx(inRange)}) > 0)`,
        ),
      ),
      query(ofCandidates(peering('policy, ratio, scope, common_ix, common_facilities'))),
    ],
    columns: {
      remote_as_name: { title: 'Network' },
      remote_as: { title: 'AS', width: 90, link: toAsDetail('AS') },
      A: { title: 'Average', unit: 'bps', bar: true },
      B: { title: 'In', unit: 'bps' },
      C: { title: 'Out', unit: 'bps' },
      D: { title: 'In, 95 %', unit: 'bps' },
      E: { title: 'Out, 95 %', unit: 'bps' },
      F: { title: 'Out / in', unit: 'short', decimals: 2 },
      G: { title: 'Routers', unit: 'none' },
      policy: { title: 'Policy' },
      ratio: { title: 'Ratio' },
      scope: { title: 'Scope' },
      common_ix: { title: 'Common exchanges' },
      common_facilities: { title: 'Common facilities' },
    },
  }),
];

const overTime = [
  timeseries({
    id: 301,
    title: 'Candidates over time',
    description: 'Those with most over the range. Only peaks, or all the time? The latter pays.',
    unit: 'bps',
    stack: true,
    h: 11,
    queries: [
      query(
        `8 * ${both(rate)} and on (remote_as) topk($topn, ` +
          `${bothByNumber(atEnd)})`,
        '{{remote_as_name}} (AS{{remote_as}})',
      ),
    ],
  }),
  timeseries({
    id: 302,
    title: 'By policy',
    description: 'Traffic with networks by the policy that they give in PeeringDB.',
    unit: 'bps',
    stack: true,
    h: 11,
    noValue: noPeeringDb,
    queries: [query(trafficBy('policy'), '{{policy}}')],
  }),
  timeseries({
    id: 303,
    title: 'By number of common exchanges',
    description: '0: there is none; empty: it is not known. What is at 0 takes a new place first.',
    unit: 'bps',
    stack: true,
    noValue: noPeeringDb,
    queries: [query(trafficBy('common_ix'), '{{common_ix}}')],
  }),
  timeseries({
    id: 304,
    title: 'By number of common facilities',
    description: 'Where a cable would do: traffic that is large enough for a port of its own.',
    unit: 'bps',
    stack: true,
    noValue: noPeeringDb,
    queries: [query(trafficBy('common_facilities'), '{{common_facilities}}')],
  }),
  timeseries({
    id: 305,
    title: 'Sent for each byte received',
    description: 'Of the candidates. Policies often ask for less than 2 or 3 either way.',
    unit: 'short',
    w: 24,
    queries: [
      query(
        `${sumBy(network, tx(rate))} / ${sumBy(network, rx(rate))} and on (remote_as) ` +
          `topk($topn, ${bothByNumber(atEnd)})`,
        '{{remote_as_name}} (AS{{remote_as}})',
      ),
    ],
  }),
];

function atEnd(selector) {
  return `increase(${selector}[$__range] @ end())`;
}

export default dashboard({
  uid: 'flow-peering',
  title: 'Flows / Peering',
  description: 'With which networks would a session of our own be worth it?',
  from: 'now-7d',
  variables: [
    hostnameVariable,
    localAsVariable,
    topVariable,
    hiddenVariable({
      name: 'candidates',
      label: 'Candidates',
      description: 'Those with most over the range, of which percentiles are asked for.',
      query: `query_result(topk($topn, ${bothByNumber(inRange)}))`,
      regex: '/remote_as="([^"]+)"/',
    }),
    textVariable({
      name: 'peers',
      label: 'Peers already',
      description: 'AS numbers to leave out, separated by |: a flow does not say who is a peer.',
    }),
    customVariable({
      name: 'min_mbps',
      label: 'At least Mbit/s',
      description: 'What a session must bring to be worth it.',
      values: ['0', '1', '10', '100', '1000'],
      initial: '0',
    }),
  ],
  annotations: flowAnnotations,
  rows: [
    { id: 100, title: 'What could be had', panels: business },
    { id: 200, title: 'Candidates', panels: candidatesTable },
    { id: 300, title: 'Over time', panels: overTime },
  ],
});

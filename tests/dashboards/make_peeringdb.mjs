// Writes files as PeeringDB publishes them, large enough to be taken for whole ones: the networks
// that flowgen knows, some of them where we are, and as many others as it takes.
//
//   node make_peeringdb.mjs <folder> <our AS>

import { readFileSync, writeFileSync } from 'node:fs';

const [folder, ours] = process.argv.slice(2);
const names = new Map(
  [
    ...readFileSync(new URL('../../scripts/demo-asn.txt', import.meta.url), 'utf8').matchAll(
      /^(\d+) .*? - (.*), [A-Z]{2}$/gm,
    ),
  ].map(([, asn, name]) => [Number(asn), name]),
);
// As in cmd/flowgen/as_table.cc, from the one with most traffic on.
const known = [
  ...[15169, 13335, 32934, 2906, 16509, 3356, 6939, 20940, 8075, 54113, 1299, 174, 3257, 2914],
  ...[6453, 7018, 7922, 3320, 3215, 714, 6830, 46489, 2856, 24940, 16276, 14061, 63949, 9002],
];
const policies = ['Open', 'Selective', 'Restrictive', 'Open'];
const ratios = ['Heavy Outbound', 'Balanced', 'Mostly Outbound', 'Mostly Inbound', 'Not Disclosed'];
const rowsMin = 21000;

const row = (id, fields) => ({
  id,
  ...fields,
  created: '2020-01-01T00:00:00Z',
  updated: '2026-04-01T12:00:00Z',
  status: 'ok',
});
const numbers = [Number(ours), ...known];
while (numbers.length < rowsMin) numbers.push(100000 + numbers.length);

const nets = numbers.map((asn, i) =>
  row(i + 1, {
    org_id: i + 1,
    name: names.get(asn) ?? `Network ${asn}`,
    asn,
    policy_general: policies[i % policies.length],
    info_ratio: ratios[i % ratios.length],
    info_scope: 'Europe',
  }),
);
// We are at places 1 to 4. Of the others, each second one is at as many of them as its rank says,
// and the rest are at a place of their own.
const placesOf = (i) =>
  i === 0 ? [1, 2, 3, 4] : i <= known.length && i % 2 ? [1, 2, 3].slice(0, (i % 3) + 1) : [9];
const presences = (key) => {
  const rows = [];
  for (const [i, asn] of numbers.entries()) {
    for (const place of placesOf(i)) {
      rows.push(row(rows.length + 1, { asn, net_id: i + 1, [key]: place, operational: true }));
    }
  }
  return rows;
};

const write = (name, data) =>
  writeFileSync(`${folder}/${name}.json`, JSON.stringify({ data, meta: {} }));
write('net', nets);
write('netixlan', presences('ix_id'));
write('netfac', presences('fac_id'));

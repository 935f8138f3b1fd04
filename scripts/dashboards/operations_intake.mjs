// flowbridge-operations: from Kafka to series.

import { inUnit, query, timeseries } from './model.mjs';
import { increase, overlap, own, rate, risen, since, sumBy } from './own_metrics.mjs';

export const kafka = [
  timeseries({
    id: 201,
    title: 'Lag',
    description:
      'Messages that wait in Kafka, by partition. Growing for long: what is older than the ' +
      "topic's retention will be lost. See CPU, and whether reading is paused.",
    unit: 'short',
    queries: [
      query(own('flowbridge_kafka_consumer_lag_records'), '{{instance}} {{topic}}/{{partition}}'),
    ],
  }),
  timeseries({
    id: 202,
    title: 'Messages read',
    description: 'By partition. 0 while there is lag: reading is paused, or the broker is away.',
    unit: 'cps',
    stack: true,
    queries: [
      query(
        sumBy('topic, partition', rate(own('flowbridge_kafka_records_consumed_total'))),
        '{{topic}}/{{partition}}',
      ),
    ],
  }),
  timeseries({
    id: 203,
    title: 'Bytes read',
    description: 'Payload bytes from Kafka, by topic. For sizing; there is no bad value.',
    unit: 'Bps',
    queries: [
      query(sumBy('topic', rate(own('flowbridge_kafka_bytes_consumed_total'))), '{{topic}}'),
    ],
  }),
  timeseries({
    id: 204,
    title: 'Age of the newest message',
    description:
      'By partition. All grow: the collector sends no more. One grows: its part of the routers ' +
      'is silent, or the partition is behind.',
    unit: 's',
    queries: [
      query(
        since(own('flowbridge_kafka_last_record_timestamp_seconds')),
        '{{instance}} {{topic}}/{{partition}}',
      ),
    ],
  }),
  timeseries({
    id: 205,
    title: 'Partitions held up',
    description:
      'Paused: not read, because the journal is full or the others are far behind. Holding: ' +
      'they keep windows from closing. Excluded: left out after --stall-timeout; look after the ' +
      'broker.',
    unit: 'short',
    queries: [
      query(sumBy('topic', own('flowbridge_kafka_paused')), 'paused {{topic}}'),
      query(sumBy('topic', own('flowbridge_kafka_holding')), 'holding {{topic}}'),
      query(sumBy('topic', own('flowbridge_kafka_partitions_assigned')), 'read {{topic}}'),
      query(`sum(${increase(own('flowbridge_stalls_total'))})`, 'newly excluded'),
    ],
  }),
  timeseries({
    id: 206,
    title: 'Offsets not counted once',
    description:
      'Lost: deleted by Kafka before they were read; those flows are in no total, so lengthen ' +
      'the retention. Replaced: a partition was cut short or made anew. The others are ' +
      `harmless. ${overlap}`,
    unit: 'short',
    queries: [
      query(`sum${risen(own('flowbridge_kafka_offsets_lost_total'))}`, 'lost'),
      query(`sum(${increase(own('flowbridge_kafka_logs_replaced_total'))})`, 'logs replaced'),
      query(`sum(${increase(own('flowbridge_kafka_duplicates_skipped_total'))})`, 'came twice'),
      query(`sum(${increase(own('flowbridge_kafka_offsets_skipped_total'))})`, 'passed over'),
    ],
  }),
  timeseries({
    id: 207,
    title: 'Errors of the Kafka client',
    description:
      'By code; it tries again by itself. Lasting ones name what is wrong: authentication, ' +
      'addresses, certificates.',
    unit: 'cps',
    noValue: 'none',
    queries: [query(sumBy('code', rate(own('flowbridge_kafka_errors_total'))), '{{code}}')],
  }),
  timeseries({
    id: 208,
    title: 'Offset commits',
    description:
      'For lag tools; what counts is in the journal. Failures only make those tools show too ' +
      'much.',
    unit: 'cps',
    overrides: [inUnit('not committed yet (messages)', 'short')],
    queries: [
      query(`sum(${rate(own('flowbridge_kafka_commits_total'))})`, 'sent'),
      query(`sum(${rate(own('flowbridge_kafka_commits_failed_total'))})`, 'failed'),
      query(
        `sum(${own('flowbridge_kafka_consumer_offset')} - ` +
          `${own('flowbridge_kafka_committed_offset')})`,
        'not committed yet (messages)',
      ),
    ],
  }),
];

export const flows = [
  timeseries({
    id: 301,
    title: 'Entries of messages',
    description:
      'Decoded are flow records; ignored are none and not meant to be; rejected should have ' +
      'been. See the reason, and flowbridge decode with a message of the topic.',
    unit: 'cps',
    queries: [
      query(`sum(${rate(own('flowbridge_entries_decoded_total'))})`, 'decoded'),
      query(sumBy('reason', rate(own('flowbridge_entries_ignored_total'))), 'ignored: {{reason}}'),
      query(
        sumBy('reason', rate(own('flowbridge_entries_rejected_total'))),
        'rejected: {{reason}}',
      ),
    ],
  }),
  timeseries({
    id: 302,
    title: 'Share that cannot be read',
    description: 'Above 1 %: something that is no flow comes to the topic; see the reasons.',
    unit: 'percentunit',
    thresholds: [[0.01, 'red']],
    queries: [
      query(
        `sum(${rate(own('flowbridge_entries_rejected_total'))}) / ` +
          `(sum(${rate(own('flowbridge_entries_rejected_total'))}) + ` +
          `sum(${rate(own('flowbridge_entries_decoded_total'))}))`,
        'rejected',
      ),
    ],
  }),
  timeseries({
    id: 303,
    title: 'Traffic by class',
    description:
      'IP bits of all flows, and of each class; the classes add up to the total. Much that is ' +
      'unclassified: see the dashboard of routers.',
    unit: 'bps',
    queries: [
      query(`8 * ${sumBy('class', rate(own('flowbridge_flow_bytes_total')))}`, '{{class}}'),
      query(`8 * sum(${rate(own('flowbridge_flow_bytes_decoded_total'))})`, 'all'),
    ],
  }),
  timeseries({
    id: 304,
    title: 'Late flows',
    description:
      'They count in a later window than their own, so totals are right. Many: a longer ' +
      '--lateness, or an exporter whose clock is wrong.',
    unit: 'cps',
    queries: [
      query(`sum(${rate(own('flowbridge_late_records_total'))})`, 'late'),
      query(`sum(${rate(own('flowbridge_excluded_records_total'))})`, 'of excluded partitions'),
      query(`sum(${rate(own('flowbridge_timestamps_clamped_total'))})`, 'time out of range'),
    ],
  }),
  timeseries({
    id: 306,
    title: 'Late traffic',
    description: 'Bits of the late flows: how much of the graphs is in a later window.',
    unit: 'bps',
    queries: [query(`8 * sum(${rate(own('flowbridge_late_bytes_total'))})`, 'late')],
  }),
  timeseries({
    id: 305,
    title: 'Windows',
    description:
      'Closed per second (one in --window), and open. More and more open ones: a partition ' +
      'holds them; see partitions held up.',
    unit: 'short',
    overrides: [inUnit('closed per second', 'cps')],
    queries: [
      query(`sum(${rate(own('flowbridge_ticks_closed_total'))})`, 'closed per second'),
      query(own('flowbridge_open_windows'), 'open {{instance}}'),
    ],
  }),
];

export const series = [
  timeseries({
    id: 401,
    title: 'Series of flows',
    description:
      'Live ones, and how many --series.limit allows. Near it: raise it if the store can hold ' +
      'more; beyond it new pairs of AS are counted as "other".',
    unit: 'short',
    queries: [
      query(own('flowbridge_series_active'), 'live {{instance}}'),
      query(own('flowbridge_series_limit'), 'limit {{instance}}'),
    ],
  }),
  timeseries({
    id: 402,
    title: 'Series that come and go',
    description:
      'Born, ended by reason, and renamed with an AS. Many all the time cost the store more ' +
      'than live ones do.',
    unit: 'cps',
    queries: [
      query(`sum(${rate(own('flowbridge_series_created_total'))})`, 'born'),
      query(sumBy('reason', rate(own('flowbridge_series_evicted_total'))), 'ended: {{reason}}'),
      query(`sum(${rate(own('flowbridge_series_renamed_total'))})`, 'renamed'),
    ],
  }),
  timeseries({
    id: 403,
    title: 'Counted as "other"',
    description: 'Flow records beyond --series.limit. Above 0: it is reached.',
    unit: 'cps',
    queries: [query(`sum(${rate(own('flowbridge_series_overflow_records_total'))})`, 'records')],
  }),
  timeseries({
    id: 404,
    title: 'Traffic counted as "other"',
    description: 'Bits beyond --series.limit. Totals are right, the network is not told.',
    unit: 'bps',
    queries: [query(`8 * sum(${rate(own('flowbridge_series_overflow_bytes_total'))})`, 'traffic')],
  }),
  timeseries({
    id: 405,
    title: 'Routers and info gauges',
    description:
      'Routers seen, and gauges beside the series: one of each kind per AS in use. More routers ' +
      'than you have: labels of pmacct that change.',
    unit: 'short',
    queries: [
      query(own('flowbridge_hosts'), 'routers {{instance}}'),
      query(own('flowbridge_info_gauges_active'), 'info gauges {{instance}}'),
      query(`sum(${increase(own('flowbridge_info_gauges_created_total'))})`, 'new info gauges'),
    ],
  }),
];

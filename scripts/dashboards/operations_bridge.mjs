// flowbridge-operations: the process, its state, and its names.

import { noYes, query, stat, stateTimeline, table, timeseries, yesNo } from './model.mjs';
import { own, rate, increase, sumBy, since } from './own_metrics.mjs';

export const status = [
  stat({
    id: 101,
    title: 'Ready',
    description:
      'Whether /-/ready answers 200. No for more than some minutes: it still recovers, no ' +
      'broker answers, or reading is paused. /-/ready says which.',
    unit: 'none',
    mappings: yesNo,
    thresholds: [[1, 'green']],
    queries: [query(own('flowbridge_ready'), '{{instance}}')],
  }),
  stat({
    id: 102,
    title: 'Version',
    description: 'What is running. Several for long: an update was not finished.',
    unit: 'none',
    textMode: 'name',
    queries: [query(own('flowbridge_build_info'), '{{version}}')],
  }),
  stat({
    id: 103,
    title: 'Uptime',
    description: 'Since the process started. Always short: something ends it; see its log.',
    unit: 's',
    queries: [query(since(own('process_start_time_seconds')), '{{instance}}')],
  }),
  stat({
    id: 104,
    title: 'Configuration holds',
    description:
      'No: the last reload was wrong and refused as a whole, and the one before it holds. ' +
      'flowbridge check-config says what is wrong.',
    unit: 'none',
    mappings: yesNo,
    thresholds: [[1, 'green']],
    queries: [query(own('flowbridge_config_last_reload_successful'), '{{instance}}')],
  }),
  stat({
    id: 105,
    title: 'Configuration loaded',
    description: 'How long ago. Longer than your last change: it was not reloaded.',
    unit: 's',
    queries: [
      query(since(own('flowbridge_config_last_reload_success_timestamp_seconds')), '{{instance}}'),
    ],
  }),
  stat({
    id: 110,
    title: 'Newest window',
    description:
      'How long ago the newest window ended. More than a minute or two: a partition holds it, or ' +
      'reading is behind or paused; see Kafka. Windows end without flows, too.',
    unit: 's',
    thresholds: [
      [120, 'orange'],
      [600, 'red'],
    ],
    queries: [query(since(own('flowbridge_newest_tick_timestamp_seconds')), '{{instance}}')],
  }),
  timeseries({
    id: 106,
    title: 'Log messages',
    description:
      'By level. error: data was lost or a person must act. warn: odd, nothing lost. Held back ' +
      'are repeats of one event.',
    unit: 'cps',
    queries: [
      query(sumBy('level', rate(own('flowbridge_log_messages_total'))), '{{level}}'),
      query(`sum(${rate(own('flowbridge_log_messages_suppressed_total'))})`, 'held back'),
    ],
  }),
  timeseries({
    id: 109,
    title: 'Freshness',
    description:
      "How far the newest window, and the flows' own time, are behind now. It grows by a " +
      'second each second while reading is held up.',
    unit: 's',
    queries: [
      query(since(own('flowbridge_newest_tick_timestamp_seconds')), 'newest window {{instance}}'),
      query(since(own('flowbridge_event_clock_timestamp_seconds')), 'flows {{instance}}'),
    ],
  }),
  stateTimeline({
    id: 108,
    title: 'Ingest state',
    description:
      'What the consumer does. Holding for minutes: a partition keeps windows from closing. ' +
      'Paused: the journal or the disk is full.',
    unit: 'none',
    mappings: noYes,
    thresholds: [[1, 'blue']],
    queries: [query(own('flowbridge_ingest_state'), '{{instance}} {{state}}')],
  }),
  timeseries({
    id: 107,
    title: 'HTTP requests',
    description: 'To its own port. Codes of 500 and more: /-/ready while it is not ready.',
    unit: 'reqps',
    queries: [
      query(
        sumBy('handler, code', rate(own('flowbridge_http_requests_total'))),
        '{{handler}} {{code}}',
      ),
    ],
  }),
];

export const names = [
  stat({
    id: 701,
    title: 'Names in force',
    description: 'AS numbers that have a name. Below some 100 000: sources are missing.',
    unit: 'short',
    queries: [query(own('flowbridge_asn_db_names'), '{{instance}}')],
  }),
  stat({
    id: 702,
    title: 'Age of the table',
    description: 'Since the names in force were put together. Days: nothing new came.',
    unit: 's',
    queries: [query(since(own('flowbridge_asn_db_table_timestamp_seconds')), '{{instance}}')],
  }),
  timeseries({
    id: 706,
    w: 16,
    title: 'Traffic without a name',
    description:
      'Share of the bytes whose AS no source names, and of names asked for that were not found. ' +
      'Above some percent: a source is missing.',
    unit: 'percentunit',
    queries: [
      query(
        `sum(${rate(own('flowbridge_asn_unnamed_bytes_total'))}) / ` +
          `sum(${rate(own('flowbridge_flow_bytes_decoded_total'))})`,
        'bytes',
      ),
      query(
        `sum(${rate(own('flowbridge_asn_lookup_misses_total'))}) / ` +
          `(sum(${rate(own('flowbridge_asn_lookups_total'))}) > 0)`,
        'names asked for',
      ),
    ],
  }),
  timeseries({
    id: 703,
    title: 'Since the last good refresh',
    description:
      'By source; each is asked once in --asn-db.refresh, a day by default. More than three times ' +
      'that: flowbridge asn status says why. One that was never here is missing.',
    unit: 's',
    thresholds: [[259200, 'red']],
    queries: [
      query(
        since(own('flowbridge_asn_db_last_refresh_success_timestamp_seconds')),
        '{{source}} {{instance}}',
      ),
    ],
  }),
  timeseries({
    id: 704,
    title: 'Refreshes',
    description: 'Good ones by source, and failures by reason; the old names stay in force.',
    unit: 'short',
    queries: [
      query(sumBy('source', increase(own('flowbridge_asn_db_refreshes_total'))), '{{source}}'),
      query(
        sumBy('source, reason', increase(own('flowbridge_asn_db_refresh_failures_total'))),
        'failed {{source}}: {{reason}}',
      ),
    ],
  }),
  table({
    id: 705,
    title: 'Sources',
    description: 'What is in force of each. No entries: it was never fetched.',
    unit: 'none',
    w: 12,
    h: 8,
    queries: [
      query(sumBy('instance, source', own('flowbridge_asn_db_entries'))),
      query(
        `time() - max by (instance, source) (${own('flowbridge_asn_db_build_timestamp_seconds')} > 0)`,
      ),
    ],
    columns: {
      instance: { title: 'Bridge' },
      source: { title: 'Source' },
      A: { title: 'Entries', unit: 'short' },
      B: { title: 'Fetched, ago', unit: 's' },
    },
  }),
  stateTimeline({
    id: 708,
    title: 'Editions held back',
    description:
      'An edition lost or changed too many names to be taken unseen; flowbridge asn status says ' +
      'how to take it.',
    unit: 'none',
    mappings: noYes,
    thresholds: [[1, 'red']],
    queries: [query(own('flowbridge_asn_db_edition_held'), '{{source}} {{instance}}')],
  }),
];

export const process = [
  timeseries({
    id: 801,
    title: 'CPU',
    description: "Cores used. Near 1 for each partition's reader: it cannot take more.",
    unit: 'short',
    queries: [query(rate(own('process_cpu_seconds_total')), '{{instance}}')],
  }),
  timeseries({
    id: 802,
    title: 'Memory',
    description: 'Resident and virtual. Resident grows with series and names, some 300 bytes each.',
    unit: 'bytes',
    queries: [
      query(own('process_resident_memory_bytes'), 'resident {{instance}}'),
      query(own('process_virtual_memory_bytes'), 'virtual {{instance}}'),
    ],
  }),
  timeseries({
    id: 803,
    title: 'File descriptors',
    description: 'Open, and how many may be. Near the limit: raise it.',
    unit: 'short',
    queries: [
      query(own('process_open_fds'), 'open {{instance}}'),
      query(own('process_max_fds'), 'limit {{instance}}'),
    ],
  }),
  timeseries({
    id: 804,
    title: 'Threads',
    description: 'Some of its own, and those of the Kafka client: three for each broker or so.',
    unit: 'short',
    queries: [query(own('process_threads'), '{{instance}}')],
  }),
];

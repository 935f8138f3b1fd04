// flowbridge-operations: from the journal to each destination.

import { query, stat, table, timeseries } from './model.mjs';
import { overlap, own, rate, risen, since, sumBy, toDestination } from './own_metrics.mjs';

const latency = (quantile) =>
  `histogram_quantile(${quantile}, ` +
  `${sumBy('le, remote_name', rate(toDestination('flowbridge_remote_write_request_duration_seconds_bucket')))})`;

export const remoteWrite = [
  timeseries({
    id: 501,
    title: 'Behind',
    description:
      'How much newer the journal is than what the destination has. Above 2 minutes: it is ' +
      'down, held or too slow. Nothing is lost while the journal has room.',
    unit: 's',
    thresholds: [[120, 'red']],
    queries: [
      query(
        `${toDestination('flowbridge_remote_write_journal_highest_timestamp_seconds')} - ` +
          toDestination('flowbridge_remote_write_journal_highest_sent_timestamp_seconds'),
        '{{remote_name}} {{instance}}',
      ),
      query(
        since(toDestination('flowbridge_remote_write_last_success_timestamp_seconds')),
        'last accepted {{remote_name}} {{instance}}',
      ),
    ],
  }),
  timeseries({
    id: 502,
    title: 'Samples',
    description:
      'Delivered, refused for good, and not sent at all, by reason: enqueued is their sum and ' +
      'what is pending. Refused ones are in the log, with what the destination said.',
    unit: 'cps',
    queries: [
      query(
        sumBy('remote_name', rate(toDestination('flowbridge_remote_write_samples_enqueued_total'))),
        'enqueued {{remote_name}}',
      ),
      query(
        sumBy(
          'remote_name',
          rate(toDestination('flowbridge_remote_write_samples_delivered_total')),
        ),
        'delivered {{remote_name}}',
      ),
      query(
        sumBy(
          'remote_name, reason',
          rate(toDestination('flowbridge_remote_write_samples_rejected_total')),
        ),
        'rejected {{remote_name}}: {{reason}}',
      ),
      query(
        sumBy(
          'remote_name, reason',
          rate(toDestination('flowbridge_remote_write_samples_skipped_total')),
        ),
        'skipped {{remote_name}}: {{reason}}',
      ),
    ],
  }),
  timeseries({
    id: 503,
    title: 'Tried again',
    description: 'Requests and samples that were sent once more. Lasting: see the codes.',
    unit: 'cps',
    queries: [
      query(
        sumBy('remote_name', rate(toDestination('flowbridge_remote_write_requests_retried_total'))),
        'requests {{remote_name}}',
      ),
      query(
        sumBy('remote_name', rate(toDestination('flowbridge_remote_write_samples_retried_total'))),
        'samples {{remote_name}}',
      ),
    ],
  }),
  timeseries({
    id: 504,
    title: 'Requests by answer',
    description:
      '2xx is well; 429 and 5xx are tried again; 401, 403 and 404 hold the destination until ' +
      'somebody acts; a word instead of a number is a failure of the network.',
    unit: 'reqps',
    queries: [
      query(
        sumBy('remote_name, code', rate(toDestination('flowbridge_remote_write_requests_total'))),
        '{{remote_name}} {{code}}',
      ),
    ],
  }),
  timeseries({
    id: 505,
    title: 'Time of a request',
    description:
      'Median and 99th percentile, of each try. Seconds: the destination is slow or far; allow ' +
      'more requests at a time (queue_config.max_shards).',
    unit: 's',
    queries: [
      query(latency('0.5'), 'median {{remote_name}}'),
      query(latency('0.99'), '99 % {{remote_name}}'),
    ],
  }),
  timeseries({
    id: 506,
    title: 'Bytes sent',
    description: 'Compressed bodies of requests, of each try: what the link must carry.',
    unit: 'Bps',
    queries: [
      query(
        sumBy('remote_name', rate(toDestination('flowbridge_remote_write_bytes_total'))),
        '{{remote_name}}',
      ),
    ],
  }),
  timeseries({
    id: 507,
    title: 'Requests under way',
    description: 'As many as queue_config.max_shards all the time: allow more.',
    unit: 'short',
    queries: [
      query(
        toDestination('flowbridge_remote_write_in_flight_requests'),
        '{{remote_name}} {{instance}}',
      ),
    ],
  }),
  timeseries({
    id: 513,
    title: 'Pause before the next try',
    description: '0 while all is well; it grows to a minute while the destination does not answer.',
    unit: 's',
    queries: [
      query(
        toDestination('flowbridge_remote_write_retry_backoff_seconds'),
        '{{remote_name}} {{instance}}',
      ),
    ],
  }),
  timeseries({
    id: 508,
    title: 'Waiting',
    description:
      'Samples and windows that are read from the journal and not settled. What is not read yet ' +
      'is in seconds, at Behind.',
    unit: 'short',
    queries: [
      query(
        toDestination('flowbridge_remote_write_samples_pending'),
        'samples {{remote_name}} {{instance}}',
      ),
      query(
        toDestination('flowbridge_remote_write_ticks_pending'),
        'windows {{remote_name}} {{instance}}',
      ),
    ],
  }),
  timeseries({
    id: 509,
    title: 'Held, and series kept back',
    description:
      'Held 1: nothing is sent until somebody acts; the status page says why. Quarantined: ' +
      'series that were refused, tried apart. Colliding: rules give two series one set of ' +
      'labels.',
    unit: 'short',
    queries: [
      query(toDestination('flowbridge_remote_write_held'), 'held {{remote_name}} {{instance}}'),
      query(
        toDestination('flowbridge_remote_write_series_quarantined'),
        'quarantined {{remote_name}} {{instance}}',
      ),
      query(
        toDestination('flowbridge_remote_write_series_colliding'),
        'colliding {{remote_name}} {{instance}}',
      ),
    ],
  }),
  timeseries({
    id: 511,
    title: 'Windows not sent one by one',
    description:
      'too_old: the destination takes nothing so old; give it an out-of-order window. quota: ' +
      'given up because the journal was full. Their bytes are in the window after them. ' +
      overlap,
    unit: 'short',
    queries: [
      query(
        sumBy(
          'remote_name, reason',
          risen(toDestination('flowbridge_remote_write_ticks_skipped_total')),
        ),
        '{{remote_name}}: {{reason}}',
      ),
    ],
  }),
  timeseries({
    id: 514,
    title: 'Bytes of those windows',
    description: `Of flows, by reason: how much traffic is shown later than it flowed. ${overlap}`,
    unit: 'decbytes',
    queries: [
      query(
        sumBy(
          'remote_name, reason',
          risen(toDestination('flowbridge_remote_write_bytes_skipped_total')),
        ),
        '{{remote_name}}: {{reason}}',
      ),
    ],
  }),
  timeseries({
    id: 512,
    title: 'Pushes of these metrics',
    description:
      'By outcome, once a minute to each destination. None while flows are delivered that are ' +
      'older than half an hour.',
    unit: 'cps',
    queries: [
      query(
        sumBy('remote_name, outcome', rate(toDestination('flowbridge_self_metrics_pushes_total'))),
        '{{remote_name}} {{outcome}}',
      ),
    ],
  }),
  table({
    id: 510,
    title: 'Destinations',
    description: 'Where samples go, and in which protocol; 1.0 is spoken to who lacks 2.0.',
    unit: 'none',
    w: 12,
    h: 8,
    queries: [
      query(
        `max by (instance, remote_name, url, protocol) (${toDestination('flowbridge_remote_write_info')})`,
      ),
    ],
    columns: {
      instance: { title: 'Bridge' },
      remote_name: { title: 'Destination' },
      url: { title: 'URL' },
      protocol: { title: 'Protocol' },
    },
  }),
];

export const journal = [
  timeseries({
    id: 601,
    title: 'Journal',
    description:
      'Its size on disk, and its quota (--storage.limit). It grows while a destination is ' +
      'behind; when it is full, reading from Kafka pauses.',
    unit: 'bytes',
    min: 0,
    queries: [
      query(own('flowbridge_journal_bytes'), '{{instance}}'),
      query(own('flowbridge_journal_limit_bytes'), 'quota {{instance}}'),
    ],
  }),
  stat({
    id: 602,
    title: 'Full in',
    description:
      'At the pace of the last hour. Below some hours: a destination must come back, or get ' +
      'more room (--storage.limit).',
    unit: 's',
    w: 12,
    h: 8,
    noValue: 'It does not grow',
    thresholds: [],
    queries: [
      query(
        `(${own('flowbridge_journal_limit_bytes')} - ${own('flowbridge_journal_bytes')}) / ` +
          `(deriv(${own('flowbridge_journal_bytes')}[1h]) > 0)`,
        '{{instance}}',
      ),
    ],
  }),
  timeseries({
    id: 603,
    title: 'Written',
    description: 'Bytes appended per second. For sizing; there is no bad value.',
    unit: 'Bps',
    queries: [query(`sum(${rate(own('flowbridge_journal_appended_bytes_total'))})`, 'appended')],
  }),
  timeseries({
    id: 604,
    title: 'Records and commits',
    description: 'Records appended, and times that they were made durable: one fsync each.',
    unit: 'ops',
    queries: [
      query(`sum(${rate(own('flowbridge_journal_appended_records_total'))})`, 'records'),
      query(`sum(${rate(own('flowbridge_journal_commits_total'))})`, 'commits'),
    ],
  }),
  timeseries({
    id: 605,
    title: 'Age of the newest checkpoint',
    description:
      'One is written every 10 minutes while flows come. Older than an hour: a restart takes ' +
      'long, and the journal gives no room back; see the log.',
    unit: 's',
    queries: [
      query(since(own('flowbridge_journal_last_checkpoint_timestamp_seconds')), '{{instance}}'),
    ],
  }),
  timeseries({
    id: 606,
    title: 'Size of a checkpoint',
    description: 'All that the bridge remembers: it grows with series. For sizing.',
    unit: 'bytes',
    queries: [query(own('flowbridge_journal_checkpoint_bytes'), '{{instance}}')],
  }),
  timeseries({
    id: 607,
    title: 'Disk full, recovery',
    description:
      'No space 1: make room, reading pauses until then. Recovered 0: it reads its journal back ' +
      'after a start.',
    unit: 'short',
    queries: [
      query(own('flowbridge_journal_no_space'), 'no space {{instance}}'),
      query(own('flowbridge_journal_recovered'), 'recovered {{instance}}'),
      query(own('flowbridge_journal_segments'), 'segments {{instance}}'),
    ],
  }),
];

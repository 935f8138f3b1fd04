// flowbridge-operations: is the bridge itself well? By the metrics of docs/metrics.md.

import { annotation, dashboard, queryVariable } from './model.mjs';
import { names, process, status } from './operations_bridge.mjs';
import { journal, remoteWrite } from './operations_delivery.mjs';
import { flows, kafka, series } from './operations_intake.mjs';
import { own } from './own_metrics.mjs';

export default dashboard({
  uid: 'flowbridge-operations',
  title: 'flowbridge / Operations',
  description: 'Is the bridge itself well? From Kafka to each destination.',
  from: 'now-6h',
  variables: [
    queryVariable({
      name: 'job',
      label: 'Job',
      description:
        'flowbridge if it pushes; that of the scrape if it is scraped. Of one only, if both are done: ' +
        'all would be counted twice.',
      query: 'label_values(flowbridge_build_info, job)',
      withoutAll: true,
    }),
    queryVariable({
      name: 'instance',
      label: 'Instance',
      description: 'A bridge.',
      query: 'label_values(flowbridge_build_info{job=~"$job"}, instance)',
    }),
    queryVariable({
      name: 'remote_name',
      label: 'Destination',
      description: 'As its block of remote_write is called.',
      query:
        'label_values(flowbridge_remote_write_info{job=~"$job",instance=~"$instance"}, remote_name)',
    }),
  ],
  annotations: [
    annotation(
      'Starts',
      'blue',
      `changes(${own('process_start_time_seconds')}[$__rate_interval]) > 0`,
      '{{instance}} started',
    ),
    annotation(
      'Reloads',
      'purple',
      `changes(${own('flowbridge_config_last_reload_success_timestamp_seconds')}` +
        '[$__rate_interval]) > 0',
      '{{instance}} has a new configuration',
    ),
  ],
  rows: [
    { id: 100, title: 'Status', panels: status },
    { id: 200, title: 'Kafka', panels: kafka },
    { id: 300, title: 'Flows', panels: flows },
    { id: 400, title: 'Series', panels: series },
    { id: 500, title: 'Remote write', panels: remoteWrite },
    { id: 600, title: 'Journal', panels: journal },
    { id: 700, title: 'Names of AS', panels: names },
    { id: 800, title: 'Process', panels: process },
  ],
});

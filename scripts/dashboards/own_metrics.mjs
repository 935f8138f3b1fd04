// PromQL over the metrics of docs/metrics.md, for the choices of flowbridge-operations.

export const own = (metric, ...matchers) =>
  `${metric}{${['job=~"$job"', 'instance=~"$instance"', ...matchers].join(',')}}`;
export const toDestination = (metric, ...matchers) =>
  own(metric, 'remote_name=~"$remote_name"', ...matchers);
export const rate = (selector) => `rate(${selector}[$__rate_interval])`;
export const increase = (selector) => `increase(${selector}[$__rate_interval])`;
// Of a counter that is kept over restarts, and whose first sample after a gap tells what happened in
// it: as in alerts.yaml.
export const risen = (counter) =>
  `((${counter} - last_over_time(${counter}[7d] offset $__rate_interval)) > 0 or ` +
  `(${counter} unless last_over_time(${counter}[7d] offset $__rate_interval)) or ` +
  `${increase(counter)})`;
// What those who look at an increase over time must know.
export const overlap = 'Each point is of four minutes or more, so that it is shown several times.';
export const sumBy = (labels, vector) => `sum by (${labels}) (${vector})`;
// Since a time that a gauge tells.
export const since = (selector) => `time() - ${selector}`;

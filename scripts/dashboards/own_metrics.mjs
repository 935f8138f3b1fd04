// PromQL over the metrics of docs/metrics.md, for the choices of flowbridge-operations.

export const own = (metric, ...matchers) =>
  `${metric}{${['job=~"$job"', 'instance=~"$instance"', ...matchers].join(',')}}`;
export const toDestination = (metric, ...matchers) =>
  own(metric, 'remote_name=~"$remote_name"', ...matchers);
export const rate = (selector) => `rate(${selector}[$__rate_interval])`;
export const increase = (selector) => `increase(${selector}[$__rate_interval])`;
export const sumBy = (labels, vector) => `sum by (${labels}) (${vector})`;
// Since a time that a gauge tells.
export const since = (selector) => `time() - ${selector}`;

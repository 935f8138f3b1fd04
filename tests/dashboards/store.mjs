// Asking a store that has Prometheus's API.

// The body of a good answer; throws what the store says otherwise.
export async function ask(url, path, parameters) {
  // VictoriaMetrics moves times to multiples of the step without it, away from the newest sample.
  const query = new URLSearchParams({ ...parameters, nocache: 1 });
  const response = await fetch(`${url}${path}?${query}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text.slice(0, 300).trim()}`);
  return text;
}

const resultOf = (text) => JSON.parse(text).data.result;

export const instant = async (url, query, time) =>
  resultOf(await ask(url, '/api/v1/query', { query, time }));
export const overTime = async (url, query, { start, end, step }) =>
  resultOf(await ask(url, '/api/v1/query_range', { query, start, end, step }));
export const labelValues = async (url, label, { match, start, end }) =>
  JSON.parse(await ask(url, `/api/v1/label/${label}/values`, { 'match[]': match, start, end }))
    .data;

// Does a result hold a number?
export const hasData = (result) =>
  result.some(({ value, values }) => (values ?? [value]).some(([, text]) => text !== 'NaN'));

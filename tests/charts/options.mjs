// JSON schemas of flowbridge's configuration file: of its options, as docs/options.md has them, and
// of a destination with Prometheus's keys, as docs/remote-write.md has them.

const ref = (name) => ({$ref: `#/definitions/${name}`});
const object = (properties = {}) => ({type: 'object', additionalProperties: false, properties});

export const durationPattern =
    '^(0|([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$';

// A whole number, also in quotes; its limits, if the option has any.
function numberSchema(lines) {
  const limits = lines.find((line) => line.startsWith('- Limits: ')) ?? '';
  const schema = {type: ['integer', 'string'], pattern: '^[0-9]+$', minimum: 0};
  const [minimum, maximum] = [limits.match(/from `(\d+)`/), limits.match(/to `(\d+)`/)];
  if (minimum) schema.minimum = Number(minimum[1]);
  if (maximum) schema.maximum = Number(maximum[1]);
  return schema;
}

// The schema of one option, from its lines in docs/options.md.
function optionSchema(lines, keyLine) {
  const oneOf = lines.find((line) => line.startsWith('- One of: '));
  const kind = lines[0].match(/=<(.*)>`/)?.[1];
  if (keyLine.includes('with a key and a value for each')) {
    // Helm reads an off without quotes as false, which is then no value here.
    return ref(lines[0].includes('|off') ? 'optionTexts' : 'scalars');
  }
  if (keyLine.endsWith(', a list')) return ref('optionList');
  if (oneOf) return {enum: [...oneOf.matchAll(/`([^`]+)`/g)].map((match) => match[1])};
  // A flag that takes no value.
  if (kind === undefined) return {type: 'boolean'};
  switch (kind) {
    case 'duration': return ref('duration');
    case 'duration|off': return {anyOf: [{enum: ['off']}, ref('duration')]};
    case 'earliest|latest|duration|time': return ref('start');
    case 'size': return ref('size');
    case 'number': return numberSchema(lines);
    case 'HH:MM': return {type: 'string', pattern: '^[0-2]?[0-9]:[0-5][0-9]$'};
    default: return ref('optionText');
  }
}

// What has no effect in a file that was Prometheus's.
const scrapingKeys = [
  'scrape_interval', 'scrape_timeout', 'scrape_native_histograms', 'scrape_failure_log_file',
  'always_scrape_classic_histograms', 'convert_classic_histograms_to_nhcb', 'extra_scrape_metrics',
  'evaluation_interval', 'rule_query_offset', 'query_log_file', 'body_size_limit', 'sample_limit',
  'label_limit', 'label_name_length_limit', 'label_value_length_limit', 'target_limit',
  'keep_dropped_targets', 'metric_name_validation_scheme', 'metric_name_escaping_scheme',
];

// The keys of the configuration file.
export function configSchema(options) {
  const root = object();
  for (const section of options.split('\n### ').slice(1)) {
    const lines = section.split('\n');
    const keyLine = lines.find((line) => line.startsWith('- Key: '));
    if (!keyLine) continue;
    const path = keyLine.match(/`([^`]+)`/)[1].split('.');
    let at = root;
    for (const key of path.slice(0, -1)) at = at.properties[key] ??= object();
    at.properties[path.at(-1)] = optionSchema(lines, keyLine);
  }
  // One destination, or a list of them.
  const {remote_write: one} = root.properties;
  root.properties.remote_write = {...one, type: ['object', 'array'], items: ref('prometheus')};
  const labels = ref('optionTexts');
  root.properties.external_labels = labels;
  root.properties.global = object({
    external_labels: labels,
    ...Object.fromEntries(scrapingKeys.map((key) => [key, ref('scalar')])),
    scrape_protocols: ref('stringList'),
    runtime: ref('scalars'),
  });
  return root;
}

const text = ref('optionText');
const truth = {type: 'boolean'};
const texts = ref('optionList');
const number = numberSchema([]);
const duration = ref('duration');
// Templates refuse secrets in the configuration itself, with a better message.
const secret = (name) => ({[name]: text, [`${name}_file`]: text});

const tlsConfig = object({
  ca_file: text, cert_file: text, key_file: text, server_name: text, insecure_skip_verify: truth,
  min_version: {enum: ['TLS10', 'TLS11', 'TLS12', 'TLS13', '1.0', '1.1', '1.2', '1.3']},
  max_version: text,
});
const proxy = {proxy_url: text, no_proxy: text, proxy_from_environment: truth};
const lists = {type: 'object', additionalProperties: ref('stringList')};

// One of Prometheus's remote_write, with the keys that only flowbridge has.
export const destinationSchema = object({
  url: text,
  name: text,
  remote_timeout: duration,
  protobuf_message: {
    enum: ['auto', 'prometheus.WriteRequest', 'io.prometheus.write.v2.Request'],
  },
  headers: ref('scalars'),
  http_headers: {
    type: 'object',
    additionalProperties: object({values: texts, secrets: texts, files: texts}),
  },
  basic_auth: object({username: text, ...secret('password')}),
  authorization: object({type: text, ...secret('credentials')}),
  ...secret('bearer_token'),
  oauth2: object({
    client_id: text,
    ...secret('client_secret'),
    token_url: text,
    scopes: texts,
    endpoint_params: ref('scalars'),
    tls_config: tlsConfig,
    ...proxy,
    proxy_connect_header: lists,
  }),
  sigv4: object({
    region: text, service: text, access_key: text, ...secret('secret_key'),
    ...secret('session_token'), profile: text, profile_file: text, use_fips_sts_endpoint: truth,
  }),
  azuread: object({
    cloud: {enum: ['AzurePublic', 'AzureGovernment', 'AzureChina']},
    oauth: object({client_id: text, tenant_id: text, ...secret('client_secret')}),
  }),
  tls_config: tlsConfig,
  ...proxy,
  follow_redirects: truth,
  enable_http2: truth,
  queue_config: object({
    max_shards: number, max_samples_per_send: number, min_backoff: duration, max_backoff: duration,
    when_full: {enum: ['block', 'drop-oldest']},
    capacity: number, min_shards: number, batch_send_deadline: duration, sample_age_limit: duration,
    retry_on_http_429: truth,
  }),
  write_relabel_configs: {
    type: 'array',
    items: object({
      source_labels: texts, separator: text, regex: text, modulus: number, target_label: text,
      replacement: text,
      action: {
        enum: ['replace', 'keep', 'drop', 'keepequal', 'dropequal', 'hashmod', 'labelmap',
               'labeldrop', 'labelkeep', 'lowercase', 'uppercase'],
      },
    }),
  },
  receiver: {enum: ['auto', 'prometheus', 'thanos', 'mimir', 'cortex', 'victoriametrics']},
  unix_socket: text,
  rate_limit: ref('size'),
  out_of_order_window: duration,
  metadata_config: object({send: truth, send_interval: duration, max_samples_per_send: number}),
  send_exemplars: truth,
  send_native_histograms: truth,
  round_robin_dns: truth,
});

// What must be refused, and what is said: each row is values over ci/minimal-values.yaml.
import assert from 'node:assert/strict';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {ciFile, each, render, scratch} from './chart.mjs';

// The schema's words are the library's, which differ between Helm 3 and 4.
const unknown = (key) => new RegExp(
    `Additional property ${key} is not allowed|additional properties '${key}' not allowed`);
const wrongType = (path, wanted) => new RegExp(
    `${path}: Invalid type. Expected: ${wanted}|'/${path.replaceAll('.', '/')}': got \\w+, want ${
        wanted}`);
const notOneOf = (path) => new RegExp(
    `${path}: .*must be one of|'/${path.replaceAll('.', '/')}': value must be`);

const destination = 'url: https://mimir.example/api/v1/push';

// As YAML: a value below the names of a way.
const within = (way, value) =>
    way.split('.').reduceRight((inner, key) => `{${key}: ${inner}}`, value);

// Values of a file of one's own, and others.
const besideFile = (kafka, others) => 'existingConfigMap: {name: a}\nasn: []\nremoteWrite: []\n' +
    `kafka: {brokers: [], topics: []${kafka}}\n${others}`;

const rows = [
  // Misspelt.
  ['a misspelt section', 'kakfa: {}', unknown('kakfa')],
  ['a misspelt key', 'persistence: {enable: true}', unknown('enable')],
  ['a misspelt key of Kafka', 'kafka: {groupID: a}', unknown('groupID')],
  ['a misspelt key of a secret', 'kafka: {tls: {caSecret: {secretName: a}}}',
   unknown('secretName')],
  ['a misspelt key of a destination', `remoteWrite: [{${destination}, basic_auth: {}}]`,
   unknown('basic_auth')],
  ['a misspelt key of the configuration', 'config: {windows: 30s}', unknown('windows')],
  ['a misspelt key deep in the configuration', 'config: {series: {limits: 5}}', unknown('limits')],
  ['a misspelt monitor', 'serviceMonitor: {enabeld: true}', unknown('enabeld')],
  ...['resources', 'reloader.resources', 'tests.resources'].map(
      (name) => [`a misspelt key of ${name}`, within(name, '{limit: {memory: 1Gi}}'),
                 unknown('limit')]),
  ...['startupProbe', 'livenessProbe', 'readinessProbe'].map(
      (name) => [`a misspelt key of ${name}`, within(name, '{periodsSeconds: 5}'),
                 unknown('periodsSeconds')]),
  ...['podSecurityContext', 'securityContext'].map(
      (name) => [`a misspelt key of ${name}`, within(name, '{runAsNonroot: true}'),
                 unknown('runAsNonroot')]),
  ...['serviceMonitor', 'podMonitor'].flatMap((name) => [
    [`a misspelt key of ${name}.tlsConfig`, within(`${name}.tlsConfig`, '{caFil: a}'),
     unknown('caFil')],
    [`a misspelt key of ${name}.basicAuth`, within(`${name}.basicAuth`, '{user: {}}'),
     unknown('user')],
    [`a misspelt rule of ${name}`, within(`${name}.relabelings`, '[{sourceLabel: [a]}]'),
     unknown('sourceLabel')],
  ]),
  ['a misspelt update strategy', 'updateStrategy: {typ: OnDelete}', unknown('typ')],
  ['a misspelt hook', 'lifecycle: {preStop: {slep: {seconds: 5}}}', unknown('slep')],
  ['a misspelt affinity', 'affinity: {nodeAfinity: {}}', unknown('nodeAfinity')],
  ['a misspelt DNS setting', 'dnsConfig: {nameserver: [192.0.2.1]}', unknown('nameserver')],
  ['a misspelt toleration', 'tolerations: [{efect: NoSchedule}]', unknown('efect')],
  ['a misspelt peer', 'networkPolicy: {metricsFrom: [{namespaceSelektor: {}}]}',
   unknown('namespaceSelektor')],
  ['a misspelt selector', 'dashboards: {grafanaOperator: {instanceSelector: {matchLabel: {}}}}',
   unknown('matchLabel')],
  ['a misspelt rule', 'prometheusRule: {additionalGroups: [{name: a, rules: [{alrt: b, ' +
   'expr: c}]}]}', unknown('alrt')],
  ['a misspelt key of global labels', 'config: {global: {external_label: {a: b}}}',
   unknown('external_label')],
  ['a misspelt key of Prometheus\'s',
   `remoteWrite: [{${destination}, config: {queue_config: {max_shard: 8}}}]`,
   unknown('max_shard')],
  ['the same in a list', `remoteWrite: null\nconfig: {remote_write: [{${destination}, nam: a}]}`,
   unknown('nam')],
  ['the same in a map', `remoteWrite: null\nconfig: {remote_write: {${destination}, nam: a}}`,
   unknown('nam')],
  // Wrong types.
  ['a duration without a unit', 'config: {window: 30}', /config.window|config\/window/],
  ['a duration of nothing', 'config: {window: ""}', /config.window|config\/window/],
  ['units out of order', 'config: {stall_timeout: 30s1m}', /stall_timeout/],
  ['a size in other units', 'config: {storage: {limit: 10GB}}', /storage.limit/],
  ['a number in words', 'config: {series: {limit: many}}', /series.limit/],
  ['a number beyond its limits', 'config: {series: {limit: 0}}', /series.limit/],
  ['an hour of no clock', 'config: {asn_db: {rename_at: "4h"}}', /rename_at/],
  ['a text for a list', 'kafka: {brokers: "kafka:9092"}', wrongType('kafka.brokers', 'array')],
  ['a text for a number', 'service: {port: http}', wrongType('service.port', 'integer')],
  ['a text for a truth', 'reloader: {enabled: "yes"}', wrongType('reloader.enabled', 'boolean')],
  ['a number for a label', 'commonLabels: {team: 5}', wrongType('commonLabels.team', 'string')],
  ['off without quotes', 'config: {asn_db: {refresh: off}}', /asn_db.refresh/],
  ['a number for a secret\'s key', 'kafka: {propertyFrom: {ssl.key.password: {name: a, key: 1}}}',
   /string/],
  // Values that there are not.
  ['an unknown kind', 'kind: DaemonSet', notOneOf('kind')],
  ['an unknown mechanism', 'kafka: {sasl: {mechanism: GSSAPI}}', notOneOf('kafka.sasl.mechanism')],
  ['a mode that is not there yet', 'kafka: {mode: group}', notOneOf('kafka.mode')],
  ['two replicas', 'replicas: 2', /less than or equal to 1|'\/replicas': maximum: got 2, want 1/],
  ['no number of AS', 'asn: [0]', /asn.0/],
  ['no digest', 'image: {digest: "latest"}', /image.digest/],
  ['no URL', 'remoteWrite: [{url: "prometheus:9090"}]', /remoteWrite.0.url/],
  ['a destination without URL', 'remoteWrite: [{name: a}]',
   /remoteWrite.0: url is required|missing property 'url'/],
  ['no size of a volume', 'persistence: {size: 16GiB}', /persistence.size/],
  // Missing.
  ['no AS number', 'asn: null', 'asn is empty: say your own AS numbers'],
  ['no broker', 'kafka: {brokers: []}', 'kafka.brokers is empty: say where Kafka is'],
  ['no topic', 'kafka: {topics: []}', 'kafka.topics is empty: say where flow records are'],
  ['no destination', 'remoteWrite: []', 'remoteWrite is empty: say where samples go'],
  ['destinations without names', `remoteWrite: [{name: a, ${destination}}, {${destination}}]`,
   'remoteWrite[1] has no name'],
  ['a password\'s secret is missing', 'kafka: {sasl: {mechanism: PLAIN, username: a}}',
   'say which secret has the password'],
  ['a user is missing', 'kafka: {sasl: {mechanism: PLAIN, existingSecret: {name: a}}}',
   'kafka.sasl has no user'],
  ['a secret key\'s secret is missing',
   `remoteWrite: [{${destination}, sigv4: {region: a, accessKey: b}}]`,
   'remoteWrite[0].sigv4 has an accessKey without existingSecret'],
  ['no Kafka cluster', 'strimzi: {kafkaTopic: {enabled: true}}', 'strimzi.cluster is empty'],
  // Contradictions.
  ['two files of configuration', 'existingConfigMap: {name: a}\nexistingSecret: {name: b}',
   'existingConfigMap and existingSecret exclude each other'],
  ['values beside a file', 'existingConfigMap: {name: a}',
   'kafka.brokers has no effect, because a file of yours is the configuration'],
  ...[['kafka.groupId', ', groupId: b'], ['kafka.partitions', ', partitions: [0]'],
      ['kafka.start', ', start: 1h'], ['storage.limit', '', 'storage: {limit: 1GiB}'],
      ['selfMonitoring.push.enabled', '', 'selfMonitoring: {push: {enabled: false}}']].map(
      ([name, kafka, others = '']) => [`${name} beside a file`, besideFile(kafka, others),
        `${name} has no effect, because a file of yours is the configuration`]),
  ['objects for Strimzi beside a file',
   besideFile('', 'strimzi: {cluster: a, kafkaTopic: {enabled: true}}'),
   'strimzi has no topics to make objects for'],
  ['destinations in two places', 'config: {remote_write: {url: "http://a/"}}',
   'config.remote_write and remoteWrite are both given'],
  ['another state directory', 'config: {storage: {path: /data}}',
   'config.storage.path has no effect: set storage.path'],
  ['another address', 'config: {web: {listen_address: ":80"}}',
   'config.web.listen_address has no effect'],
  ['destinations of one name', `remoteWrite: [{name: a, ${destination}}, {name: a, ${
       destination}}]`, 'remoteWrite[1].name is a, as another\'s'],
  ['two ways to show who sends',
   `remoteWrite: [{${destination}, bearerToken: {existingSecret: {name: a}}, sigv4: {region: b}}]`,
   'remoteWrite[0] has bearerToken and sigv4'],
  ['a tenant twice', `remoteWrite: [{${destination}, tenant: a, headers: {x-scope-orgid: b}}]`,
   'remoteWrite[0] has a tenant and a header X-Scope-OrgID'],
  ['a secret in a header', `remoteWrite: [{${destination}, headers: {Authorization: Bearer a}}]`,
   'remote_write[0].headers.Authorization is a secret, or has one, which everybody could read'],
  ...['authorization', 'X-API-Key', 'x-auth-token', 'Cookie'].map(
      (name) => [`a header ${name}`, `remoteWrite: [{${destination}, headers: {${name}: a}}]`,
                 `remote_write[0].headers.${name} is a secret`]),
  ['a header in a list',
   `remoteWrite: [{${destination}, config: {http_headers: {X-Token: {values: [a]}}}}]`,
   'remote_write[0].http_headers.X-Token.values is a secret'],
  ['a password in a URL', 'remoteWrite: [{url: "https://a:b@mimir.example/"}]',
   'remote_write[0].url is a secret, or has one'],
  ['a key in a URL', 'remoteWrite: [{url: "https://mimir.example/?a=b&api_key=c"}]',
   'remote_write[0].url is a secret, or has one'],
  ...['url', 'proxy_url'].map((name) => [`a password in a ${name} below config`,
    `remoteWrite: [{${destination}, config: {${name}: "http://a:b@c/"}}]`,
    `remote_write[0].${name} is a secret, or has one`]),
  ['a password in the one URL', 'remoteWrite: null\nconfig: {remote_write: {url: "http://a:b@c/"}}',
   'remote_write.url is a secret, or has one'],
  ['a password in a proxy of names', 'config: {asn_db: {proxy: "http://a:b@c/"}}',
   'asn_db.proxy is a secret, or has one'],
  ...['sasl.password', 'ssl.key.password', 'ssl.keystore.password', 'ssl.key.pem',
      'sasl.oauthbearer.client.secret', 'sasl.oauthbearer.config'].flatMap((name) => [
    [`a property ${name}`, `kafka: {property: {${name}: a}}`,
     `kafka.property.${name} is a secret, or has one, which everybody could read in the Config`],
    [`an option ${name}`, `config: {kafka: {property: {${name}: a}}}`,
     `kafka.property.${name} is a secret`],
    [`an argument ${name}`, `extraArgs: [--kafka.property=${name}=a]`,
     'extraArgs[0] is a secret, or has one'],
    [`two arguments ${name}`, `extraArgs: [--kafka.property, ${name}=a]`,
     'extraArgs[1] is a secret, or has one'],
    [`a variable ${name}`,
     `extraEnv: [{name: FLOWBRIDGE_KAFKA_PROPERTY, value: "a=b\\n${name}=a"}]`,
     'extraEnv[0] is a secret, or has one'],
  ]),
  ['a password in an argument', 'extraArgs: [--asn-db.proxy, "http://a:b@c"]',
   'extraArgs[1] is a secret, or has one'],
  ['a variable of AWS', 'extraEnv: [{name: AWS_SECRET_ACCESS_KEY, value: a}]',
   'extraEnv[0] is a secret, or has one'],
  ['a password of a destination',
   `remoteWrite: [{${destination}, config: {basic_auth: {username: a, password: b}}}]`,
   'remote_write[0].basic_auth.password is a secret, or has one, which everybody could read'],
  ['a token in a list', 'remoteWrite: null\n' +
   `config: {remote_write: [{${destination}, bearer_token: a}]}`,
   'remote_write[0].bearer_token is a secret'],
  ['a property twice',
   'kafka: {property: {client.id: a}, propertyFrom: {client.id: {name: b, key: c}}}',
   'client.id is in kafka.property and in kafka.propertyFrom'],
  ['two names of a user', 'kafka: {sasl: {mechanism: PLAIN, username: a, existingSecret: ' +
   '{name: b, usernameKey: c}}}', 'exclude each other'],
  ['a user without a mechanism', 'kafka: {sasl: {username: a}}', 'kafka.sasl.mechanism is empty'],
  ['certificates without TLS', 'kafka: {tls: {caSecret: {name: a}}}',
   'kafka.tls.enabled is false, so its secrets have no effect'],
  ['a Deployment with state', 'kind: Deployment',
   'kind is Deployment and persistence.enabled is true'],
  ['a claim without persistence', 'persistence: {enabled: false, existingClaim: a}',
   'persistence.existingClaim has no effect'],
  ['a journal larger than its volume', 'storage: {limit: 13GiB}',
   'storage.limit is 13GiB, more than three quarters of persistence.size, 16Gi'],
  ['the same below config', 'config: {storage: {limit: 1TiB}}', 'storage.limit is 1TiB'],
  ['the same in decimal units', 'persistence: {size: 13G}', 'more than three quarters'],
  ['an end before everything is sent', 'config: {shutdown: {timeout: 1m30s}}',
   'terminationGracePeriodSeconds is 30, but flowbridge sends for 1m30s more when it ends ' +
   '(config.shutdown.timeout): 95 at least'],
  ...['extraArgs: [--shutdown.timeout=40s]', 'extraArgs: [--shutdown.timeout, 40s]',
      'extraEnv: [{name: FLOWBRIDGE_SHUTDOWN_TIMEOUT, value: 40s}]',
      besideFile('', 'extraArgs: [--shutdown.timeout=40s]')].map(
      (values) => [`the same by ${values}`, values,
                   'flowbridge sends for 40s more when it ends (config.shutdown.timeout): 45 at']),
  ['an end after a hook', 'lifecycle: {preStop: {sleep: {seconds: 20}}}',
   'and preStop sleeps for 20 s before: 35 at least'],
  ...['/etc', '/etc/flowbridge', '/etc/flowbridge/', '/etc/flowbridge/config', '/etc/../'].map(
      (path) => [`state in ${path}`, `storage: {path: ${path}}`,
                 `storage.path is ${path}, where the configuration and secrets are`]),
  ['a budget of nothing', 'podDisruptionBudget: {maxUnavailable: 0}', /maxUnavailable/],
  ['a budget of no percent', 'podDisruptionBudget: {maxUnavailable: 0%}', /maxUnavailable/],
  ['a probe that asks in two ways', 'livenessProbe: {tcpSocket: {port: http}}',
   'livenessProbe has httpGet and tcpSocket: a probe has one way to ask; set httpGet to null'],
  ['a name that leads elsewhere', `remoteWrite: [{name: .., ${destination}}]`,
   /remoteWrite.0.name/],
  ['a file without a name', 'kafka: {tls: {enabled: true, caSecret: {name: a, key: ""}}}',
   /caSecret.key/],
  ['a file elsewhere', 'existingConfigMap: {key: ../a}', /existingConfigMap.key/],
  ['a name that no service may have', 'fullnameOverride: 4flows',
   '4flows is no name for a Service'],
  ['autoscaling of one replica', 'autoscaling: {keda: {enabled: true}}',
   'autoscaling.keda needs several replicas, and with kafka.mode=static'],
  ['two autoscalers', 'autoscaling: {keda: {enabled: true}, hpa: {enabled: true}}',
   'autoscaling.hpa and autoscaling.keda are both enabled'],
  ['a policy without ports', 'existingConfigMap: {name: a}\nasn: []\nkafka: {brokers: [], ' +
   'topics: []}\nremoteWrite: []\nnetworkPolicy: {enabled: true}',
   'networkPolicy.remoteWrite.ports is empty, and there are no addresses'],
  ['two monitors', 'serviceMonitor: {enabled: true}\npodMonitor: {enabled: true}',
   'serviceMonitor and podMonitor are both enabled'],
  ['another mechanism than the user\'s', 'strimzi: {cluster: a, kafkaUser: {enabled: true}}\n' +
   'kafka: {sasl: {mechanism: PLAIN, username: a, existingSecret: {name: b}}}',
   'kafka.sasl.mechanism is PLAIN, but strimzi.kafkaUser.authentication is scram-sha-512'],
  ['another user than the KafkaUser', 'strimzi: {cluster: a, kafkaUser: {enabled: true}}\n' +
   'config: {kafka: {property: {sasl.username: b}}}',
   'kafka.sasl.username is b, but the KafkaUser is called flows-flowbridge'],
  ['topics of one name', 'strimzi: {cluster: a, kafkaTopic: {enabled: true}}\n' +
   'config: {kafka: {topics: [flows_a, flows-a]}}',
   'topics flows_a and flows-a would both be KafkaTopic flows-a'],
  ['dashboards for nobody', 'dashboards: {grafanaOperator: {enabled: true}}',
   'dashboards.grafanaOperator.enabled has no effect'],
  ['an account that is not made', 'serviceAccount: {create: false, annotations: {a: b}}',
   'serviceAccount.annotations have no effect'],
  ['an alert that there is not',
   'prometheusRule: {enabled: true, defaultRules: {disabled: [Nothing]}}',
   'prometheusRule: there is no alert Nothing in the chart'],
];

// Rows that the schema refuses too, and that must be understood where it is skipped.
const withoutSchema = [
  ['two replicas', 'replicas: 2', 'counts every byte again: 1 at most'],
  ['more replicas than partitions', 'replicas: 3\nkafka: {mode: group, partitions: [0, 1]}',
   'replicas is 3, more than the partitions of kafka.partitions'],
  ['replicas of one volume',
   'replicas: 2\nkafka: {mode: group}\npersistence: {existingClaim: a}',
   'replicas is 2, but persistence.existingClaim is one volume'],
  ['more pods than partitions',
   'kafka: {mode: group, partitions: [0, 1]}\nautoscaling: {keda: {enabled: true}}',
   'autoscaling.keda.maxReplicaCount is 3, more than the partitions'],
  ['the same below config', 'kafka: {mode: group}\nconfig: {kafka: {partitions: [0, 1]}}\n' +
   'autoscaling: {keda: {enabled: true}}',
   'autoscaling.keda.maxReplicaCount is 3, more than the partitions'],
  ['a user\'s name that KEDA cannot have', 'kafka: {mode: group, sasl: {mechanism: PLAIN, ' +
   'username: a, existingSecret: {name: b}}}\nautoscaling: {keda: {enabled: true}}',
   'give kafka.sasl.existingSecret.usernameKey'],
];

async function refusal(version, i, values, args) {
  const file = join(scratch, `negative-${version}-${i}.yaml`);
  writeFileSync(file, `${values}\n`);
  try {
    await render(version, {values: [ciFile('minimal'), file], args});
    return 'nothing';
  } catch (error) {
    return error.message;
  } finally {
    rmSync(file);
  }
}

async function check(table, args) {
  mkdirSync(scratch, {recursive: true});
  const runs = table.flatMap((row, i) => [3, 4].map((version) => ({row, i, version})));
  const problems = await each(runs, async ({row: [name, values, wanted], i, version}) => {
    const said = await refusal(version, i, values, args);
    const isRight = typeof wanted === 'string' ? said.includes(wanted) : wanted.test(said);
    return isRight ? [] : [`Helm ${version}, ${name}: expected ${wanted}, it said: ${said}`];
  });
  assert.deepEqual(problems.flat(), [], `\n${problems.flat().join('\n')}`);
}

test('what cannot work is refused, and said', () => check(rows, []));

test('where the schema is skipped, templates refuse', () =>
  check(withoutSchema, ['--skip-schema-validation']));

test('all that is missing is said at once', async () => {
  const said = await refusal(4, 'all', 'asn: []\nkafka: {brokers: [], topics: []}\nremoteWrite: []',
                             []);
  assert.equal(said.match(/^- .* is empty/gm).length, 4);
});

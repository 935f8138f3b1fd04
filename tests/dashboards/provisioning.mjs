// Rules for grafana/provisioning: Grafana ignores a key that it does not know, so that a misspelt one
// goes unnoticed. Keys are those of Grafana 10 to 13.

const dataSourceKeys = [
  ...['name', 'uid', 'type', 'access', 'url', 'editable', 'isDefault', 'orgId', 'basicAuth'],
  ...['basicAuthUser', 'withCredentials', 'jsonData', 'secureJsonData', 'version'],
];
const jsonDataKeys = [
  ...['timeInterval', 'httpMethod', 'prometheusType', 'prometheusVersion', 'queryTimeout'],
  ...['manageAlerts', 'cacheLevel', 'incrementalQuerying', 'customQueryParameters'],
];
const providerKeys = [
  ...['name', 'orgId', 'folder', 'folderUid', 'type', 'disableDeletion', 'editable'],
  ...['updateIntervalSeconds', 'allowUiUpdates', 'options'],
];

function* unknown(object, keys, where) {
  for (const key of Object.keys(object ?? {})) {
    if (!keys.includes(key)) yield ['provisioning-key', where, `Grafana has no key ${key}`];
  }
}

function* lintDataSources(document) {
  yield* unknown(document, ['apiVersion', 'datasources', 'deleteDatasources', 'prune'], '');
  for (const source of document.datasources ?? []) {
    yield* unknown(source, dataSourceKeys, source.name);
    yield* unknown(source.jsonData, jsonDataKeys, source.name);
    if (!source.uid) yield ['provisioning-uid', source.name, 'has no uid of its own'];
    if (source.jsonData?.timeInterval !== '1m') {
      yield ['provisioning-interval', source.name, 'timeInterval is not 1m, as samples may come'];
    }
    if (source.jsonData?.httpMethod !== 'POST') {
      yield ['provisioning-method', source.name, 'long queries need POST'];
    }
  }
}

function* lintProviders(document) {
  yield* unknown(document, ['apiVersion', 'providers'], '');
  for (const provider of document.providers ?? []) {
    yield* unknown(provider, providerKeys, provider.name);
    yield* unknown(provider.options, ['path', 'foldersFromFilesStructure'], provider.name);
    if (provider.type !== 'file' || !provider.options?.path) {
      yield ['provisioning-path', provider.name, 'is of no folder of files'];
    }
  }
}

// Findings, as those of lintDashboard.
export function lintProvisioning({ dataSources, providers }) {
  const findings = [...lintDataSources(dataSources), ...lintProviders(providers)];
  for (const document of [dataSources, providers]) {
    if (document.apiVersion === 1) continue;
    findings.push(['provisioning-version', '', 'apiVersion is not 1']);
  }
  return findings.map(([rule, panel, message]) => ({
    rule,
    dashboard: 'provisioning',
    panel: panel ?? '',
    message,
  }));
}

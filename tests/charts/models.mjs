// Types of objects: the models of kubernetes-models, and tsc, which also sees unknown fields.
import {execFile} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {label, scratch} from './chart.mjs';

const kubernetes = ['apps/v1', 'autoscaling/v2', 'networking.k8s.io/v1', 'policy/v1', 'v1'];
const others = {
  'keda.sh/v1alpha1': '@kubernetes-models/keda/keda.sh/v1alpha1',
  'monitoring.coreos.com/v1':
      '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};

// Kinds for which there is no model: their fields, as the operators document them; "!" if it must
// be there.
const strimzi = {
  KafkaUser: {authentication: {'type!': ''}, authorization: {'type!': '', 'acls!': ''}},
  KafkaTopic: {topicName: '', 'partitions!': '', 'replicas!': '', config: ''},
};
const withoutModel = {
  'kafka.strimzi.io/v1beta2': strimzi,
  'kafka.strimzi.io/v1': strimzi,
  'grafana.integreatly.org/v1beta1': {
    GrafanaDashboard: {
      'instanceSelector!': '',
      'configMapRef!': {'name!': '', 'key!': ''},
      folder: '',
      resyncPeriod: '',
      allowCrossNamespaceImport: '',
    },
  },
};

function modelOf(apiVersion) {
  if (kubernetes.includes(apiVersion)) return `kubernetes-models/${apiVersion}`;
  return others[apiVersion];
}

function fieldProblems(fields, value, path) {
  const names = Object.keys(fields).map((field) => field.replace('!', ''));
  const unknown = Object.keys(value)
                      .filter((name) => !names.includes(name))
                      .map((name) => `${path}.${name} is no field`);
  const known = Object.entries(fields).flatMap(([field, inner]) => {
    const name = field.replace('!', '');
    if (value[name] === undefined) {
      return field.endsWith('!') ? [`${path}.${name} is missing`] : [];
    }
    return inner === '' ? [] : fieldProblems(inner, value[name], `${path}.${name}`);
  });
  return [...unknown, ...known];
}

// What the model of an object finds wrong: types, and what is missing.
export async function modelProblems(object) {
  const fields = withoutModel[object.apiVersion]?.[object.kind];
  if (fields) {
    return fieldProblems(fields, object.spec, 'spec').map((line) => `${label(object)}: ${line}`);
  }
  const path = modelOf(object.apiVersion);
  const Model = path && (await import(path))[object.kind];
  if (!Model) return [`${label(object)}: there is no model of ${object.apiVersion}`];
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    return [`${label(object)}: ${error.message}`];
  }
}

// What tsc finds wrong with objects, by their names: one file each, so that an error names it.
export async function typeProblems(named) {
  const folder = join(scratch, 'typed');
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  for (const [name, object] of Object.entries(named)) {
    const path = modelOf(object.apiVersion);
    if (!path) continue;
    const type = `I${object.kind}`;
    writeFileSync(join(folder, `${name}.ts`),
                  `import type {${type}} from "${path}/${object.kind}";\n` +
                      `export const object: ${type} = ${JSON.stringify(object, null, 2)};\n`);
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {noEmit: true, strict: true, skipLibCheck: true, target: 'es2022',
                      module: 'commonjs', moduleResolution: 'node10', types: []},
    include: ['*.ts'],
  }));
  const tsc = join(scratch, 'node_modules/typescript/bin/tsc');
  return new Promise((done) => {
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {maxBuffer: 64 << 20},
             (error, stdout, stderr) => {
               const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
               done(error && lines.length === 0 ? [error.message] : lines);
             });
  });
}

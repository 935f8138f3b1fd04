// The chart, the two Helms, and what they render.
import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {parseAllDocuments} from 'yaml';

const run = promisify(execFile);

// All is run from the top of the checkout.
export const chart = resolve('helm/flowbridge');
export const scratch = resolve('build/charts');
export const helms = {3: join(scratch, 'helm-31/helm'), 4: join(scratch, 'helm-35/helm')};
export const kubeVersions = ['1.25', '1.30', '1.35'];
export const isUpdate = process.env.UPDATE_GOLDEN === '1';

export const ciValues = readdirSync(join(chart, 'ci'))
    .filter((name) => name.endsWith('-values.yaml'))
    .map((name) => name.replace('-values.yaml', ''))
    .sort();

export const ciFile = (name) => join(chart, 'ci', `${name}-values.yaml`);
export const read = (path) => readFileSync(path, 'utf8');

// Runs a Helm: its output, or an error whose message is all that it said.
export async function helm(version, ...args) {
  try {
    return (await run(helms[version], args, {maxBuffer: 64 << 20})).stdout;
  } catch (error) {
    throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}` || error.message);
  }
}

// As `helm template` of a release called flows would render it.
export function render(version, {values = [], kube = '1.30', args = [], from = chart}) {
  return helm(version, 'template', 'flows', from, '--namespace', 'network',
              '--kube-version', kube, ...values.flatMap((file) => ['-f', file]), ...args);
}

// Kubernetes reads YAML 1.1, in which 0440 is octal.
export function objects(text) {
  return parseAllDocuments(text, {version: '1.1'})
      .map((document) => {
        if (document.errors.length > 0) throw document.errors[0];
        return document.toJS({maxAliasCount: 0});
      })
      .filter((object) => object !== null);
}

// Calls make for each item, two at a time: Helm is a process each, and there may be two cores.
export async function each(items, make) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await make(items[i]);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}

export const label = (object) => `${object.kind} ${object.metadata?.name}`;

// Those that are pods or make them, with where their spec is.
export function podsOf(list) {
  return list.flatMap((object) => {
    if (object.kind === 'Pod') return [{name: label(object), spec: object.spec, object}];
    const template = object.spec?.template;
    return template?.spec ? [{name: label(object), spec: template.spec, object}] : [];
  });
}
